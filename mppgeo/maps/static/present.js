/* Presenting: keys, clicker and timer lead through the steps of a playlist.
 *
 * The page around the map has no part in it, so that no widget need stand on
 * it: the map's frame listens to the keys of both documents, works out the
 * step to go to, and tells the server. The listeners stand only while the
 * payload says that the view is presented.
 */
(function () {
  "use strict";

  const NEXT = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"];
  const PREVIOUS = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];
  const PATIENCE = 5000;
  const CALM = 500;
  const talk = { keys: null, target: 0, awaited: null, sentAt: 0, timer: null, unfolded: 0 };
  const { state } = window.mppgeo;
  const stage = window.parent.document;
  const marks = stage.documentElement.dataset;

  // --- steps ----------------------------------------------------------------

  /* The step is told by its kode, not as "next": of several quick presses the
   * server may answer the last one only, and none must be lost. */
  function go(index) {
    const { steps } = state.payload.present;
    window.mppgeo.time.rest();
    if (index === talk.target && talk.awaited === null) return;
    talk.target = index;
    talk.awaited = index;
    talk.sentAt = Date.now();
    window.mppgeo.send({ step: steps[index] });
  }

  const next = () => go((talk.target + 1) % state.payload.present.steps.length);
  const previous = () => go(Math.max(talk.target - 1, 0));

  /* Wait for the timer; while the time bar plays or the screen is blank, for nothing. */
  function wait() {
    clearTimeout(talk.timer);
    const { present } = state.payload;
    if (!present || !present.jeda || "mppBlank" in marks || window.mppgeo.played.isElsewhen()) return;
    talk.timer = setTimeout(next, present.jeda * 1000);
  }

  // --- keys -----------------------------------------------------------------

  function find(key) {
    if (NEXT.includes(key)) return next;
    if (PREVIOUS.includes(key)) return previous;
    return {
      Home: () => go(0),
      End: () => go(state.payload.present.steps.length - 1),
      Escape: leave, p: play, f: unfold, b: blank, ".": blank,
    }[key.length > 1 ? key : key.toLowerCase()];
  }

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = find(event.key);
    if (!act || (event.key === "Enter" && event.target.closest("a[href]"))) return;
    // Neither the map, nor the time bar, nor the page may take the key as well.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat) return;
    if (act !== blank) delete marks.mppBlank;
    act();
    wait();
  }

  function leave() {
    if (stage.fullscreenElement) stage.exitFullscreen();
    // The Escape that ended the full screen is not meant for the presentation.
    else if (Date.now() - talk.unfolded > CALM) window.mppgeo.send({ leave: true });
  }

  function play() {
    const { bar } = window.mppgeo.time;
    if (bar.node && !bar.node.hidden) bar.toggle.click();
  }

  function unfold() {
    if (stage.fullscreenElement) stage.exitFullscreen();
    else stage.documentElement.requestFullscreen().catch(() => {});
  }

  function blank() {
    if ("mppBlank" in marks) delete marks.mppBlank;
    else marks.mppBlank = "";
  }

  // --- beginning and end ----------------------------------------------------

  function start() {
    talk.keys = new AbortController();
    const options = { capture: true, signal: talk.keys.signal };
    for (const place of [window, window.parent]) place.addEventListener("keydown", onKey, options);
    stage.addEventListener("fullscreenchange", () => { talk.unfolded = Date.now(); }, options);
    // A frame taken off the page must not go on listening to it.
    window.addEventListener("pagehide", stop, options);
  }

  function stop() {
    if (!talk.keys) return;
    talk.keys.abort();
    talk.keys = null;
    clearTimeout(talk.timer);
    delete marks.mppBlank;
  }

  window.mppgeo.present = {
    /* Called before every repaint from the server. */
    refresh() {
      const { present } = state.payload;
      if (!present) return stop();
      if (!talk.keys) start();
      const late = Date.now() - talk.sentAt > PATIENCE;
      if (talk.awaited === null || talk.awaited === present.index || late) {
        talk.target = present.index;
        talk.awaited = null;
      }
      wait();
    },
    /* Count the seconds of a step anew: the time bar began to play, or came back. */
    wait() { if (talk.keys) wait(); },
  };
})();
