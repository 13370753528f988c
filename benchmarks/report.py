"""What measurements write: the machine, a table, a section of a page."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

README = Path(__file__).with_name("README.md")


def describe_machine(*packages: str) -> dict[str, object]:
    """What the figures were measured on."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "day": time.strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "memory_gib": round(total),
        "load_at_start": LOAD_AT_START,
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


LOAD_AT_START = round(os.getloadavg()[0], 2)


def check(reached: bool) -> str:
    """Whether an aim is reached, as the tables say it."""
    return "yes" if reached else "NO"


def format_rows(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines of a Markdown table; None stands as nothing."""
    lines = [f"| {' | '.join(head)} |", "|---|---|" + "---:|" * (len(head) - 3) + "---|"]
    lines += [f"| {' | '.join('' if c is None else str(c) for c in row)} |" for row in rows]
    return lines


def tell_machine(machine: dict[str, object]) -> str:
    """What :func:`describe_machine` found, as a sentence."""
    packages = ", ".join(
        f"{key} {value}"
        for key, value in machine.items()
        if key not in {"day", "cores", "memory_gib", "load_at_start"}
    )
    return (
        f"{machine['day']}, a shared cloud VM with {machine['cores']} cores and "
        f"{machine['memory_gib']} GiB (load at the start {machine['load_at_start']}); {packages}."
    )


def write_section(
    name: str, machine: dict[str, object], told: Sequence[str], page: Path = README
) -> None:
    """Replace what stands between the marks ``<!-- name -->`` in a page."""
    mark, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(mark)
    after = rest.partition(end)[2]
    body = "\n".join(told)
    page.write_text(
        f"{before}{mark}{tell_machine(machine)}\n\n{body}\n{end}{after}", encoding="utf-8"
    )
