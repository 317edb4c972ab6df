"""The one block that the log shows at the start: where the box is and how to sign in."""

import socket

from lhcbox.language import gettext
from serve.box import Box


def greeting(box: Box) -> str:
    """What whoever started the box needs to know, in the box's language."""
    settings = box.settings

    def _(message: str) -> str:
        return gettext(message, domain="home", language=settings.language)

    rows = [(_("Open"), address) for address in _addresses(settings.port)]
    rows = [rows[0], *(("", address) for _label, address in rows[1:])]
    rows.append((_("Class code"), box.keys.code))
    rows.append((_("Profile"), f"{settings.profile} · LHC-in-a-Box {settings.version}"))
    width = max(len(label) for label, _value in rows)
    lines = [f"  {label:<{width}}  {value}" for label, value in rows]
    rule = "─" * max(len(line) + 2 for line in lines)
    return "\n".join([rule, *lines, rule])


def _addresses(port: int) -> list[str]:
    """Addresses under which a browser may reach this machine, its own first; found without asking the network."""
    names = ["localhost"]
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError:
        found = set()
    names.extend(sorted(address for address in found if not address.startswith("127.")))
    return [f"http://{name}:{port}/" for name in names]
