"""What is told of a thing: a labelled line, and where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Link:
    """A source: its address and the site's name."""

    url: str
    site: str


@dataclass(frozen=True)
class Fact:
    """A labelled line and where it comes from: by links, or by a name alone.

    ``day``: when it was so, in words; "" = the value says it, or it holds on any day.
    """

    label: str
    value: str = ""
    links: tuple[Link, ...] = ()
    source: str = ""
    day: str = ""


_MOST_OFFICIAL = (re.compile(r"(^|\.)menpan\.go\.id$"), re.compile(r"\.go\.id$"))
"""Sites by the weight of their word: the programme's ministry, then all other authorities."""


def make_links(urls: tuple[str, ...] | None) -> tuple[Link, ...]:
    """Links with the sites' names, the most official first, else in the order given.

    Examples
    --------
    >>> [link.site for link in make_links(("https://www.detik.com/a", "https://kab.go.id/b"))]
    ['kab.go.id', 'detik.com']
    """
    links = [Link(url, (urlsplit(url).hostname or url).removeprefix("www.")) for url in urls or ()]
    return tuple(sorted(links, key=_rank))


def _rank(link: Link) -> int:
    found = (n for n, pattern in enumerate(_MOST_OFFICIAL) if pattern.search(link.site))
    return next(found, len(_MOST_OFFICIAL))
