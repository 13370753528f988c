/* What all parts of the map know: its state, and the few words they speak in. */
(function () {
  "use strict";

  const DIMMED = "-";
  const state = {
    map: null, payload: null, areas: null, openings: null, failed: false,
    layers: {}, labels: [], isolated: null, focus: null, painted: 0,
    counts: {}, day: null, hatched: new Set(),
    fitting: false, moved: false, kecamatan: [], foot: 0, limits: null, refits: 0,
    /* Files asked for that have not come yet. */
    fetching: 0,
  };

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  /* English as the page writes it: the day before the month. */
  function findLocale() {
    const { lang } = state.payload;
    return lang === "en" ? "en-GB" : lang;
  }

  function classOf(layer) {
    return layer.level === state.payload.level ? state.classes[layer.order] : DIMMED;
  }

  async function fetchJson(url) {
    state.fetching += 1;
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return await answer.json();
    } finally {
      state.fetching -= 1;
    }
  }

  window.mppgeo = { DIMMED, state, element, findLocale, classOf, fetchJson };
})();
