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
from mppgeo.planning.effects import Effect, trace_effect
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

    @cached_property
    def effect(self) -> Effect | None:
        """What the plan shown brings to the people of the places of the view; None = the nation.

        Raises
        ------
        mppgeo.planning.siting.Unmet : the constraints cannot be met.
        """
        scene, options = self.scene, self.options
        if not scene.places:
            return None
        chosen = tuple(self.plan.steps.index)
        return trace_effect(scene.snapshot, chosen, scene.places, options.goal, options.within_km)

    @property
    def ways(self) -> tuple[str, str]:
        """What the ways of :attr:`plans` are called in names of files."""
        return (EXACT, GREEDY) if self.scene.view.pilihan.exact else (GREEDY, EXACT)

    @cached_property
    def plan(self) -> Plan:
        """The one asked for: step by step, or exact.

        Raises
        ------
        mppgeo.planning.siting.Unmet : the constraints cannot be met.
        """
        return find_next(self.posed, self.options, exact=self.scene.view.pilihan.exact)

    @cached_property
    def plans(self) -> tuple[Plan, Plan]:
        """The one asked for, and that of the other way.

        Raises
        ------
        mppgeo.planning.siting.Unmet : the constraints cannot be met.
        """
        exact = self.scene.view.pilihan.exact
        return self.plan, find_next(self.posed, self.options, exact=not exact)
