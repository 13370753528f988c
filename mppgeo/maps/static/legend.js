/* The legend: classes with their counts; a click shows one class alone. */
(function () {
  "use strict";

  const { DIMMED, state, element, findLocale, classOf } = window.mppgeo;

  /* The classes to be told of on the day shown, and whether points stand apart from them. */
  function listRows() {
    const { payload } = state;
    const entries = payload.legend.filter(({ code, always }) => state.counts[code] > 0 || always);
    const points = payload.level === "kabkota" ? window.mppgeo.listPoints() : [];
    const others = points.some(([, counted]) => !counted);
    return { entries, points, others, key: entries.map(({ code }) => code).join() + others };
  }

  function paintLegend() {
    const { payload } = state;
    if (!state.legend) {
      const box = element("section", "mpp-legend");
      L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
      state.legend = L.control({ position: "bottomleft" });
      state.legend.onAdd = () => box;
      state.legend.addTo(state.map);
    }
    const box = state.legend.getContainer();
    box.setAttribute("aria-label", payload.texts.legend);
    const { entries, points, others, key } = listRows();
    state.legendRows = key;
    const number = new Intl.NumberFormat(findLocale());
    const rows = entries.map((entry) => {
      const button = element("button", "mpp-legend-row");
      button.type = "button";
      button.dataset.code = entry.code;
      button.title = payload.texts.isolate;
      button.setAttribute("aria-pressed", String(state.isolated === entry.code));
      const swatch = element("span", "mpp-swatch");
      swatch.style.background = entry.css;
      button.append(swatch, element("span", "mpp-legend-label", entry.label),
        element("span", "mpp-legend-count", number.format(state.counts[entry.code])));
      button.addEventListener("click", () => {
        state.isolated = state.isolated === entry.code ? null : entry.code;
        window.mppgeo.repaint();
        state.legend.getContainer().querySelector(`[data-code="${entry.code}"]`).focus();
      });
      return button;
    });
    const pointed = points.length || payload.legend.some((entry) => entry.has);
    if (payload.level === "kabkota" && pointed) {
      for (const [kind, text] of [["counted", payload.texts.point], ["other", payload.texts.not_counted]]) {
        if (kind === "other" && !others) continue;
        const row = element("div", "mpp-legend-row");
        row.append(element("span", `mpp-dot mpp-dot-${kind}`), element("span", "mpp-legend-label", text));
        rows.push(row);
      }
    }
    box.replaceChildren(element("h2", "", payload.texts.legend), ...rows);
  }

  /* Write the numbers of the day shown; the rows stay as long as they are the same. */
  function countLegend() {
    if (state.legendRows !== listRows().key) return paintLegend();
    const number = new Intl.NumberFormat(findLocale());
    for (const row of state.legend.getContainer().querySelectorAll("button[data-code]")) {
      row.querySelector(".mpp-legend-count").textContent = number.format(state.counts[row.dataset.code]);
    }
  }

  /* Move the legend to the corner where it hides least of what is shown. */
  function placeLegend() {
    if (!state.legend || !state.payload || state.payload.present) return;
    const { map, layers, payload } = state;
    const { x: width, y: height } = map.getSize();
    const box = state.legend.getContainer();
    const [w, h] = [box.offsetWidth + 20, box.offsetHeight + 40];
    const corners = {
      bottomleft: [0, height - h], bottomright: [width - w, height - h], topright: [width - w, 0],
    };
    const hidden = Object.fromEntries(Object.keys(corners).map((corner) => [corner, 0]));
    for (const layer of layers[payload.level].list) {
      if (classOf(layer) === DIMMED) continue;
      for (const ring of layer._parts || []) {
        for (const point of ring) {
          const at = map.layerPointToContainerPoint(point);
          for (const [corner, [x, y]] of Object.entries(corners)) {
            if (at.x >= x && at.x <= x + w && at.y >= y && at.y <= y + h) hidden[corner] += 1;
          }
        }
      }
    }
    const best = Object.keys(corners).sort((a, b) => hidden[a] - hidden[b])[0];
    if (state.legend.getPosition() !== best) state.legend.setPosition(best);
  }

  window.mppgeo.legend = { paint: paintLegend, count: countLegend, place: placeLegend };
})();
