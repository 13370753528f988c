"""The folium side of the map: one script for everybody, whoever paints on it meanwhile."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from streamlit_folium import _get_feature_group_string, generate_leaflet_string

from mppgeo.maps.assets import data_assets
from mppgeo.maps.layer import make_base_map, make_repaint


def draw(dataset, payload) -> tuple[str, str]:
    """The script and the repaint as streamlit-folium reads them."""
    base = make_base_map(dataset)
    base.render()
    script = generate_leaflet_string(base)
    return script, _get_feature_group_string(make_repaint(payload), base)


def test_the_script_names_the_files_and_is_the_same_for_every_view(dataset):
    script, repaint = draw(dataset, {"selected": "35.10"})
    again, other = draw(dataset, {"selected": "72.71"})
    assert script == again and repaint != other
    assert data_assets(dataset)["areas.json"].url in script
    assert script.count("mppgeo.start(map_div,") == 1 and "mppgeo.paint" not in script
    assert 'mppgeo.paint({"selected":"35.10"})' in repaint and "72.71" not in repaint


def test_visitors_at_the_same_time_get_each_their_own_repaint(dataset):
    alone, _ = draw(dataset, {})
    texts = [f"</script>{{{{ {number} }}}}" for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda text: draw(dataset, {"summary": text}), texts))
    for text, (script, repaint) in zip(texts, found, strict=True):
        assert script == alone
        sent = repaint.split("mppgeo.paint(")[1].split(");")[0]
        assert json.loads(sent) == {"summary": text} and "</script>" not in sent
