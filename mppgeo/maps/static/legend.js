/* The legend: classes with their counts; a click shows one class alone. */
(function () {
  "use strict";

  const { state, element, findLocale } = window.mppgeo;

  /* The classes to be told of on the day shown, and the kinds of points that there are. */
  function listRows() {
    const { payload } = state;
    const entries = payload.legend.filter(({ code, always }) => state.counts[code] > 0 || always);
    const points = payload.level === "kabkota" ? window.mppgeo.points.list() : [];
    const kinds = [];
    const held = payload.legend.some(({ code, has }) => has && state.counts[code] > 0);
    if (payload.level === "kabkota") {
      if (held || points.some(([, counted]) => counted)) kinds.push(["counted", payload.texts.point]);
      if (points.some(([, counted]) => !counted)) kinds.push(["other", payload.texts.not_counted]);
    }
    return { entries, kinds, key: [...entries, ...kinds].map((row) => row.code ?? row[0]).join() };
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
    const { entries, kinds, key } = listRows();
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
    for (const [kind, text] of kinds) {
      const row = element("div", "mpp-legend-row");
      row.append(element("span", `mpp-dot mpp-dot-${kind}`), element("span", "mpp-legend-label", text));
      rows.push(row);
    }
    const names = box.querySelector(".mpp-key");
    box.replaceChildren(element("h2", "", payload.texts.legend), ...rows, ...(names ? [names] : []));
  }

  /* Write the numbers of the day shown; the rows stay as long as they are the same. */
  function countLegend() {
    if (state.legendRows !== listRows().key) return paintLegend();
    const number = new Intl.NumberFormat(findLocale());
    for (const row of state.legend.getContainer().querySelectorAll("button[data-code]")) {
      row.querySelector(".mpp-legend-count").textContent = number.format(state.counts[row.dataset.code]);
    }
  }

  /* Width and height of the legend in a corner, or as a strip along the foot. */
  function measureLegend(strip) {
    const { classList } = state.map.getContainer();
    const was = classList.contains("mpp-strip");
    classList.toggle("mpp-strip", strip);
    const { offsetWidth, offsetHeight } = state.legend.getContainer();
    classList.toggle("mpp-strip", was);
    return [offsetWidth, offsetHeight];
  }

  /* Put it into a corner (null = the strip), above a foot of so many pixels. */
  function standLegend(corner, foot) {
    const container = state.map.getContainer();
    container.classList.toggle("mpp-strip", corner === null);
    container.style.setProperty("--mpp-foot", `${foot}px`);
    if (corner && state.legend.getPosition() !== corner) state.legend.setPosition(corner);
  }

  window.mppgeo.legend = { paint: paintLegend, count: countLegend, measure: measureLegend, stand: standLegend };
})();
