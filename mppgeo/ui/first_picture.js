/* Takes the first picture off the page in one step, once the live page is there.
 *
 * Until then what grows behind it is inert, as the HTML has it: it can be neither reached nor
 * heard. Where the live page does not come, the picture stays and says so.
 */
(() => {
  "use strict";
  const picture = document.getElementById("mppgeo-first");
  if (!picture) return;
  const page = document.documentElement;
  const root = document.getElementById("root");
  const cut = document.getElementById("mppgeo-cut");
  const PATIENCE = 30;
  const find = (selector) => root.querySelector(selector);
  let asked = 0, done = 0, leaving = false, timer = 0;

  function tell(isCut) {
    cut.hidden = !isCut;
    picture.classList.toggle("mppgeo-cut", isCut);
  }

  function leave() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    watch.disconnect();
    picture.remove();
    root.inert = false;
  }

  /* What is drawn comes to the screen with the next frame; in a tab behind others there is none. */
  function giveWay() {
    if (leaving) return;
    leaving = true;
    requestAnimationFrame(() => requestAnimationFrame(leave));
    setTimeout(leave, 250);
  }

  function isLive() {
    if ("mppPainted" in page.dataset) return true;
    const app = find("[data-testid=stApp]");
    if (!app) return false;
    if (picture.dataset.map === "no" && find(".mpp-head")) return true;
    const ended = app.dataset.testScriptState === "notRunning";
    return ended && (!find(".st-key-map_frame") || done > PATIENCE);
  }

  function look() {
    if (isLive()) giveWay();
  }

  /* Once a second: is the server there, and has the page been drawn without its map for long? */
  function wait() {
    look();
    const app = find("[data-testid=stApp]");
    if (!app) return;
    if (app.dataset.testScriptState === "notRunning") done += 1;
    asked = app.dataset.testConnectionState === "CONNECTED" ? 0 : asked + 1;
    if (asked > 10 || !asked) tell(asked > 10);
  }

  const watch = new MutationObserver(look);
  watch.observe(page, { attributes: true, attributeFilter: ["data-mpp-painted"] });
  watch.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-test-script-state"] });
  timer = setInterval(wait, 1000);
  addEventListener("error", ({ target }) => { if (target instanceof HTMLScriptElement) tell(true); }, true);
})();
