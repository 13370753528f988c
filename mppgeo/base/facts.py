"""What is told of a thing: a labelled line, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Link:
    """A source: its address and the site's name."""

    url: str
    site: str


@dataclass(frozen=True)
class Fact:
    """A labelled line and where it comes from: by links, or by a name alone."""

    label: str
    value: str = ""
    links: tuple[Link, ...] = ()
    source: str = ""


def make_links(urls: tuple[str, ...] | None) -> tuple[Link, ...]:
    """Links with the sites' names, in the order given."""
    return tuple(
        Link(url, (urlsplit(url).hostname or url).removeprefix("www.")) for url in urls or ()
    )
