"""coffea without numba: ``from lhcbox.columnar import processor``.

coffea imports numba, a compiler of 200 MB, for files in CMS's NanoAOD format, which this box does not hold. So the
box has no numba, and a stand-in takes its place while coffea is imported: functions that numba would compile stay as
they are, in Python. What a processor does is not touched. Where numba is installed, coffea gets the real one.
"""

import importlib
import importlib.util
import logging
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from lhcbox.sample import Sample

__all__ = ["fileset", "local_dask", "processor", "schemas"]


def _uncompiled(*arguments: Any, **_options: Any) -> Any:
    """What ``numba.njit`` is here: a decorator, with or without options, that changes nothing."""
    if len(arguments) == 1 and callable(arguments[0]):
        return arguments[0]

    def decorator(function: Callable[..., Any]) -> Callable[..., Any]:
        return function

    return decorator


@contextmanager
def _stand_in(name: str, wanted: str, **attributes: Any) -> Iterator[None]:
    """A module ``name`` without what it is for, unless ``wanted``, which it needs, is installed."""
    if name in sys.modules or importlib.util.find_spec(wanted) is not None:
        yield
        return
    module = ModuleType(name)
    vars(module).update(attributes)
    sys.modules[name] = module
    try:
        yield
    finally:
        del sys.modules[name]  # others, such as awkward and vector, would take it for the real one


with _stand_in("numba", "numba", jit=_uncompiled, njit=_uncompiled, vectorize=_uncompiled):
    processor: Any = importlib.import_module("coffea.processor")
    schemas: Any = importlib.import_module("coffea.nanoevents.schemas")


@contextmanager
def _unasked_address() -> Iterator[None]:
    """Without a network dask cannot find out the machine's address, says so, and does not need it in one process."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Couldn't detect a suitable IP address", category=RuntimeWarning)
        yield


@contextmanager
def local_dask(threads: int = 2) -> Iterator[Any]:
    """A dask cluster inside this process, with ``threads`` at work; it ends with the ``with`` block.

    Scheduler and worker talk to each other in memory. dask insists on an HTTP port for each of them; these listen to
    this machine alone, and answer nothing. `DaskExecutor` imports dask's data frames, which need pandas, and uses them
    only if told to; where pandas is missing an empty module takes their place meanwhile.

    Example:
        >>> with local_dask() as client:
        ...     client.submit(sum, [1, 2, 3]).result()
        6
    """
    dask: Any = importlib.import_module("dask")
    distributed: Any = importlib.import_module("distributed")
    logger = logging.getLogger("distributed")
    quiet = {
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
        "distributed.worker.daemon": False,
        "distributed.worker.memory.terminate": False,
    }
    with (
        _stand_in("dask.dataframe", "pandas"),
        dask.config.set(quiet),
        _unasked_address(),
        distributed.LocalCluster(
            processes=False,
            n_workers=1,
            threads_per_worker=threads,
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        logger.setLevel(logging.ERROR)
        try:
            yield client
        finally:
            logger.setLevel(logging.CRITICAL)  # on closing, it would report each task that it cancels


def fileset(samples: Mapping[str, Sample]) -> dict[str, dict[str, Any]]:
    """The samples as coffea's ``Runner`` wants them: names, files with their tree, and where to find the sample again.

    Args:
        samples: by the name that the results shall have.

    Returns:
        A dataset for each file of each sample; its metadata hold ``name``, ``sample`` (the id) and ``period``.
    """
    return {
        f"{name} {file.period}" if file.period else (name if len(sample.files) == 1 else f"{name} {number}"): {
            "files": {str(file.path): sample.tree},
            "metadata": {"name": name, "sample": sample.id, "period": file.period},
        }
        for name, sample in samples.items()
        for number, file in enumerate(sample.files)
    }
