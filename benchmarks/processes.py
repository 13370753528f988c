"""What the system tells of running processes."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Sequence
from pathlib import Path

_LOOK = 5.0


def find_family(pid: int) -> list[int]:
    """A process and all that came from it."""
    children: list[str] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        # A thread may end while it is looked at.
        with contextlib.suppress(OSError):
            children += path.read_text().split()
    return [pid, *(one for child in children for one in find_family(int(child)))]


def read_memory(pid: int) -> float:
    """Proportional set size in megabytes: pages shared by n processes count 1/n in each."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        return 0.0
    return 0.0


def wait_for_rest(pids: Sequence[int], patience: float = 240.0) -> None:
    """Wait until processes, with all that came from them, have nothing to do but to wait."""
    deadline, used = time.monotonic() + patience, -1.0
    while time.monotonic() < deadline:
        now = sum(read_seconds(one) for pid in pids for one in find_family(pid))
        if now - used < 0.02 * _LOOK * len(pids) and used >= 0:
            return
        used = now
        time.sleep(_LOOK)
    raise RuntimeError("a server does not come to rest")


def read_seconds(pid: int) -> float:
    """Processor time of a process so far."""
    with contextlib.suppress(OSError):
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
