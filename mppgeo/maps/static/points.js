/* Points on the map: MPPs at their place, and areas too small to be seen as areas. */
(function () {
  "use strict";

  const RADIUS = { far: 1.7, near: 5 };
  const LARGE_RADIUS = { far: 4, near: 8 };
  const NEAR_ZOOM = 7.5;
  const SMALLEST = 6;
  const SPECK = { weight: 1, color: "#0b1f2a", radius: 3.5 };
  const { DIMMED, state, element, classOf, outlines } = window.mppgeo;

  const isShown = (code) => code !== DIMMED && (state.isolated === null || state.isolated === code);

  // --- MPPs ---------------------------------------------------------------------

  function paintPoints() {
    const { payload, layers } = state;
    layers.points.clearLayers();
    if (payload.level !== "kabkota") return;
    const has = payload.legend.filter((entry) => entry.has).map((entry) => entry.code);
    for (const area of layers.kabkota.list) {
      const code = classOf(area);
      if (payload.served.includes(area.kode)) continue;
      if (!has.includes(code) || !isShown(code)) continue;
      const opening = state.openings && state.openings[area.kode];
      addPoint(area.properties, area.kode, true, opening && opening[3]);
    }
    for (const [kode, counted, , places] of listPoints()) {
      const area = layers[kode.length > 2 ? "kabkota" : "provinsi"].byKode[kode];
      if (area) addPoint(area.properties, kode.length > 2 ? kode : null, counted, places);
    }
    layers.points.addTo(state.map);
    sizePoints();
  }

  /* The points of the day shown: an MPP is drawn from its own day on. */
  function listPoints() {
    return state.payload.points.filter(([, , since]) => !since || since <= state.day);
  }

  /* Longitude, latitude and precision on the day shown; of no known place, the capital. */
  function findPlace({ lon, lat }, places) {
    const capital = [lon, lat, state.payload.texts.places.length - 1];
    const come = (places || []).filter(([since]) => since === null || since <= state.day);
    const [, ...told] = come.length ? come[come.length - 1] : [];
    return told.length ? told : capital;
  }

  function addPoint(properties, kode, counted, places) {
    const [lon, lat, precision] = findPlace(properties, places);
    const point = L.circleMarker([lat, lon], {
      pane: "mpp-points", radius: RADIUS.far, weight: 1, color: counted ? "#ffffff" : "#7a3e00",
      fillColor: counted ? "#06302a" : "#ffffff", fillOpacity: counted ? 0.9 : 1,
      dashArray: counted ? null : "2 2", bubblingMouseEvents: false, interactive: kode !== null,
    });
    point.toGeoJSON = () => ({ type: "Feature", geometry: null, properties: { kode } });
    if (kode) {
      point.on("click", () => window.mppgeo.choose(kode));
      point.bindTooltip(() => {
        const box = window.mppgeo.describe(state.layers.kabkota.byKode[kode]);
        if (!counted) box.append(element("div", "", state.payload.texts.not_counted));
        box.append(element("div", "mpp-tooltip-place", state.payload.texts.places[precision]));
        return box;
      }, { className: "mpp-tooltip" });
    }
    state.layers.points.addLayer(point);
  }

  function sizePoints() {
    const near = state.map.getZoom() >= NEAR_ZOOM;
    const radius = state.payload && state.payload.present ? LARGE_RADIUS : RADIUS;
    state.layers.points.eachLayer((point) => point.setRadius(near ? radius.near : radius.far));
  }

  // --- areas too small to see -----------------------------------------------------

  function paintSpecks() {
    const { layers, payload } = state;
    layers.specks.clearLayers();
    const scale = 2 ** state.map.getZoom();
    const style = Object.fromEntries(payload.legend.map((entry) => [entry.code, entry]));
    for (const layer of layers[payload.level].list) {
      const code = classOf(layer);
      const [left, top, right, bottom] = outlines.project(layer).box;
      if (!isShown(code) || Math.max(right - left, bottom - top) * scale >= SMALLEST) continue;
      layers.specks.addLayer(makeSpeck(layer, style[code].fill));
    }
    layers.specks.addTo(state.map);
  }

  function makeSpeck(layer, fillColor) {
    const { label_lat, label_lon } = layer.properties;
    const speck = L.circleMarker([label_lat, label_lon], {
      ...SPECK, pane: "mpp-specks", fillColor, fillOpacity: 1, bubblingMouseEvents: false,
      className: "mpp-speck",
    });
    speck.toGeoJSON = layer.toGeoJSON;
    speck.on("click", () => window.mppgeo.choose(layer.kode));
    speck.bindTooltip(() => window.mppgeo.describe(layer), { className: "mpp-tooltip" });
    return speck;
  }

  window.mppgeo.points = {
    list: listPoints,
    paint() { paintSpecks(); paintPoints(); },
    resize() {
      if (!state.payload || !state.layers.points || !state.classes) return;
      paintSpecks();
      sizePoints();
    },
  };
})();
