/* Tells the style sheet where on the page the map begins (--mpp-measured), as it takes what is left of the
   window, and how high the rows of the table beside it are (--mpp-rows), so that no empty ones follow them. */
(() => {
  "use strict";
  const page = document.documentElement;
  const FOOT = 5, WAY_OUT = 40, ROW = 35, EDGE = 3, PATIENCE = 30000;
  let seen = null, told = 0, waiting = 0;

  function measure() {
    const app = document.querySelector("[data-testid=stApp]");
    const main = app && app.querySelector("[data-testid=stMain]");
    const frame = main && main.querySelector(".st-key-map_frame iframe");
    if (!frame || app.querySelector(".st-key-presentation")) return;
    // On paper other rules hold.
    if (matchMedia("print").matches) return;
    // While time plays the map keeps its size.
    if ("mppElsewhen" in page.dataset) return;
    // While a page is drawn anew, parts of the old one stand beside those of the new one.
    if (told && app.dataset.testScriptState !== "notRunning") return;
    // In the frame of another site a line below the map leads to the whole dashboard.
    const foot = app.querySelector(".st-key-embedded") ? WAY_OUT : FOOT;
    const top = Math.round(frame.getBoundingClientRect().top + main.scrollTop) + foot;
    if (Math.abs(top - told) < 2) return;
    told = top;
    page.style.setProperty("--mpp-measured", `${top}px`);
  }

  function measureTable() {
    const grid = document.querySelector(".st-key-area_table [role=grid]");
    const rows = grid ? Number(grid.getAttribute("aria-rowcount")) : 0;
    page.style.setProperty("--mpp-rows", rows > 1 ? `${ROW * rows + EDGE}px` : "none");
  }

  const sizes = new ResizeObserver(measure);
  function look() {
    const block = document.querySelector("[data-testid=stMainBlockContainer]");
    if (block && block !== seen) {
      sizes.disconnect();
      sizes.observe(block);
      seen = block;
    }
    measure();
    // The grid tells its rows a moment after it is drawn.
    clearTimeout(waiting);
    waiting = setTimeout(measureTable, 300);
  }
  new MutationObserver(look).observe(page, {
    subtree: true, attributes: true, attributeFilter: ["data-test-script-state", "data-mpp-painted", "aria-rowcount"],
  });
  window.addEventListener("resize", measure);
  // Before the map is painted: what is seen of it moves no more.
  const early = setInterval(() => {
    look();
    if (told || performance.now() > PATIENCE) clearInterval(early);
  }, 100);
})();
