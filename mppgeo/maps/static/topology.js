/* TopoJSON 1.0: delta-encoded, quantised arcs shared by neighbours, as Leaflet wants them. */
(function () {
  "use strict";

  function decodeArcs(topology) {
    const [kx, ky] = topology.transform.scale;
    const [dx, dy] = topology.transform.translate;
    return topology.arcs.map((arc) => {
      let x = 0, y = 0;
      return arc.map((step) => {
        x += step[0]; y += step[1];
        return [y * ky + dy, x * kx + dx];
      });
    });
  }

  /* The third number of an arc's steps, summed: which vertices of a longer line they are. */
  function numberVertices(topology, index) {
    let number = 0;
    return topology.arcs[index].map((step) => (number += step[2]));
  }

  function joinRing(indexes, arcs) {
    const ring = [];
    for (const index of indexes) {
      const points = index < 0 ? arcs[~index].slice().reverse() : arcs[index];
      for (let i = ring.length ? 1 : 0; i < points.length; i++) ring.push(points[i]);
    }
    return ring;
  }

  function toLatLngs(geometry, arcs) {
    const polygons = geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs;
    return polygons.map((rings) => rings.map((ring) => joinRing(ring, arcs)));
  }

  window.mppgeo.topology = { decodeArcs, numberVertices, toLatLngs };
})();
