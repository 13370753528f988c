/* Names on the map: which areas have one, and their drawing. labels.js finds their places. */
(function () {
  "use strict";

  const LABEL_SIZE = 11;
  const LARGE_LABEL = 0.84;
  const SMALLER = 0.9;
  /* Of the letters of lettering.py, in points: its lengths grow with the letters. */
  const SIZES = [8.4, 7.2];
  const LEADING = 0.98;
  const NUMBER = { lines: ["00"], size: 8.4, width: 10.8, height: 9.5 };
  const LEAST_SEEN = 0.03;
  const SPACE = "http://www.w3.org/2000/svg";
  const { DIMMED, state, element, classOf, outlines, labels } = window.mppgeo;
  const ruler = document.createElement("canvas").getContext("2d");

  /* Pixels that one em of the map's own text has; larger while presenting. */
  function measureText() {
    return parseFloat(getComputedStyle(state.map.getContainer()).fontSize);
  }

  /* Boxes of the points in view, for names to keep clear of. */
  function findPoints() {
    const boxes = [];
    state.layers.points.eachLayer((point) => {
      const at = state.map.latLngToContainerPoint(point.getLatLng());
      const r = point.getRadius();
      boxes.push([at.x - r, at.y - r, at.x + r, at.y + r]);
    });
    return boxes;
  }

  /* Boxes of all that lies upon the map. */
  function listTaken() {
    const container = state.map.getContainer();
    const { left, top } = container.getBoundingClientRect();
    return [...container.querySelectorAll(
      ".mpp-legend, .mpp-time:not([hidden]), .mpp-inset, .leaflet-bar:not([hidden]), .leaflet-control-attribution",
    )]
      .map((node) => node.getBoundingClientRect())
      .filter((box) => box.width && box.height)
      .map((box) => [box.left - left, box.top - top, box.right - left, box.bottom - top]);
  }

  // --- which areas ---------------------------------------------------------------

  function listNamed() {
    const { payload, layers } = state;
    const level = payload.names;
    return layers[level].list.filter((layer) => (
      (payload.named === null || payload.named.includes(layer.kode.slice(0, 2)))
      && (level !== payload.level || classOf(layer) !== DIMMED)
    ));
  }

  /* Areas without an MPP first, then the one selected. */
  function rankOf(layer, missing) {
    if (layer.level === state.payload.level && missing.includes(classOf(layer))) return 0;
    return layer.kode === state.payload.selected ? 1 : 2;
  }

  function breakLines(name) {
    const words = name.split(" ");
    const breaks = words.slice(1).map((_, at) => (
      [words.slice(0, at + 1).join(" "), words.slice(at + 1).join(" ")]
    ));
    const longest = (lines) => Math.max(...lines.map((line) => line.length));
    breaks.sort((a, b) => longest(a) - longest(b));
    return [[name], ...breaks.slice(0, 1)];
  }

  function makeForms(name, unit, weight) {
    // What is shown on a wall must be read from the last row.
    return SIZES.slice(0, state.payload.present ? 1 : 2).flatMap((size) => {
      ruler.font = `${weight} ${size * unit}px "Source Sans", sans-serif`;
      return breakLines(name).map((lines) => ({
        lines, size,
        width: Math.max(...lines.map((line) => ruler.measureText(line).width)) / unit + 0.5 * size,
        height: (LEADING * (lines.length - 1) + 1.1) * size,
      }));
    });
  }

  /* The parts of an area that reach into a room, in units of the letters. */
  function clipParts(layer, view, room, unit) {
    return outlines.project(layer).parts
      .filter(({ box }) => {
        const [left, top, right, bottom] = outlines.toFrame(box, view);
        return right > room[0] && left < room[2] && bottom > room[1] && top < room[3];
      })
      .map(({ ring }) => scaleRing(ring, view, unit));
  }

  /* A ring in units of the letters, without corners that nobody could tell apart. */
  function scaleRing(ring, view, unit) {
    const scaled = new Float64Array(ring.length);
    let n = 0;
    for (let i = 0; i < ring.length; i += 2) {
      const [x, y] = [(ring[i] * view.scale - view.x) / unit, (ring[i + 1] * view.scale - view.y) / unit];
      if (n && Math.abs(x - scaled[n - 2]) + Math.abs(y - scaled[n - 1]) < 0.4) continue;
      scaled[n] = x;
      scaled[n + 1] = y;
      n += 2;
    }
    return scaled.subarray(0, n);
  }

  /* Whether so much of an area is in view that its name helps. */
  function isInView(layer, view, room) {
    const box = outlines.toFrame(outlines.project(layer).box, view);
    const across = Math.min(box[2], room[2]) - Math.max(box[0], room[0]);
    const up = Math.min(box[3], room[3]) - Math.max(box[1], room[1]);
    if (across <= 0 || up <= 0) return false;
    const share = (across * up) / Math.max(1e-9, (box[2] - box[0]) * (box[3] - box[1]));
    return share > 0.25 || across * up > LEAST_SEEN * (room[2] - room[0]) * (room[3] - room[1]);
  }

  // --- drawing ----------------------------------------------------------------------

  function place() {
    const { map, payload, layers } = state;
    if (!payload || !layers.kabkota || !state.classes) return;
    const pane = map.getPane("mpp-labels");
    const unit = (payload.present ? LARGE_LABEL * measureText() : LABEL_SIZE) / SIZES[0];
    const { x: width, y: height } = map.getSize();
    const room = [2, 2, width - 2, height - state.foot - 2];
    const view = outlines.lookAt();
    const missing = payload.legend.filter((entry) => entry.missing).map((entry) => entry.code);
    const weight = payload.names === "provinsi" ? 600 : 500;
    const named = listNamed();
    const wishes = [];
    for (const layer of named) {
      if (!isInView(layer, view, room)) continue;
      const parts = clipParts(layer, view, room, unit);
      const rank = rankOf(layer, missing);
      const number = payload.present && rank === 0 ? NUMBER : null;
      const forms = makeForms(layer.properties.label, unit, weight);
      if (parts.length) wishes.push({ kode: layer.kode, parts, forms, number, rank });
    }
    const others = layers[payload.names].list.filter((layer) => !named.includes(layer));
    const toBox = ([left, top, right, bottom]) => (
      { left: left / unit, bottom: top / unit, right: right / unit, top: bottom / unit }
    );
    const found = labels.place(wishes, toBox(room), {
      taken: listTaken().map(toBox),
      points: findPoints().map(toBox),
      land: others.map((layer) => clipParts(layer, view, room, unit)),
    }).filter((label) => label.box);
    const numbers = found.filter((label) => !label.form);
    numbers.sort((a, b) => (a.kode < b.kode ? -1 : 1)).forEach((label, i) => { label.number = i + 1; });
    const offset = map.containerPointToLayerPoint([0, 0]);
    const at = (x, y) => [x * unit + offset.x, y * unit + offset.y];
    pane.replaceChildren(
      drawLines(found, at), ...found.map((label) => draw(label, unit, at)),
      ...placeKecamatan(found.map((label) => label.box), unit).map((label) => draw(label, unit, at)),
    );
    state.labels = found;
    paintKey(numbers);
  }

  function drawLines(found, at) {
    const drawing = document.createElementNS(SPACE, "svg");
    drawing.setAttribute("class", "mpp-ties");
    drawing.setAttribute("aria-hidden", "true");
    const tied = found.filter((label) => label.tie);
    for (const kind of ["mpp-tie-halo", "mpp-tie"]) {
      for (const { tie: [start, end] } of tied) {
        const line = document.createElementNS(SPACE, "line");
        line.setAttribute("class", kind);
        [["x1", "y1", start], ["x2", "y2", end]].forEach(([x, y, point]) => {
          const place = at(...point);
          line.setAttribute(x, place[0]);
          line.setAttribute(y, place[1]);
        });
        drawing.append(line);
      }
    }
    return drawing;
  }

  function draw({ kode, form, box, tie, number }, unit, at) {
    const kind = !form ? "number" : kode ? state.payload.names : "kecamatan";
    const node = element("span", `mpp-label mpp-label-${kind}`);
    (form || { lines: [String(number)] }).lines.forEach((line, i) => {
      node.append(...(i ? [document.createElement("br")] : []), line);
    });
    const [x, y] = at((box.left + box.right) / 2, (box.bottom + box.top) / 2);
    node.style.left = `${x}px`;
    node.style.top = `${y}px`;
    node.style.fontSize = `${(form || NUMBER).size * unit}px`;
    if (kode) node.dataset.kode = kode;
    if (tie) node.dataset.tied = "1";
    return node;
  }

  const findLayer = (kode) => state.layers[kode.length > 2 ? "kabkota" : "provinsi"].byKode[kode];

  /* A click on a name opens the area it names, wherever the name stands. The map
   * listens, not the names: a browser takes a tap near to what listens as meant for it. */
  function listen(map) {
    const container = map.getContainer();
    const at = (event) => event.target.closest && event.target.closest(".mpp-label[data-kode]");
    container.addEventListener("click", (event) => {
      const name = at(event);
      if (!name) return;
      event.stopPropagation();
      if (!map.dragging.moved()) window.mppgeo.choose(name.dataset.kode);
    }, true);
    container.addEventListener("mouseover", (event) => {
      const name = at(event);
      const layer = name && findLayer(name.dataset.kode);
      if (layer && layer.level === state.payload.level) {
        window.mppgeo.hover(layer, map.mouseEventToLatLng(event));
      }
    });
    container.addEventListener("mouseout", (event) => { if (at(event)) window.mppgeo.leave(); });
    // On a slow line the letters come after the map, and are narrower than those before them.
    document.fonts.addEventListener("loadingdone", place);
  }

  /* What the numbers stand for, in the strip of the legend. */
  function paintKey(numbers) {
    const box = state.legend && state.legend.getContainer();
    if (!box) return;
    const text = numbers.map(({ kode, number }) => (
      `${number} ${findLayer(kode).properties.label}`
    )).join(" · ");
    let key = box.querySelector(".mpp-key");
    if (!text) {
      if (key) key.remove();
    } else {
      if (!key) box.append(key = element("p", "mpp-key"));
      key.textContent = text;
    }
  }

  /* Kecamatan in view, where they are drawn, wherever the names of kabkota leave room. */
  function placeKecamatan(taken, unit) {
    const { map } = state;
    const view = map.getBounds();
    const pixels = 256 * 2 ** map.getZoom() / 360;
    const boxes = [...taken, ...[...listTaken(), ...findPoints()].map(([left, top, right, bottom]) => (
      { left: left / unit, bottom: top / unit, right: right / unit, top: bottom / unit }
    ))];
    const found = [];
    const listed = state.kecamatan
      .filter(([, lat, lon]) => view.contains([lat, lon]))
      .map(([text, lat, lon, degrees]) => ({ text, at: [lat, lon], extent: degrees * pixels }))
      .sort((a, b) => b.extent - a.extent);
    const size = SIZES[0] * SMALLER;
    ruler.font = `500 ${size * unit}px "Source Sans", sans-serif`;
    for (const { text, at, extent } of listed) {
      const width = ruler.measureText(text).width / unit + 0.5 * size;
      if (width * unit > extent * 1.5) continue;
      const { x, y } = map.latLngToContainerPoint(at).divideBy(unit);
      const box = {
        left: x - width / 2, bottom: y - 0.6 * size, right: x + width / 2, top: y + 0.6 * size,
      };
      if (boxes.some((other) => (
        box.left < other.right && box.right > other.left && box.bottom < other.top && box.top > other.bottom
      ))) continue;
      boxes.push(box);
      found.push({ kode: null, form: { lines: [text], size }, box });
    }
    return found;
  }

  window.mppgeo.names = { place, listen, listTaken };
})();
