"""What a view shows: the data, the view, the day, and what follows from them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd
from propcache.api import cached_property  # that of Python 3.11 locks the whole class

from mppgeo.base.clock import Known
from mppgeo.base.language import Language
from mppgeo.country.regions import pulau_of
from mppgeo.coverage import Snapshot, Totals, take_snapshot
from mppgeo.dataset import Dataset
from mppgeo.openings import find_known_until
from mppgeo.scene.selection import Selection, select_areas
from mppgeo.scene.view import View


@dataclass(frozen=True)
class Scene:
    """One view of one dataset on one day; pages, downloads and briefings are made of it.

    Attributes
    ----------
    dataset, view : what is looked at, and how.
    today : the day of the reader; a view without a day is of this one.
    """

    dataset: Dataset
    view: View
    today: dt.date

    @cached_property
    def t(self) -> Language:
        return Language(self.view.lang)

    @property
    def as_of(self) -> dt.date:
        """The day asked for; figures of coverage are those of :attr:`day`."""
        return self.view.day(self.today)

    @cached_property
    def known(self) -> Known:
        """The day asked for, and the one up to which the list of openings is known."""
        return Known(self.as_of, find_known_until(self.dataset), self.today)

    @property
    def day(self) -> dt.date:
        """The day of all figures of coverage: never after the last day known."""
        return self.known.day

    @cached_property
    def snapshot(self) -> Snapshot:
        return take_snapshot(self.dataset, self.as_of, self.view.denominator, jenis=self.view.jenis)

    @cached_property
    def selection(self) -> Selection:
        return select_areas(self.snapshot, self.view)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Today's provinces that the filters by place keep; () = all."""
        view = self.view
        if not (view.provinsi or view.pulau):
            return ()
        # Where no area of them could be read, they are still what is asked for.
        asked = view.provinsi or tuple(
            kode for kode in self.dataset.provinsi_names if pulau_of(kode) in view.pulau
        )
        return tuple(self.place_selection.places) or tuple(sorted(asked))

    @property
    def total(self) -> Totals:
        """The figures of the places kept, whatever the status asked for."""
        return self.snapshot.total(self.places)

    @cached_property
    def mpp_of_places(self) -> pd.DataFrame:
        """The MPPs that count, in the places kept."""
        mpp = self.snapshot.of_kind
        return mpp[mpp["kode"].str[:2].isin(self.places)] if self.places else mpp

    @cached_property
    def place_selection(self) -> Selection:
        """The areas kept by place alone, whatever their kind and status."""
        return select_areas(self.snapshot, replace(self.view, jenis=None, status=None))
