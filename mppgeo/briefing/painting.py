"""Pictures of maps for slides, drawn ahead by other processes where there are cores for it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Hashable, Mapping
from dataclasses import replace
from multiprocessing.connection import Connection

from mppgeo.briefing.outline import MapPicture
from mppgeo.coverage import join_boundaries
from mppgeo.maps.outlines import trace_layer, trace_neighbours
from mppgeo.maps.page import Size
from mppgeo.maps.picture import draw_map
from mppgeo.programme.places import locate_mpps
from mppgeo.scene.view import LEVELS


class Painter:
    """Draws maps; those begun are drawn while this process goes on with other work.

    Parameters
    ----------
    ahead : use processes that share the memory of this one. Only for a process
        that does nothing else, as the command line: a server has threads.
    colours : of a template instead of ours, ``#rrggbb``.
    """

    def __init__(self, *, ahead: bool, colours: Mapping[str, str] | None = None) -> None:
        self.colours = colours or {}
        self.ahead = ahead and "fork" in multiprocessing.get_all_start_methods()
        self.begun: dict[Hashable, Connection] = {}

    def begin(self, picture: MapPicture, size: Size) -> None:
        """Start to draw a map that will be asked for."""
        if not self.ahead:
            return
        if not self.begun:
            _warm(picture)
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(
            target=_send, args=(theirs, picture, size, self.colours), daemon=True
        )
        process.start()
        theirs.close()
        self.begun[id(picture), size] = ours

    def finish(self, picture: MapPicture, size: Size) -> bytes:
        """The map as PNG."""
        ours = self.begun.pop((id(picture), size), None)
        if ours is not None:
            with ours:
                try:
                    return ours.recv_bytes()
                except EOFError:
                    # Whatever went wrong there is told when it is done here.
                    pass
        return _paint(picture, size, self.colours)


def _warm(picture: MapPicture) -> None:
    """Make here, once, what every one of the processes would have to make for itself."""
    dataset = picture.scene.dataset
    locate_mpps(dataset, picture.scene.day)
    trace_neighbours(dataset)
    for level in LEVELS:
        trace_layer(dataset, level)
        join_boundaries(picture.scene.snapshot, level)


def _send(theirs: Connection, picture: MapPicture, size: Size, colours: Mapping[str, str]) -> None:
    with theirs:
        theirs.send_bytes(_paint(picture, size, colours))


def _paint(picture: MapPicture, size: Size, colours: Mapping[str, str]) -> bytes:
    theme = replace(picture.theme, colours=colours) if colours else picture.theme
    return draw_map(picture.scene, theme, size, titled=False)
