/* Names of areas, where they find a place clear of one another, of points and of controls. */
(function () {
  "use strict";

  const LABEL_SIZE = 11;
  const SMALLER = 0.9;
  const LARGE_LABEL = 0.84;
  const LABEL_SHIFTS = [0, 1.2, -1.2, 2.2];
  const LARGE_SHIFTS = [0, 1.2, -1.2];
  const { state, element } = window.mppgeo;

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

  /* Boxes of legend and time bar, which would lie upon the names. */
  function findControls() {
    const { left, top } = state.map.getContainer().getBoundingClientRect();
    return [...state.map.getContainer().querySelectorAll(".mpp-legend, .mpp-time:not([hidden])")]
      .map((node) => node.getBoundingClientRect())
      .map((box) => [box.left - left, box.top - top, box.right - left, box.bottom - top]);
  }

  const ruler = document.createElement("canvas").getContext("2d");

  function placeLabels() {
    const { map, payload, layers } = state;
    for (const label of state.labels) label.remove();
    state.labels = [];
    if (!payload || !layers.kabkota) return;
    const level = payload.names;
    const size = payload.present ? LARGE_LABEL * measureText() : LABEL_SIZE;
    const shifts = payload.present ? LARGE_SHIFTS : LABEL_SHIFTS;
    ruler.font = `${level === "provinsi" ? 600 : 500} ${size}px "Source Sans", sans-serif`;
    const taken = [...findPoints(), ...findControls()];
    for (const { text, at: [lat, lon], extent, kind } of [...listAreas(level), ...listKecamatan()]) {
      const small = kind === "kecamatan" ? SMALLER : 1;
      const width = ruler.measureText(text).width * small + 6;
      if (width > extent * 1.5) continue;
      const at = map.latLngToContainerPoint([lat, lon]);
      const half = 0.64 * size * small;
      const aside = keepInside(at.x - width / 2, at.x + width / 2);
      const left = at.x - width / 2 + aside;
      const free = shifts.map((lines) => lines * size).map((shift) => [
        left, at.y + shift - half, left + width, at.y + shift + half, shift,
      ]).find((box) => !taken.some(
        (other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1],
      ));
      if (!free) continue;
      taken.push(free);
      const node = element("span", `mpp-label mpp-label-${kind}`, text);
      node.style.top = `${free[4]}px`;
      node.style.left = `${aside}px`;
      node.style.fontSize = `${size * small}px`;
      const icon = L.divIcon({ className: "mpp-label-anchor", html: node, iconSize: [0, 0] });
      state.labels.push(L.marker([lat, lon], {
        icon, pane: "mpp-labels", interactive: false, keyboard: false,
      }).addTo(map));
    }
  }

  /* Pixels by which a name that sticks out of the map a little is moved inside. */
  function keepInside(left, right) {
    const edge = state.map.getSize().x;
    const most = (right - left) / 2;
    if (right > edge && right - edge < most) return edge - right;
    return left < 0 && -left < most ? -left : 0;
  }

  /* Areas in view whose names are wanted, the selected and the large ones first. */
  function listAreas(level) {
    const { map, payload, layers } = state;
    const view = map.getBounds();
    return layers[level].list
      .filter((layer) => payload.named === null || payload.named.includes(layer.kode.slice(0, 2)))
      .filter((layer) => view.intersects(layer.getBounds()))
      .map((layer) => {
        const box = layer.getBounds();
        const { x, y } = map.latLngToLayerPoint(box.getSouthEast())
          .subtract(map.latLngToLayerPoint(box.getNorthWest()));
        const { label, label_lat, label_lon } = layer.properties;
        const weight = layer.kode === payload.selected ? Infinity : x * y;
        const at = [label_lat, label_lon];
        return { text: label, at, extent: Math.max(x, y), weight, kind: level };
      })
      .sort((a, b) => b.weight - a.weight);
  }

  /* Kecamatan in view, where they are drawn; names of kabkota go before theirs. */
  function listKecamatan() {
    const { map } = state;
    const view = map.getBounds();
    const pixels = 256 * 2 ** map.getZoom() / 360;
    return state.kecamatan
      .filter(([, lat, lon]) => view.contains([lat, lon]))
      .map(([text, lat, lon, degrees]) => (
        { text, at: [lat, lon], extent: degrees * pixels, kind: "kecamatan" }
      ))
      .sort((a, b) => b.extent - a.extent);
  }

  window.mppgeo.names = { place: placeLabels };
})();
