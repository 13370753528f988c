"""The next places as the view of a scene asks for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from propcache.api import cached_property  # that of Python 3.11 locks the whole class

from mppgeo.planning.candidates import (
    Posed,
    bind,
    find_next,
    pose_problem,
)
from mppgeo.planning.siting import (
    Options,
    Plan,
    count_left,
    make_options,
)
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.choices import EXACT, GREEDY
from mppgeo.scene.scene import Scene


@dataclass(frozen=True, eq=False)
class Proposal:
    """The next places of a scene, as its view asks for them.

    Attributes
    ----------
    scene : whose filters say which areas may be chosen.
    """

    scene: Scene

    @cached_property
    def posed(self) -> Posed:
        scene, choices = self.scene, self.scene.view.pilihan
        kept = tuple(keep_areas(scene.snapshot, scene.selection))
        return pose_problem(scene.snapshot, kept, choices.goal, choices.km)

    @cached_property
    def options(self) -> Options:
        """Those of the view; of more places than can be chosen, as many as can."""
        names = self.posed.problem.names
        provinces = sorted(set(names.index.str[:2]))
        asked = make_options(self.scene.view.pilihan, provinces)
        left = count_left(self.posed.problem, bind(self.posed, asked))
        return replace(asked, k=max(1, min(asked.k, left)))

    @property
    def ways(self) -> tuple[str, str]:
        """What the ways of :attr:`plans` are called in names of files."""
        return (EXACT, GREEDY) if self.scene.view.pilihan.exact else (GREEDY, EXACT)

    @cached_property
    def plans(self) -> tuple[Plan, Plan]:
        """The one asked for (step by step, or exact), and the other.

        Raises
        ------
        mppgeo.planning.siting.Unmet : the constraints cannot be met.
        """
        exact = self.scene.view.pilihan.exact
        return tuple(find_next(self.posed, self.options, exact=one) for one in (exact, not exact))
