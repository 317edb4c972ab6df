"""The kernels of students' notebooks."""

import os
from typing import Any

from jupyter_server import CallContext
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError

from lhcbox.language import gettext
from serve.box import Box
from serve.complaint import marked as _
from serve.memory import expendable, memory
from serve.room import KERNEL, process_id
from serve.tongue import tongue


class Students(AsyncMappingKernelManager):
    """Starts kernels that speak the reader's language, as long as there is memory for them."""

    def _kernel_start_kwargs(self, **options: Any) -> dict[str, Any]:
        """Called with what a new kernel is to be started with.

        Raises:
            HTTPError: 503 where memory is nearly used up; one kernel more would end somebody else's.
        """
        assert self.parent is not None  # the server made this manager
        box: Box = self.parent.web_app.settings["box"]
        handler = CallContext.get(CallContext.JUPYTER_HANDLER)
        language = tongue(handler.request, box.settings.language) if handler else box.settings.language
        if memory().free < KERNEL:
            sentence = _("The box has no memory left for another notebook: shut down one that you do not need.")
            raise HTTPError(503, gettext(sentence, domain="home", language=language))
        options.setdefault("cwd", self.root_dir)
        options["env"] = {**(options.get("env") or os.environ), "LHCBOX_LANG": language}
        return super()._kernel_start_kwargs(**options)

    async def _finish_kernel_start(self, kernel_id: str) -> None:
        """Called once the kernel's process is there."""
        expendable(process_id(self, kernel_id))
        await super()._finish_kernel_start(kernel_id)
