/* Finer lines of the provinces that are open, and the kecamatan in them.
 *
 * Their neighbours come with them, with the same line on their side, so that
 * finer and coarser shapes meet. All others keep the shapes of the nation.
 */
(function () {
  "use strict";

  const { state, element, fetchJson, topology, names } = window.mppgeo;
  const coarse = { arcs: [], outlines: {}, shapes: [] };
  const shown = { areas: null, kecamatan: null };
  let button = null;

  /* Indexes of the arcs of a geometry, whichever way they run. */
  function listArcs(geometry) {
    return geometry.arcs.flat(Infinity).map((index) => (index < 0 ? ~index : index));
  }

  /* Lines of provinces but those of some, each once though two provinces share it. */
  function listOutlines(without) {
    const left = new Set(without.flatMap((kode) => coarse.outlines[kode] || []));
    const kept = new Set(Object.values(coarse.outlines).flat().filter((index) => !left.has(index)));
    return [...kept].map((index) => coarse.arcs[index]);
  }

  function restore() {
    for (const [layer, shape] of coarse.shapes) layer.setLatLngs(shape);
    coarse.shapes = [];
    state.layers.outline.setLatLngs(listOutlines([]));
  }

  function refine(areas) {
    const arcs = topology.decodeArcs(areas);
    for (const geometry of areas.objects.kabkota.geometries) {
      const layer = state.layers.kabkota.byKode[geometry.properties.kode];
      if (!layer) continue;
      coarse.shapes.push([layer, layer.getLatLngs()]);
      layer.setLatLngs(topology.toLatLngs(geometry, arcs));
    }
    const border = areas.border.map((index) => arcs[index]);
    state.layers.outline.setLatLngs([...listOutlines(areas.open), ...border]);
  }

  function show(areas) {
    restore();
    if (areas) refine(areas);
    window.mppgeo.paintSelection();
    window.mppgeo.reshape();
  }

  function showKecamatan(kecamatan) {
    state.layers.kecamatan.setLatLngs(kecamatan ? topology.decodeArcs(kecamatan) : []);
    if (kecamatan) state.layers.kecamatan.addTo(state.map);
    else state.layers.kecamatan.remove();
    state.kecamatan = kecamatan ? kecamatan.names : [];
    state.map.getContainer().classList.toggle("mpp-kecamatan", Boolean(kecamatan));
    names.place();
  }

  /* Show what an address holds; what was asked for earlier and comes late is let go. */
  function load(what, url, paint) {
    if (shown[what] === url) return;
    shown[what] = url;
    if (!url) return paint(null);
    fetchJson(url)
      .then((data) => { if (shown[what] === url) paint(data); })
      .catch(() => { if (shown[what] === url) shown[what] = null; });
  }

  function paintButton() {
    const { detail, texts } = state.payload;
    if (!button) {
      const control = L.control({ position: "topleft" });
      control.onAdd = () => {
        const bar = element("div", "leaflet-bar");
        L.DomEvent.disableClickPropagation(bar);
        button = element("button", "mpp-switch");
        button.type = "button";
        button.addEventListener("click", () => {
          window.mppgeo.send({ kecamatan: button.getAttribute("aria-pressed") !== "true" });
        });
        bar.append(button);
        return bar;
      };
      control.addTo(state.map);
    }
    button.textContent = texts.kecamatan;
    button.title = texts.show_kecamatan;
    button.setAttribute("aria-pressed", String(Boolean(detail && detail.kecamatan)));
    button.parentElement.hidden = !detail || !detail.divided || Boolean(state.payload.present);
  }

  window.mppgeo.detail = {
    /* Once, with the arcs of the nation, its provinces and the renderer of lines. */
    start(arcs, provinces, renderer) {
      coarse.arcs = arcs;
      for (const geometry of provinces) {
        coarse.outlines[geometry.properties.kode] = listArcs(geometry);
      }
      state.layers.outline.setLatLngs(listOutlines([]));
      state.layers.kecamatan = L.polyline([], {
        renderer, pane: "mpp-lines", color: "#93a8ad", weight: 0.8,
        dashArray: "3 3", interactive: false,
      });
    },
    /* At every repaint, after the areas. */
    refresh() {
      const { detail } = state.payload;
      load("areas", detail && detail.areas, show);
      load("kecamatan", detail && detail.kecamatan, showKecamatan);
      paintButton();
    },
  };
})();
