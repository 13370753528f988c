"""What Prometheus may read, on an address of its own that is off unless it is set."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)

from mppgeo.serving.settings import parse_address

REGISTRY = CollectorRegistry()
"""Ours alone: what other packages register elsewhere is not shown."""

RERUNS = Histogram(
    "mppgeo_rerun_seconds",
    "Time to make a page for a visitor.",
    ["page"],
    buckets=(0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5, 10),
    registry=REGISTRY,
)
ERRORS = Counter(
    "mppgeo_errors",
    "Failures, by where they happened: page, request.",
    ["where"],
    registry=REGISTRY,
)
REQUESTS = Counter(
    "mppgeo_requests", "Answers, by kind of address and status.", ["path", "status"],
    registry=REGISTRY,
)  # fmt: skip
ASSETS = Counter(
    "mppgeo_assets_sent", "Files sent to browsers, by name.", ["name"], registry=REGISTRY
)
ASSET_BYTES = Counter("mppgeo_asset_bytes", "Bytes of these files as sent.", registry=REGISTRY)
SESSIONS = Gauge("mppgeo_sessions_open", "Visitors whose page is open.", registry=REGISTRY)
DATA_AGE = Gauge(
    "mppgeo_data_age_seconds",
    "Seconds since the data shown were last known to be those of the store; NaN = there are none.",
    registry=REGISTRY,
)
ProcessCollector(registry=REGISTRY)


def serve_metrics(
    address: str, *, count_sessions: Callable[[], float], find_age: Callable[[], float]
) -> Callable[[], None]:
    """Answer Prometheus on ``address``; returns what ends that.

    Parameters
    ----------
    address : ``host:port``.
    count_sessions, find_age : asked whenever the metrics are read.

    Raises
    ------
    OSError : the address is not this machine's, or it is taken.
    """
    SESSIONS.set_function(count_sessions)
    DATA_AGE.set_function(find_age)
    host, port = parse_address(address)
    server, thread = start_http_server(port, host, REGISTRY)

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return end
