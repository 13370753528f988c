"""How much dear work may be under way at once: every bound of this kind stands here.

Python runs one thread at a time and a server has few cores, so dear work done for several
visitors together is slower than one after the other, and holds up those who only look. Of each
kind so much is done at once, so many may wait, and whoever comes then is told to come again.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mppgeo.base.language import mark

BUSY = mark("The server is busy with the same for others. Try again in a minute.")
AGAIN = 10
"""Seconds after which whoever was refused may ask again."""
_LOOK = 0.25
"""Seconds between two looks at whether somebody still waits."""


class Busy(RuntimeError):
    """Too many wait already; ``sentence`` says so in a marked English sentence."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"too many wait for: {kind}")
        self.sentence = BUSY


class Left(RuntimeError):
    """Whoever waited has gone."""


class Budget:
    """So much of a kind of work at once, in the order in which it is asked for.

    Parameters
    ----------
    kind : what it is, for messages.
    at_once : under way at the same time.
    waiting : those who may wait besides.
    each : of these two together, how many may be one visitor's.

    Attributes
    ----------
    most : ``at_once`` and ``waiting`` together.

    Examples
    --------
    >>> budget = Budget("decks", at_once=1, waiting=1)
    >>> first, second = budget.ask(), budget.ask()
    >>> first.place, second.place
    (0, 1)
    >>> first.end()
    >>> second.place
    0
    """

    def __init__(self, kind: str, *, at_once: int, waiting: int, each: int = 2) -> None:
        self.kind = kind
        self._at_once, self.most, self._each = at_once, at_once + waiting, each
        self._turns: list[Turn] = []
        self._changed = threading.Condition()

    def ask(self, owner: str = "") -> Turn:
        """Join the queue; the turn must be ended whatever happens.

        Parameters
        ----------
        owner : the visitor; "" = the server itself, which has no share of its own.

        Raises
        ------
        Busy : too many wait, or too many of the owner's.
        """
        with self._changed:
            own = sum(turn.owner == owner for turn in self._turns) if owner else 0
            if len(self._turns) >= self.most or own >= self._each:
                raise Busy(self.kind)
            turn = Turn(self, owner)
            self._turns.append(turn)
            return turn

    @contextmanager
    def take(self, owner: str = "", wanted: Callable[[], bool] = lambda: True) -> Iterator[None]:
        """Wait for a turn and have it while inside.

        Parameters
        ----------
        wanted : asked while waiting whether the visitor is still there.

        Raises
        ------
        Busy : see :meth:`ask`.
        Left : the visitor went meanwhile.
        """
        turn = self.ask(owner)
        try:
            turn.wait(wanted)
            yield
        finally:
            turn.end()

    def count(self) -> int:
        """Those who have a turn or wait for one."""
        return len(self._turns)


class Turn:
    """A place in the queue of a budget.

    Attributes
    ----------
    place : how many must end before it is this one's turn; 0 = it is.
    """

    def __init__(self, budget: Budget, owner: str) -> None:
        self.owner = owner
        self._budget = budget

    @property
    def place(self) -> int:
        budget = self._budget
        with budget._changed:
            return max(0, budget._turns.index(self) - budget._at_once + 1)

    def wait(self, wanted: Callable[[], bool] = lambda: True) -> None:
        """Wait for the turn; raises :class:`Left` when ``wanted`` no longer holds."""
        with self._budget._changed:
            while self.place:
                if not wanted():
                    raise Left(self._budget.kind)
                self._budget._changed.wait(_LOOK)

    def end(self) -> None:
        """Leave the queue, or give the turn to the next; harmless when done before."""
        with self._budget._changed:
            if self in self._budget._turns:
                self._budget._turns.remove(self)
            self._budget._changed.notify_all()


class Rate:
    """So many of a kind of work in any span of time.

    Parameters
    ----------
    most : in a span.
    seconds : length of the span.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._taken: deque[float] = deque(maxlen=most)
        self._lock = threading.Lock()

    def take(self) -> None:
        """Count one more; raises :class:`Busy` where there were as many already."""
        with self._lock:
            now = time.monotonic()
            full = len(self._taken) == self._taken.maxlen
            if full and now - self._taken[0] < self._seconds:
                raise Busy("another in so short a time")
            self._taken.append(now)


UPLOADS_EACH = 22 << 20
UPLOADS = 200 << 20
"""Bytes of files held for one visitor, and for all: two of the largest, until one is let go."""
UPLOADS_LEFT = 44 << 20
"""Of these so many may be those of visitors whose line broke: they are kept for two minutes."""
SESSIONS_LEFT = 24
"""Visitors whose line broke, the latest: their pages find the session again within two minutes.
Those of others are drawn anew, by their address."""
GEOMETRY = Budget("finer lines of a province", at_once=1, waiting=6)
PICTURES = Budget("first pictures of pages", at_once=1, waiting=8)
PREVIEWS = Budget("pictures of links", at_once=1, waiting=2)
BUNDLES = Budget("decks of all provinces", at_once=1, waiting=5)
SOLVER = Budget("exact solutions", at_once=1, waiting=4)
DATA = Budget("data of an address", at_once=1, waiting=6)
DATA_KEPT = 48 << 20
"""Bytes of made data kept for those who ask for the same."""
FILES = {
    form: Budget(f"briefings as {form}", at_once=1, waiting=4)
    for form in ("pptx", "pdf", "png", "svg", "xlsx")
}
"""By the form of the file."""
