/* Outlines of areas in pixels, whether Leaflet has them on the map or not. */
(function () {
  "use strict";

  const { state } = window.mppgeo;
  const kept = new WeakMap();

  function projectRing(ring) {
    const flat = new Float64Array(ring.length * 2);
    ring.forEach(({ lat, lng }, i) => {
      const sine = Math.sin((lat * Math.PI) / 180);
      flat[2 * i] = 256 * (lng / 360 + 0.5);
      flat[2 * i + 1] = 256 * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
    });
    return flat;
  }

  function measureRing(flat) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < flat.length; i += 2) {
      box[0] = Math.min(box[0], flat[i]);
      box[1] = Math.min(box[1], flat[i + 1]);
      box[2] = Math.max(box[2], flat[i]);
      box[3] = Math.max(box[3], flat[i + 1]);
    }
    return box;
  }

  function joinBoxes(boxes) {
    return boxes.reduce((all, box) => [
      Math.min(all[0], box[0]), Math.min(all[1], box[1]),
      Math.max(all[2], box[2]), Math.max(all[3], box[3]),
    ], [Infinity, Infinity, -Infinity, -Infinity]);
  }

  /* Parts of an area, each its outer ring x, y, x, y ... and box at zoom 0; kept while its shape is. */
  function project(layer) {
    const shape = layer.getLatLngs();
    if (!kept.has(shape)) {
      const parts = shape.map((rings) => {
        const ring = projectRing(rings[0]);
        return { ring, box: measureRing(ring) };
      });
      kept.set(shape, { parts, box: joinBoxes(parts.map((part) => part.box)) });
    }
    return kept.get(shape);
  }

  function projectCorners([[south, west], [north, east]]) {
    return projectRing([{ lat: north, lng: west }, { lat: south, lng: east }]);
  }

  /* From zoom 0 to pixels of the map's frame as it is now: factor, and what is taken off. */
  function lookAt() {
    const { x, y } = state.map.getPixelBounds().min;
    return { scale: 2 ** state.map.getZoom(), x, y };
  }

  function toFrame(box, { scale, x, y }) {
    return [box[0] * scale - x, box[1] * scale - y, box[2] * scale - x, box[3] * scale - y];
  }

  window.mppgeo.outlines = { project, projectCorners, joinBoxes, lookAt, toFrame };
})();
