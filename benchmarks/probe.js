/* Runs in the page before its own scripts: notes when the picture in its HTML is seen, when
 * the map is coloured, when an area is clicked and when the card has changed. The map is a frame of the
 * same origin, so the page can look into it. */
(() => {
  if (window.parent !== window) return;
  const bench = (window.__bench = { pictured: null, coloured: null, clicked: null, card: null });

  bench.frame = () => [...document.querySelectorAll('iframe[title^="streamlit_folium"]')].at(-1);

  /* Ours says so itself (data-painted); of the plain app, the first filled area will do. */
  bench.isColoured = () => {
    const inside = bench.frame()?.contentWindow;
    if (!inside?.document) return false;
    const wanted = inside.mppgeo ? "#map_div[data-painted] path[data-code]" : "path.leaflet-interactive";
    const fill = inside.document.querySelector(wanted)?.getAttribute("fill");
    return Boolean(fill) && fill !== "none";
  };

  function watchColour() {
    if (bench.isColoured()) bench.coloured = Date.now();
    else requestAnimationFrame(watchColour);
  }
  watchColour();

  /* The picture is whole when what follows its map is there; it is seen with the next frame. */
  function watchPicture() {
    if (document.querySelector("#mppgeo-first figcaption")) {
      requestAnimationFrame(() => { bench.pictured = Date.now(); });
    } else if (bench.coloured === null) requestAnimationFrame(watchPicture);
  }
  watchPicture();

  /* Note the time of the next click on the map and of the change of the card
   * that follows; `selector` finds the card's heading. */
  bench.watchCard = (selector) => {
    const read = () => document.querySelector(selector)?.textContent ?? "";
    const before = read();
    bench.card = bench.clicked = null;
    bench.frame().contentWindow.addEventListener(
      "click", () => { bench.clicked = Date.now(); }, { capture: true, once: true });
    const observer = new MutationObserver(() => {
      if (!read() || read() === before) return;
      observer.disconnect();
      requestAnimationFrame(() => { bench.card = Date.now(); });
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  };

  /* A point in the map's frame on an area in view that is none of `avoid`. */
  bench.findArea = (avoid) => {
    const inside = bench.frame().contentDocument;
    const found = [];
    for (const path of inside.querySelectorAll("path.leaflet-interactive")) {
      const box = path.getBoundingClientRect();
      if (box.width < 10 || box.height < 10 || path.dataset.code === "-") continue;
      if (inside.defaultView.mppgeo && !path.dataset.kode) continue; // a point, not an area
      const at = [box.x + box.width / 2, box.y + box.height / 2];
      const around = [[0, 0], [-4, 0], [4, 0], [0, -4], [0, 4]];
      if (around.some(([x, y]) => inside.elementFromPoint(at[0] + x, at[1] + y) !== path)) continue;
      const name = path.dataset.kode ?? `${path._leaflet_id} ${path.getAttribute("d").slice(0, 40)}`;
      if (!avoid.includes(name)) found.push({ x: at[0], y: at[1], name, size: box.width * box.height });
    }
    found.sort((a, b) => b.size - a.size);
    return found[Math.floor(found.length / 3)] ?? null;
  };
})();
