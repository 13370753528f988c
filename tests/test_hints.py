"""What pages tell the browser to fetch ahead for their map."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from mppgeo.live import current
from mppgeo.maps.assets import data_assets, list_wanted
from mppgeo.serving.assets import make_route
from mppgeo.serving.hints import Hints


@pytest.mark.parametrize("base", ["", "/gerai/mpp"])
def test_pages_with_a_map_name_its_files_and_others_none(base):
    data_assets(current())
    routes = [
        make_route(base),
        Route(f"{base}/away", lambda _: RedirectResponse("elsewhere")),
        Route(f"{base}/{{page:path}}", lambda _: PlainTextResponse("page")),
    ]
    hints = Middleware(Hints, find=list_wanted, pages=["", "jangkauan", "away"], base=base)
    client = TestClient(Starlette(routes=routes, middleware=[hints]))
    told = client.get(f"{base}/").headers["link"].split(", ")
    assert told == client.get(f"{base}/jangkauan").headers["link"].split(", ")
    assert told[0].endswith("/areas.json>; rel=prefetch") and len(told) == 7
    for one in told:
        place = one.removeprefix("<./").removesuffix(">; rel=prefetch")
        assert client.get(f"{base}/{place}").status_code == 200
    for path in ("/data", "/static/js/x.js", "/jangkauan/x"):
        assert "link" not in client.get(base + path).headers
    assert "link" not in client.get(f"{base}/away", follow_redirects=False).headers
