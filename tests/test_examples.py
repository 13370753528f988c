"""The examples in docstrings run and say what they say."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

MODULES = [
    "mppgeo.coverage",
    "mppgeo.base.names",
    "mppgeo.records.values",
    "mppgeo.records.dates",
    "mppgeo.base.said",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    done = doctest.testmod(import_module(name))
    assert done.attempted > 0 and done.failed == 0
