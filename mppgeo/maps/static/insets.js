/* Far islands of a place in panels of their own, so that the main land fills the map.
 *
 * Which parts may be left out of the main map is for mppgeo/maps/insets.py to
 * say (payload.splits); frame.js finds how large panels are and where they stand.
 */
(function () {
  "use strict";

  const SPACE = "http://www.w3.org/2000/svg";
  const WIDEST = 0.4, TALLEST = 0.6, LARGEST = 0.16;
  const MARGIN = 8, CAPTION = 0.82, LEADING = 1.3;
  const { DIMMED, state, element, classOf, outlines } = window.mppgeo;
  const ruler = document.createElement("canvas").getContext("2d");
  let panels = [];

  /* Scale and size in pixels of a panel for a box (zoom 0) beside a main map of a scale. */
  function measure(box, main, size) {
    const [across, up] = [Math.max(box[2] - box[0], 1e-9), Math.max(box[3] - box[1], 1e-9)];
    const letters = CAPTION * parseFloat(getComputedStyle(state.map.getContainer()).fontSize);
    ruler.font = `${letters}px "Source Sans", sans-serif`;
    const text = ruler.measureText(nameAreas(listAreas(box))).width + 10;
    const widest = WIDEST * size.x;
    const lines = text > widest ? 2 : 1;
    const caption = lines * LEADING * letters;
    const scale = Math.min(
      main, (widest - 2 * MARGIN) / across, (TALLEST * size.y - 2 * MARGIN - caption) / up,
      Math.sqrt((LARGEST * size.x * size.y) / (across * up)),
    );
    return {
      scale, caption, width: Math.max(Math.min(text, widest), across * scale + 2 * MARGIN),
      height: up * scale + 2 * MARGIN + caption,
    };
  }

  const isIn = (inner, outer) => (
    inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
  );

  /* Areas with a part in a box, those most of which is there first. */
  function listAreas(box) {
    const { asked, level } = state.payload;
    return state.layers[level].list
      .filter((layer) => asked.includes(layer.kode.slice(0, 2)))
      .map((layer) => {
        const { parts, box: whole } = outlines.project(layer);
        return { layer, whole: isIn(whole, box), parts: parts.filter((part) => isIn(part.box, box)) };
      })
      .filter(({ parts }) => parts.length)
      .sort((a, b) => b.whole - a.whole);
  }

  /* Those that are whole in a panel; where there are none, those of which it shows islets. */
  function nameAreas(areas) {
    const whole = areas.filter((area) => area.whole);
    return (whole.length ? whole : areas).map(({ layer }) => layer.properties.label).join(", ");
  }

  function draw({ group, scale, caption, at }) {
    const panel = element("figure", "mpp-inset");
    L.DomEvent.disableClickPropagation(panel);
    const [left, top, right, bottom] = at;
    Object.assign(panel.style, {
      left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px`,
    });
    const drawing = document.createElementNS(SPACE, "svg");
    const middle = [(group[0] + group[2]) / 2, (group[1] + group[3]) / 2];
    const center = [(right - left) / 2, (bottom - top + caption) / 2];
    const areas = listAreas(group);
    for (const { layer, parts } of areas) {
      const path = document.createElementNS(SPACE, "path");
      path.setAttribute("d", parts.map(({ ring }) => Array.from(ring, (value, i) => {
        const place = (value - middle[i % 2]) * scale + center[i % 2];
        return `${i ? (i % 2 ? "," : "L") : "M"}${place.toFixed(1)}`;
      }).join("") + "Z").join(""));
      path.dataset.inset = layer.kode;
      path.append(document.createElementNS(SPACE, "title"));
      path.addEventListener("click", () => window.mppgeo.choose(layer.kode));
      drawing.append(path);
    }
    const name = nameAreas(areas);
    panel.append(drawing, element("figcaption", "", name));
    panel.title = name;
    return panel;
  }

  function paint() {
    const style = Object.fromEntries(state.payload.legend.map((entry) => [entry.code, entry]));
    for (const panel of panels) {
      for (const path of panel.querySelectorAll("path")) {
        const layer = state.layers[state.payload.level].byKode[path.dataset.inset];
        const code = layer ? classOf(layer) : DIMMED;
        const away = code === DIMMED || (state.isolated !== null && state.isolated !== code);
        path.setAttribute("fill", away ? "#e6eaec" : style[code].fill);
        path.firstChild.textContent = layer ? window.mppgeo.describe(layer).innerText : "";
      }
    }
  }

  window.mppgeo.insets = {
    measure, paint,
    /* Panels as frame.js found them; none is taken away. */
    stand(found) {
      for (const panel of panels) panel.remove();
      panels = found.map(draw);
      state.map.getContainer().append(...panels);
      if (state.classes) paint();
    },
  };
})();
