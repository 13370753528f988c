"""Maps of a deck, drawn while the rest of it is made where there are cores for it."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections import deque
from collections.abc import Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait

from mppgeo.base.forks import count_cores
from mppgeo.briefing.outline import MapPicture
from mppgeo.coverage import join_boundaries
from mppgeo.dataset import Dataset
from mppgeo.maps.sizes import Size
from mppgeo.maps.themes import Theme
from mppgeo.programme.places import locate_mpps
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import LEVELS, View


@dataclass(frozen=True, eq=False)
class Task:
    """A map as told to a process that has the data already."""

    number: int
    view: View
    today: dt.date
    theme: Theme
    size: Size

    def draw(self, dataset: Dataset) -> bytes:
        """The map as PNG."""
        return _paint(Scene(dataset, self.view, self.today), self.theme, self.size)


class Painter:
    """Draws maps; those begun are drawn while this process goes on with other work.

    Used in a ``with``: at its end nothing is drawn any more.

    Parameters
    ----------
    scene : gives the data of all maps, and the day that most of them are of.
    ahead : use processes that share the memory of this one. Only for a process
        that does nothing else, as the command line: a server has threads.

    Attributes
    ----------
    colours : of a template instead of ours, ``#rrggbb``.
    """

    def __init__(self, scene: Scene, *, ahead: bool) -> None:
        self.colours: Mapping[str, str] = {}
        self._begun: dict[Hashable, int] = {}
        self._channel: Connection | None = None
        if ahead and "fork" in multiprocessing.get_all_start_methods():
            context = multiprocessing.get_context("fork")
            self._channel, theirs = context.Pipe()
            # Begun before there is a map to draw: to load what draws takes as long as drawing one.
            self._process = context.Process(target=_serve, args=(self._channel, theirs, scene))
            self._process.start()
            theirs.close()

    def __enter__(self) -> Painter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._channel:
            self._channel.close()
            self._process.join()
            self._channel = None

    def begin(self, picture: MapPicture, size: Size) -> None:
        """Start to draw a map that will be asked for."""
        if not self._channel:
            return
        number = len(self._begun)
        view, today = picture.scene.view, picture.scene.today
        with suppress(OSError):
            self._channel.send(Task(number, view, today, self._dress(picture.theme), size))
            self._begun[id(picture), size] = number

    def finish(self, picture: MapPicture, size: Size) -> bytes:
        """The map as PNG."""
        number = self._begun.get((id(picture), size))
        if self._channel and number is not None:
            # Whatever went wrong there is told when it is done here.
            with suppress(EOFError, OSError):
                self._channel.send(number)
                if body := self._channel.recv_bytes():
                    return body
        return _paint(picture.scene, self._dress(picture.theme), size)

    def _dress(self, theme: Theme) -> Theme:
        return replace(theme, colours=self.colours) if self.colours else theme


def load_drawing() -> None:
    """Load what draws maps, for a process whose forks will."""
    from mppgeo.maps import picture  # noqa: F401


def _paint(scene: Scene, theme: Theme, size: Size) -> bytes:
    # Takes half a second to load, which a deck made ahead leaves to another process.
    from mppgeo.maps.picture import draw_map

    return draw_map(scene, theme, size, titled=False)


def _serve(theirs: Connection, channel: Connection, scene: Scene) -> None:
    """Draw each :class:`Task` that comes on a channel in a process of its own, until it is closed.

    Answers to the number of a task with its map; empty = it could not be drawn. Nothing is sent
    unasked: who is writing here at that moment would wait for ever.
    """
    theirs.close()
    _warm(scene)
    waiting: deque[Task] = deque()
    running: dict[Connection, int] = {}
    drawn: dict[int, bytes] = {}
    wanted = None
    with suppress(EOFError, OSError):
        while True:
            if wanted in drawn:
                channel.send_bytes(drawn.pop(wanted))
                wanted = None
            while waiting and len(running) < count_cores():
                task = waiting.popleft()
                running[_start(task, scene.dataset)] = task.number
            for ready in wait([channel, *running]):
                if ready is channel:
                    asked = channel.recv()
                    if isinstance(asked, Task):
                        waiting.append(asked)
                    else:
                        wanted = asked
                    continue
                number = running.pop(ready)
                with ready:
                    drawn[number] = _receive(ready)


def _start(task: Task, dataset: Dataset) -> Connection:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    context.Process(target=_send, args=(theirs, task, dataset), daemon=True).start()
    theirs.close()
    return ours


def _send(theirs: Connection, task: Task, dataset: Dataset) -> None:
    with theirs:
        theirs.send_bytes(task.draw(dataset))


def _receive(ours: Connection) -> bytes:
    try:
        return ours.recv_bytes()
    except EOFError:
        return b""


def _warm(scene: Scene) -> None:
    """Make here, once, what every one of the processes would have to make for itself."""
    from mppgeo.maps.outlines import trace_layer, trace_neighbours

    load_drawing()
    dataset = scene.dataset
    locate_mpps(dataset, scene.day)
    trace_neighbours(dataset)
    for level in LEVELS:
        trace_layer(dataset, level)
        join_boundaries(scene.snapshot, level)
