/* Finer lines of the provinces that are open, and the kecamatan in them.
 *
 * Each province has a file of its own. Its neighbours come with it, with the same
 * line on their side, so that finer and coarser shapes meet. All others keep the
 * shapes of the nation. Any of the files together make a map without gaps.
 */
(function () {
  "use strict";

  const { state, element, fetchJson, topology, names } = window.mppgeo;
  const coarse = { arcs: [], outlines: {}, shapes: [] };
  const shown = { areas: [], kecamatan: [] };
  const AGAIN = 10000, TRIES = 3;
  let button = null, tries = 0;

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

  function exchange(kode, shape) {
    const layer = state.layers.kabkota.byKode[kode];
    if (!layer) return;
    coarse.shapes.push([layer, layer.getLatLngs()]);
    layer.setLatLngs(shape);
  }

  /* Areas beside the open provinces. A file has of their fine rings the vertices that its
   * province needs, with their numbers; beside several provinces an area needs those of all.
   * What is open itself is drawn by its own file. */
  function joinBeside(files) {
    const open = new Set(files.map((file) => file.open));
    const areas = {};
    for (const file of files) {
      for (const { kode, rings } of file.beside) {
        if (open.has(kode.slice(0, 2))) continue;
        const parts = (areas[kode] = areas[kode] || []);
        for (const [part, ring, index] of rings) {
          const vertices = ((parts[part] = parts[part] || [])[ring] = parts[part][ring] || []);
          const numbers = topology.numberVertices(file, index);
          numbers.forEach((number, order) => { vertices[number] = file.lines[index][order]; });
        }
      }
    }
    // Numbers are the indexes of sparse arrays, so they come out in their order.
    const dense = (sparse) => sparse.filter(() => true);
    return Object.entries(areas).map(([kode, parts]) => [
      kode, dense(parts).filter((rings) => rings[0]).map((rings) => dense(rings).map(dense)),
    ]);
  }

  function refine(files) {
    for (const file of files) file.lines = topology.decodeArcs(file);
    for (const file of files) {
      for (const geometry of file.objects.kabkota.geometries) {
        exchange(geometry.properties.kode, topology.toLatLngs(geometry, file.lines));
      }
    }
    for (const [kode, shape] of joinBeside(files)) exchange(kode, shape);
    const borders = files.flatMap((file) => file.border.map((index) => file.lines[index]));
    const open = files.map((file) => file.open);
    state.layers.outline.setLatLngs([...listOutlines(open), ...borders]);
  }

  function show(files) {
    restore();
    if (files.length) refine(files);
    window.mppgeo.paintSelection();
    window.mppgeo.reshape();
  }

  function showKecamatan(files) {
    state.layers.kecamatan.setLatLngs(files.flatMap(topology.decodeArcs));
    if (files.length) state.layers.kecamatan.addTo(state.map);
    else state.layers.kecamatan.remove();
    state.kecamatan = files.flatMap((file) => file.names);
    state.map.getContainer().classList.toggle("mpp-kecamatan", Boolean(files.length));
    names.place();
  }

  /* Show what some addresses hold; what was asked for earlier and comes late is let go, and
   * what does not come is asked for again, at the next repaint or by itself some times. */
  async function load(what, urls, paint) {
    if (shown[what] && shown[what].join() === urls.join()) return;
    shown[what] = urls;
    const answers = await Promise.all(urls.map((url) => fetchJson(url).catch(() => null)));
    if (shown[what] !== urls) return;
    const files = answers.filter(Boolean);
    paint(files);
    if (files.length === urls.length) { tries = 0; return; }
    shown[what] = null;
    if (tries++ < TRIES) setTimeout(refresh, AGAIN);
  }

  function refresh() {
    const { detail } = state.payload;
    load("areas", (detail && detail.areas) || [], show);
    load("kecamatan", (detail && detail.kecamatan) || [], showKecamatan);
    paintButton();
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
    refresh,
  };
})();
