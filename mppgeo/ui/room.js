/* Tells the style sheet where on the page the map begins (--mpp-measured): the map takes what is left of
   the window, however many lines stand above it. */
(() => {
  "use strict";
  const page = document.documentElement;
  const FOOT = 5;
  let seen = null, told = 0;

  function measure() {
    const app = document.querySelector("[data-testid=stApp]");
    const main = app && app.querySelector("[data-testid=stMain]");
    const frame = main && main.querySelector(".st-key-map_frame iframe");
    if (!frame || app.querySelector(".st-key-presentation")) return;
    // While a page is drawn anew, parts of the old one stand beside those of the new one.
    if ("mppPainted" in page.dataset && app.dataset.testScriptState !== "notRunning") return;
    const top = Math.round(frame.getBoundingClientRect().top + main.scrollTop) + FOOT;
    if (Math.abs(top - told) < 2) return;
    told = top;
    page.style.setProperty("--mpp-measured", `${top}px`);
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
  }
  new MutationObserver(look).observe(page, {
    subtree: true, attributes: true, attributeFilter: ["data-test-script-state", "data-mpp-painted"],
  });
  window.addEventListener("resize", measure);
})();
