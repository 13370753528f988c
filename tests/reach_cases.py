"""Distances in a small country with two MPPs, for the tests of reach."""

from __future__ import annotations

import datetime as dt

from village_files import place_villages

from mppgeo.coverage import take_snapshot
from mppgeo.planning.reach import (
    find_distances,
)

DAY = dt.date(2025, 12, 15)
MALANG, BANYUWANGI, PALU = "35.07", "35.10", "72.71"


def place_two(country):
    """Malang has an MPP from 2018, Palu from 2020."""
    place_villages(country)
    country.write_mpp(country.mpp(MALANG, "2018-01-31"), country.mpp(PALU, "2020-05-05"))
    return country


def measure(country, *, own=False, day=DAY):
    """km by village, in order of VILLAGES, with the dataset and all else."""
    dataset = country.load()
    snapshot = take_snapshot(dataset, day)
    return dataset, snapshot, find_distances(snapshot, own=own)
