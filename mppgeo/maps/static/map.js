/* The coverage map inside the folium map.
 *
 * The browser fetches geometry and openings once, from addresses of the app
 * itself; a rerun of the page sends only classes (paint), which recolour what
 * is there. Nothing here writes markup: names and texts go in as text nodes.
 */
(function () {
  "use strict";

  const {
    DIMMED, state, element, findLocale, classOf, fetchJson, topology, outlines, insets, frame, names,
    points, legend, detail,
  } = window.mppgeo;

  const page = window.parent.document.documentElement;
  /* Pixels of the frame on a sheet of A4 (mppgeo/ui/style.css). */
  const PAPER = { width: 700, height: 392 };

  // --- drawing ------------------------------------------------------------

  function addPane(map, name, zIndex) {
    map.createPane(name).style.zIndex = zIndex;
    return L.svg({ pane: name, padding: 0.4 });
  }

  function addAreas(map, level, geometries, arcs, renderer) {
    const group = L.layerGroup();
    const byKode = {};
    geometries.forEach((geometry, order) => {
      const layer = L.polygon(topology.toLatLngs(geometry, arcs), {
        renderer, pane: "mpp-areas", color: "#ffffff", weight: level === "provinsi" ? 1 : 0.6,
        fillColor: "#eceff1", fillOpacity: 1, bubblingMouseEvents: false,
      });
      layer.kode = geometry.properties.kode;
      layer.order = order;
      layer.level = level;
      layer.properties = geometry.properties;
      // The component would send the whole polygon to the server; the code is enough.
      layer.toGeoJSON = () => ({ type: "Feature", geometry: null, properties: { kode: layer.kode } });
      layer.on("click", () => choose(layer.kode));
      layer.on("mouseover", (event) => hover(layer, event.latlng));
      layer.on("mousemove", (event) => state.tooltip.setLatLng(event.latlng));
      layer.on("mouseout", () => leave(layer));
      group.addLayer(layer);
      byKode[layer.kode] = layer;
    });
    state.layers[level] = { group, byKode, list: group.getLayers() };
  }

  function addHatch(renderer, { id, ground, line }) {
    if (state.hatched.has(id)) return;
    state.hatched.add(id);
    const make = (tag, attributes) => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      return node;
    };
    const pattern = make("pattern", {
      id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
    });
    pattern.append(
      make("rect", { width: 6, height: 6, fill: ground }),
      make("rect", { width: 1.6, height: 6, fill: line }),
    );
    const defs = make("defs", {});
    defs.append(pattern);
    renderer._container.prepend(defs);
  }

  function build() {
    const { map, areas } = state;
    const arcs = topology.decodeArcs(areas);
    const { kabkota, provinsi } = areas.objects;
    state.renderer = addPane(map, "mpp-areas", 300).addTo(map);
    const lines = addPane(map, "mpp-lines", 350);
    addPane(map, "mpp-specks", 410);
    addPane(map, "mpp-points", 420);
    map.createPane("mpp-labels").style.zIndex = 450;
    map.getPane("mpp-lines").style.pointerEvents = "none";
    addAreas(map, "kabkota", kabkota.geometries, arcs, state.renderer);
    addAreas(map, "provinsi", provinsi.geometries, arcs, state.renderer);
    state.layers.outline = L.polyline([], {
      renderer: lines, pane: "mpp-lines", color: "#5b6b73", weight: 0.9, interactive: false,
    });
    detail.start(arcs, provinsi.geometries, lines);
    state.layers.selected = L.polygon([], {
      renderer: lines, pane: "mpp-lines", color: "#0b1f2a", weight: 2.6, fill: false,
      interactive: false, className: "mpp-selected",
    });
    state.layers.hovered = L.polygon([], {
      renderer: lines, pane: "mpp-lines", color: "#0b1f2a", weight: 1.4, fill: false,
      interactive: false,
    });
    state.layers.points = L.layerGroup();
    state.layers.specks = L.layerGroup();
    state.tooltip = L.tooltip({ sticky: true, className: "mpp-tooltip", offset: [12, 0] });
    map.on("zoomend", points.resize);
    map.on("moveend", settle);
    names.listen(map);
    map.on("zoomstart", () => map.getPane("mpp-labels").replaceChildren());
  }

  // --- tooltips and clicks -----------------------------------------------

  function hover(layer, latlng) {
    if (classOf(layer) === DIMMED) return;
    state.layers.hovered.setLatLngs(layer.getLatLngs()).addTo(state.map);
    state.tooltip.setContent(describe(layer)).setLatLng(latlng).addTo(state.map);
  }

  function leave() {
    state.layers.hovered.remove();
    state.tooltip.remove();
  }

  function describe(layer) {
    const { payload } = state;
    const box = element("div");
    box.append(element("strong", "", layer.properties.nama));
    if (layer.level === "kabkota") {
      box.append(element("div", "mpp-tooltip-place", layer.properties.provinsi));
    }
    const entry = payload.legend.find((item) => item.code === classOf(layer));
    if (layer.level === "provinsi") {
      // The line was written for the server's day, not for the one being played.
      const told = state.elsewhen ? entry && entry.label : payload.figures[layer.order];
      if (told) box.append(element("div", "", told));
    } else if (entry) {
      box.append(element("div", "", entry.label));
      const opening = state.openings[layer.kode];
      if ((entry.has || entry.served) && opening) box.append(element("div", "", tellOpening(opening)));
    }
    return box;
  }

  function tellOpening([day, nama]) {
    const { texts } = state.payload;
    if (!day) return nama;
    const parts = day.split("-").map(Number);
    const form = { timeZone: "UTC", year: "numeric" };
    if (parts.length > 1) form.month = "short";
    if (parts.length > 2) form.day = "numeric";
    const date = new Date(Date.UTC(parts[0], (parts[1] || 1) - 1, parts[2] || 1));
    return `${nama} · ${texts.opened} ${new Intl.DateTimeFormat(findLocale(), form).format(date)}`;
  }

  /* Tell the server which area was clicked: at once, without the component's
   * quarter-second debounce, and anew even when it is the same area again. */
  function choose(kode) {
    const layer = state.layers[kode.length > 2 ? "kabkota" : "provinsi"].byKode[kode];
    if (layer && layer.level === state.payload.level && classOf(layer) === DIMMED) return;
    send({ kode });
  }

  function send(message) {
    const data = window.__GLOBAL_DATA__;
    const properties = { ...message, click: Date.now() };
    const drawing = { type: "Feature", geometry: null, properties };
    const value = { last_active_drawing: drawing };
    data.last_active_drawing = drawing;
    data.previous_data = value;
    window.Streamlit.setComponentValue(value);
  }

  // --- painting -----------------------------------------------------------

  function flashOpening(layer) {
    const path = layer._path;
    path.classList.remove("mpp-flash");
    path.getBoundingClientRect();
    path.classList.add("mpp-flash");
  }

  function paintAreas(flash = false) {
    const { payload } = state;
    const style = Object.fromEntries(payload.legend.map((entry) => [entry.code, entry]));
    const active = state.layers[payload.level];
    const idle = state.layers[payload.level === "provinsi" ? "kabkota" : "provinsi"];
    idle.group.remove();
    for (const layer of active.list) {
      const code = classOf(layer);
      const away = code === DIMMED || (state.isolated !== null && state.isolated !== code);
      const fill = away ? "#e6eaec" : style[code].fill;
      if (layer.painted !== fill) {
        if (flash && !away) flashOpening(layer);
        layer.painted = fill;
        layer.setStyle({ fillColor: fill });
        if (layer._path) layer._path.dataset.kode = layer.kode;
      }
    }
    if (!state.map.hasLayer(active.group)) {
      active.group.addTo(state.map);
      for (const layer of active.list) layer._path.dataset.kode = layer.kode;
    }
    for (const layer of active.list) layer._path.dataset.code = classOf(layer);
    state.layers.outline.addTo(state.map);
    insets.paint();
  }

  function paintSelection() {
    const { selected } = state.payload;
    const layer = selected && state.layers.kabkota.byKode[selected];
    if (layer) state.layers.selected.setLatLngs(layer.getLatLngs()).addTo(state.map);
    else state.layers.selected.remove();
  }

  // --- home button, notes -------------------------------------------------

  function addHome() {
    const home = L.control({ position: "topleft" });
    home.onAdd = () => {
      const bar = element("div", "leaflet-bar");
      const button = element("a", "mpp-home", "⤢");
      button.href = "#";
      button.setAttribute("role", "button");
      L.DomEvent.disableClickPropagation(bar);
      button.addEventListener("click", (event) => { event.preventDefault(); show(); });
      bar.append(button);
      state.home = button;
      return bar;
    };
    home.addTo(state.map);
  }

  /* After a choice in the browser alone. */
  function repaint() {
    paintAreas();
    points.paint();
    legend.paint();
  }

  // --- what the map shows ---------------------------------------------------

  /* Go to what the page asks for. */
  function show(atOnce = false) {
    const { map } = state;
    const found = frame.findView();
    if (!found) return;
    const still = atOnce || !state.focus || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    state.moved = false;
    state.fitting = true;
    state.flying = !still;
    state.foot = found.foot;
    state.limits = found.limits;
    legend.stand(found.corner, found.foot);
    insets.stand(found.panels);
    map.options.minZoom = 0;
    if (still) map.setView(found.center, found.zoom, { animate: false });
    else map.flyTo(found.center, found.zoom, { duration: 0.6 });
    map.options.minZoom = found.limits.zoom;
    map.fire("zoomlevelschange");
    state.fitting = false;
  }

  /* Finer or coarser shapes came: what is seen of them may not be where it was. */
  function reshape() {
    if (state.moved || !state.focus) names.place();
    else show(!state.flying);
  }

  /* Names where the map has come to rest; the key of their numbers may need room of its own. */
  function settle() {
    state.flying = false;
    names.place();
    if (state.moved || !state.payload || !state.payload.present || state.refits > 2) return;
    if (legend.measure(true)[1] + measureBar() > state.foot + 1) {
      state.refits += 1;
      show(true);
    }
  }

  function measureBar() {
    const bar = state.map.getContainer().querySelector(".mpp-time:not([hidden])");
    return bar ? bar.offsetHeight : 0;
  }

  /* A first fit may be made before the frame has its full height, and windows
   * are made larger: fit anew, unless the visitor has moved the map himself. */
  function resize() {
    state.map.invalidateSize({ animate: false });
    if (!state.focus) return;
    state.refits = 0;
    if (state.moved) names.place();
    else show(true);
  }

  /* On paper the frame has another size, which no script is told of in time. */
  function watchPrinting(map) {
    const { style } = map.getContainer();
    const size = (width, height) => {
      style.setProperty("width", width, "important");
      style.setProperty("height", height, "important");
      map.invalidateSize({ animate: false });
      if (state.focus) show(true);
    };
    let moved = null;
    window.addEventListener("beforeprint", () => {
      moved = state.moved ? [map.getCenter(), map.getZoom()] : null;
      size(`${Math.min(window.innerWidth, PAPER.width)}px`, `${Math.min(window.innerHeight, PAPER.height)}px`);
    });
    window.addEventListener("afterprint", () => {
      size("", "");
      if (moved) map.setView(...moved, { animate: false });
    });
  }

  /* Leaflet's own bounds pan the map back also after a fit, and go on panning
   * through the next one; ours hold back the visitor alone. */
  function watchMoves(map) {
    map.setMaxBounds(null);
    map.on("movestart zoomstart", () => {
      if (state.moved || state.fitting) return;
      state.moved = true;
      // What they show may now be on the map itself.
      insets.stand([]);
    });
    map.on("moveend", () => { if (state.moved && state.limits) map.panInsideBounds(state.limits.bounds); });
    new ResizeObserver(resize).observe(map.getContainer());
  }

  /* Leaflet focuses the map on mousedown in a way that scrolls the page around
   * the frame: the button is let go over another place, and the click is lost. */
  function focusInPlace(map) {
    const { keyboard } = map;
    keyboard.disable();
    keyboard._onMouseDown = () => {
      if (!keyboard._focused) map.getContainer().focus({ preventScroll: true });
    };
    keyboard.enable();
  }

  function paintTexts() {
    const { texts, summary } = state.payload;
    const { map } = state;
    const container = map.getContainer();
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", summary);
    document.documentElement.lang = state.payload.lang;
    for (const [node, text] of [
      [state.home, texts.home], [container.querySelector(".leaflet-control-zoom-in"), texts.zoom_in],
      [container.querySelector(".leaflet-control-zoom-out"), texts.zoom_out],
    ]) { node.title = text; node.setAttribute("aria-label", text); }
    map.attributionControl.setPrefix(false);
    const line = map.attributionControl.getContainer();
    line.replaceChildren(document.createTextNode(texts.attribution));
  }

  function tell(text) {
    if (!state.notice) {
      state.notice = element("div", "mpp-notice");
      state.notice.setAttribute("role", "status");
      state.map.getContainer().append(state.notice);
    }
    state.notice.textContent = text;
    state.notice.hidden = !text;
  }

  function refresh() {
    const { payload } = state;
    if (!payload) return;
    state.map.getContainer().classList.toggle("mpp-presenting", Boolean(payload.present));
    window.mppgeo.present.refresh();
    paintTexts();
    if (state.failed) {
      page.dataset.mppPainted = "failed";
      return tell(payload.texts.failed);
    }
    if (!state.areas) return tell(payload.texts.loading);
    tell("");
    for (const hatch of payload.hatches) addHatch(state.renderer, hatch);
    state.classes = payload.classes[payload.level];
    state.day = payload.day;
    state.elsewhen = false;
    state.counts = Object.fromEntries(payload.legend.map(({ code, count }) => [code, count]));
    const codes = payload.legend.map((entry) => entry.code);
    if (state.isolated !== null && !codes.includes(state.isolated)) state.isolated = null;
    // Legend and time bar first: where they stand, nothing else should be shown.
    legend.paint();
    window.mppgeo.time.refresh();
    const focus = JSON.stringify([payload.focus, payload.asked, Boolean(payload.present)]);
    if (focus !== state.focus) {
      state.refits = 0;
      show();
      state.focus = focus;
    } else if (!state.moved && !frame.isSeen()) {
      show(true);
    }
    paintAreas();
    paintSelection();
    points.paint();
    if (!state.flying) settle();
    detail.refresh();
    state.painted += 1;
    state.paintedAt = Date.now();
    state.map.getContainer().dataset.painted = state.painted;
    // The picture that the page began with gives way to the map (mppgeo/ui/first_picture.js).
    page.dataset.mppPainted = "yes";
  }

  /* Show another day than the server's, for as long as it sends no new one.
   * `areaOf` tells which area a shape counts as: several may be one. */
  function recolour(classes, flash, areaOf, day) {
    const before = points.list().length;
    state.elsewhen = day !== state.payload.day;
    state.day = day;
    const pointed = points.list().length !== before;
    if (classes === state.classes && !pointed) return;
    state.classes = classes;
    paintAreas(flash);
    points.paint();
    const counted = Object.fromEntries(state.payload.legend.map(({ code }) => [code, new Set()]));
    for (const layer of state.layers[state.payload.level].list) {
      const code = classOf(layer);
      if (code !== DIMMED) counted[code].add(areaOf(layer));
    }
    state.counts = Object.fromEntries(Object.entries(counted).map(([code, set]) => [code, set.size]));
    legend.count();
  }

  Object.assign(window.mppgeo, {
    recolour, send, repaint, paintSelection, choose, describe, hover, leave, reshape,
    /* Start on a Leaflet map; `sources` are addresses of areas and neighbours. */
    start(map, sources) {
      state.map = map;
      map.setMinZoom(0).setMaxZoom(12);
      map.options.zoomSnap = 0;
      focusInPlace(map);
      watchMoves(map);
      watchPrinting(map);
      addHome();
      map.createPane("mpp-neighbours").style.zIndex = 210;
      fetchJson(sources.neighbours).then((land) => L.geoJSON(land, {
        pane: "mpp-neighbours", interactive: false,
        style: { color: "#cfd5d8", weight: 0.5, fillColor: "#e3e6e7", fillOpacity: 1 },
      }).addTo(map)).catch(() => {});
      fetchJson(sources.areas).then((areas) => {
        state.areas = areas;
        build();
        refresh();
      }).catch((error) => { state.failed = true; console.error(error); refresh(); });
    },
    /* Show a new state of the page; see mppgeo/maps/payload.py for its fields. */
    paint(payload) {
      const level = state.payload && state.payload.level;
      if (level && level !== payload.level) state.isolated = null;
      state.payload = payload;
      const url = payload.openings;
      if (state.openingsUrl !== url) {
        state.openingsUrl = url;
        state.openings = {};
        state.openingsReady = false;
        // What was asked for earlier and comes late is let go; what failed is asked for again.
        fetchJson(url).then((openings) => {
          if (state.openingsUrl !== url) return;
          state.openings = openings;
          state.openingsReady = true;
          refresh();
        }).catch(() => { if (state.openingsUrl === url) state.openingsUrl = null; });
      }
      refresh();
    },
  });
})();
