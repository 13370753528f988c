"""A file that cannot be imported at all."""

from __future__ import annotations

from mppgeo.base.said import Refusal


class ImportRefused(Refusal):
    """Why a file as a whole is refused."""
