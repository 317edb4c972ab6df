"""How much memory the box may use, and how much of it is free: the engine's limit (cgroup) where there is one."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024
CGROUP = Path("/sys/fs/cgroup")
MEMINFO = Path("/proc/meminfo")


@dataclass(frozen=True)
class Memory:
    """Bytes, both of them."""

    limit: int
    free: int


def memory(cgroup: Path = CGROUP, meminfo: Path = MEMINFO) -> Memory:
    """What the box may use and what of it is free now, in bytes.

    Pages that the kernel can drop at once (file cache) count as free.
    """
    machine = _table(meminfo, unit=1024)
    total = machine.get("MemTotal:", 2048 * MIB)
    free = machine.get("MemAvailable:", total)
    # version 2 of cgroups, then version 1
    for limit_name, used_name, cache_name in (
        ("memory.max", "memory.current", "inactive_file"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "total_inactive_file"),
    ):
        limit = _number(cgroup / limit_name)
        used = _number(cgroup / used_name)
        if limit is None or used is None or limit >= total:
            continue
        cache = _table(cgroup / Path(used_name).parent / "memory.stat").get(cache_name, 0)
        return Memory(limit=limit, free=min(free, max(0, limit - used + cache)))
    return Memory(limit=total, free=free)


def expendable(pid: int) -> None:
    """Where memory runs out all the same, let the system end process ``pid`` and not the server."""
    with contextlib.suppress(OSError):  # it has ended already, or the system does not allow it
        Path(f"/proc/{pid}/oom_score_adj").write_text("1000", encoding="ascii")


def _number(path: Path) -> int | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None  # "max" where there is no limit


def _table(path: Path, unit: int = 1) -> dict[str, int]:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    pairs = (line.split()[:2] for line in lines)
    return {pair[0]: int(pair[1]) * unit for pair in pairs if len(pair) == 2 and pair[1].isdecimal()}
