"""The page's HTML under measurement: how long the server takes for it, and how large it is."""

from __future__ import annotations

import gzip
import time
import urllib.request
from pathlib import Path

import streamlit

KEPT, NEW = 15, 12
"""Requests of each kind."""
PROVINCES = ("11", "12", "13", "16", "18", "32", "33", "35", "53", "64", "73", "91")
NATION, COSTLIEST = "/", "/?level=kabkota"


def measure_pages(url: str) -> dict:
    """Seconds of a page whose picture was made before and of others, and bytes more than Streamlit's.

    Every new one is of a province and a day that nobody has asked for.
    """
    paths = [
        f"/?provinsi={kode}&level=kabkota&tanggal=2024-0{n % 9 + 1}-1{n % 10}"
        for n, kode in enumerate(PROVINCES[:NEW])
    ]
    new = [fetch(url + path)[0] for path in paths]
    fetch(url + COSTLIEST)
    kept = [fetch(url + COSTLIEST)[0] for _ in range(KEPT)]
    original = gzip.compress((Path(streamlit.__file__).parent / "static/index.html").read_bytes())
    return {
        "seconds_made_before": kept,
        "seconds_not_made": new,
        "bytes_more": {
            name: len(fetch(url + path)[1]) - len(original)
            for name, path in (("nation", NATION), ("costliest", COSTLIEST))
        },
    }


def fetch(url: str) -> tuple[float, bytes]:
    """Seconds until the whole page is there, and its bytes on the line."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    started = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
    return time.perf_counter() - started, body
