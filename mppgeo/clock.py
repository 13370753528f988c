"""The day it is where the users are."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

JAKARTA_TIME = ZoneInfo("Asia/Jakarta")


def today() -> dt.date:
    """Today in western Indonesian time, whatever the server's clock is set to."""
    return dt.datetime.now(JAKARTA_TIME).date()
