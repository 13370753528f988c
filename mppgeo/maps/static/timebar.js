/* The time bar: plays the openings without the server.
 *
 * The browser knows each area's opening day (openings.json); every frame it
 * works out the classes of that day by the rules of mppgeo/coverage.py and
 * recolours what changed. Stopping tells the server the day, once.
 */
(function () {
  "use strict";

  const DAY = 86400000;
  const DAYS_PER_SECOND = 90;
  const SPEEDS = [0.5, 1, 2, 4];
  const CALM = { days: 91, wait: 600 };
  const PATIENCE = 5000;
  const bar = {
    day: null, playing: false, speed: 1, frames: 0, node: null, awaited: null, sentAt: 0, timer: null, late: null,
  };
  const { state } = window.mppgeo;

  const toDay = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
  const toIso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  const isCalm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* Strings with one character per area come as runs: character, length, ... */
  function unpack(time) {
    if (!time || typeof time.base === "string") return;
    for (const key of ["base", "counts"]) {
      let text = "";
      for (let i = 0; i < time[key].length; i += 2) text += time[key][i].repeat(time[key][i + 1]);
      time[key] = text;
    }
  }

  // --- the rules of coverage ------------------------------------------------

  function hasOpened(kode, iso) {
    const opening = state.openings[kode];
    return Boolean(opening) && opening[2] <= iso;
  }

  function parentOf(provinsi, iso) {
    const change = state.payload.time.parents[provinsi];
    return change && iso < change[1] ? change[0] : provinsi;
  }

  /* Areas and areas with an MPP by province of the day. */
  function sumProvinces(iso) {
    const { counts, extra } = state.payload.time;
    const sums = {};
    const add = (provinsi, areas, withMpp) => {
      const sum = (sums[provinsi] = sums[provinsi] || [0, 0]);
      sum[0] += areas;
      sum[1] += withMpp;
    };
    state.layers.kabkota.list.forEach((layer) => {
      if (counts[layer.order] === "1") {
        add(parentOf(layer.kode.slice(0, 2), iso), 1, hasOpened(layer.kode, iso) ? 1 : 0);
      }
    });
    for (const provinsi of extra) add(provinsi, 1, hasOpened(provinsi, iso) ? 1 : 0);
    return sums;
  }

  function classify([areas, withMpp] = [0, 0]) {
    const { upper, complete, not_applicable: none } = state.payload.time;
    if (!areas) return none;
    if (withMpp === areas) return complete;
    const share = (100 * withMpp) / areas;
    return String(upper.findIndex((limit) => share <= limit));
  }

  /* Classes of all areas of the level on a day, as the server would send them. */
  function classesOn(iso) {
    const { level, time, served } = state.payload;
    if (level === "kabkota") {
      return state.layers.kabkota.list.map(({ kode }, i) => {
        if (time.base[i] !== ".") return time.base[i];
        if (!hasOpened(kode, iso)) return time.has_not;
        return served.includes(kode) ? time.served : time.has;
      }).join("");
    }
    const sums = sumProvinces(iso);
    return state.layers.provinsi.list.map((layer, i) => (
      time.base[i] !== "." ? time.base[i] : classify(sums[parentOf(layer.kode, iso)])
    )).join("");
  }

  function countOn(iso) {
    const { counts, extra, places } = state.payload.time;
    let areas = 0, withMpp = 0;
    state.layers.kabkota.list.forEach((layer) => {
      if (counts[layer.order] === "1" && places.includes(layer.kode.slice(0, 2))) {
        areas += 1;
        withMpp += hasOpened(layer.kode, iso) ? 1 : 0;
      }
    });
    for (const provinsi of extra) {
      if (places.includes(provinsi)) {
        areas += 1;
        withMpp += hasOpened(provinsi, iso) ? 1 : 0;
      }
    }
    return [areas, withMpp];
  }

  /* The area that a shape counts as: a province not yet set up is one with its
   * parent, and the areas of a province that counts as one are one. */
  function areaOf({ kode, level, order }, iso) {
    if (level === "provinsi") return parentOf(kode, iso);
    const { counts, extra } = state.payload.time;
    const provinsi = kode.slice(0, 2);
    return counts[order] === "0" && extra.includes(provinsi) ? provinsi : kode;
  }

  // --- showing a day --------------------------------------------------------

  function show(day, flash) {
    bar.day = day;
    const iso = toIso(day);
    window.mppgeo.recolour(classesOn(iso), flash, (layer) => areaOf(layer, iso), iso);
    bar.frames += 1;
    label(iso);
  }

  function label(iso) {
    const { time } = state.payload;
    const locale = window.mppgeo.findLocale();
    const [areas, withMpp] = countOn(iso);
    const form = { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" };
    bar.date.textContent = new Intl.DateTimeFormat(locale, form).format(new Date(`${iso}T00:00:00Z`));
    const number = new Intl.NumberFormat(locale);
    const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
    bar.count.textContent = time.texts.count
      .replace("{with_mpp}", number.format(withMpp)).replace("{areas}", number.format(areas))
      .replace("{share}", areas ? percent.format(withMpp / areas) : "–");
    bar.range.value = bar.day;
    bar.range.setAttribute("aria-valuetext", `${bar.date.textContent}, ${bar.count.textContent}`);
    tellPage(iso, areas, withMpp, number, percent);
  }

  /* The page's figures are of the server's day: they follow, or give way to, what is shown. */
  function tellPage(iso, areas, withMpp, number, percent) {
    const { time, legend } = state.payload;
    const { played } = window.mppgeo;
    if (iso === time.at) return played.tell(null);
    // Of areas without data nobody knows whether they lack an MPP.
    const known = areas && !legend.some((entry) => entry.name === "no-data" && entry.count);
    const sums = Object.entries(sumProvinces(iso))
      .filter(([kode, [all]]) => all && time.places.includes(kode)).map(([, sum]) => sum);
    const whole = sums.filter(([all, some]) => some === all).length;
    const none = sums.filter(([, some]) => !some).length;
    played.tell({
      day: bar.date.textContent, count: bar.count.textContent, areas: number.format(withMpp),
      coverage: areas && percent.format(withMpp / areas),
      last: known && (sums.length === 1
        ? number.format(areas - withMpp) : `${number.format(whole)} / ${number.format(none)}`),
    }, time.texts.aside);
  }

  // --- playing --------------------------------------------------------------

  function play() {
    const { first, last } = limits();
    if (bar.day >= last) bar.day = first;
    bar.playing = true;
    bar.clock = null;
    paintButtons();
    if (isCalm()) bar.timer = setTimeout(stepCalmly, CALM.wait);
    else bar.request = requestAnimationFrame(frame);
  }

  function frame(now) {
    if (!bar.playing) return;
    const passed = bar.clock === null ? 0 : Math.min(now - bar.clock, 100);
    bar.clock = now;
    bar.exact = (bar.exact !== undefined && Math.floor(bar.exact) === bar.day ? bar.exact : bar.day)
      + (passed / 1000) * DAYS_PER_SECOND * bar.speed;
    advance(Math.floor(bar.exact), true);
    if (bar.playing) bar.request = requestAnimationFrame(frame);
  }

  function stepCalmly() {
    if (!bar.playing) return;
    advance(bar.day + CALM.days, false);
    if (bar.playing) bar.timer = setTimeout(stepCalmly, CALM.wait / bar.speed);
  }

  function advance(day, flash) {
    const { last } = limits();
    show(Math.min(day, last), flash);
    if (day >= last) stop();
  }

  function halt() {
    const wasPlaying = bar.playing;
    bar.playing = false;
    cancelAnimationFrame(bar.request);
    clearTimeout(bar.timer);
    return wasPlaying;
  }

  function stop() {
    const wasPlaying = halt();
    paintButtons();
    if (wasPlaying) tellServer();
  }

  /* Of several quick steps the server answers the earlier ones, too: they must not lead back. */
  function isAwaited(iso) {
    clearTimeout(bar.late);
    const left = PATIENCE - (Date.now() - bar.sentAt);
    if (bar.awaited === null || bar.awaited === iso || left <= 0) {
      bar.awaited = null;
      return true;
    }
    bar.late = setTimeout(() => window.mppgeo.paint(state.payload), left);
    return false;
  }

  /* Show the server's day again, and tell it nothing. */
  function rest() {
    halt();
    bar.awaited = null;
    if (!bar.node || bar.node.hidden) return;
    paintButtons();
    show(toDay(state.payload.time.at), false);
  }

  function tellServer() {
    const iso = toIso(bar.day);
    const isComing = bar.awaited !== null && Date.now() - bar.sentAt < PATIENCE;
    if (iso === (isComing ? bar.awaited : state.payload.time.at)) return;
    bar.awaited = iso;
    bar.sentAt = Date.now();
    window.mppgeo.send({ as_of: iso });
  }

  function jump(months) {
    const { first, last } = limits();
    if (halt()) paintButtons();
    const date = new Date(bar.day * DAY);
    // The first of a month back or forth, so that steps land on the same days.
    const target = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / DAY;
    show(Math.max(first, Math.min(last, target)), false);
    tellServer();
  }

  function limits() {
    return { first: toDay(state.payload.time.first), last: toDay(state.payload.time.last) };
  }

  // --- the control ----------------------------------------------------------

  function button(className, sign, onClick) {
    const node = document.createElement("button");
    node.type = "button";
    node.className = className;
    node.textContent = sign;
    node.addEventListener("click", onClick);
    return node;
  }

  function build() {
    const node = document.createElement("div");
    node.className = "mpp-time";
    node.setAttribute("role", "group");
    L.DomEvent.disableClickPropagation(node).disableScrollPropagation(node);
    bar.toggle = button("mpp-time-play", "▶", () => (bar.playing ? stop() : play()));
    bar.back = button("mpp-time-step", "‹", () => jump(-1));
    bar.forth = button("mpp-time-step", "›", () => jump(1));
    bar.faster = button("mpp-time-speed", "1×", () => {
      bar.speed = SPEEDS[(SPEEDS.indexOf(bar.speed) + 1) % SPEEDS.length];
      paintButtons();
    });
    bar.range = document.createElement("input");
    bar.range.type = "range";
    bar.range.addEventListener("input", () => {
      if (halt()) paintButtons();
      show(Number(bar.range.value), false);
    });
    bar.range.addEventListener("change", tellServer);
    bar.date = Object.assign(document.createElement("output"), { className: "mpp-time-date" });
    bar.count = Object.assign(document.createElement("output"), { className: "mpp-time-count" });
    bar.beyond = Object.assign(document.createElement("span"), { className: "mpp-time-beyond" });
    bar.beyond.setAttribute("role", "img");
    node.append(
      bar.toggle, bar.back, bar.forth, bar.range, bar.beyond, bar.date, bar.count, bar.faster,
    );
    node.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === " " && event.target === bar.range) {
        event.preventDefault();
        bar.toggle.click();
      }
    });
    state.map.getContainer().append(node);
    bar.node = node;
  }

  function paintButtons() {
    const { texts } = state.payload.time;
    const name = (node, text) => { node.title = text; node.setAttribute("aria-label", text); };
    bar.toggle.textContent = bar.playing ? "❚❚" : "▶";
    name(bar.toggle, bar.playing ? texts.pause : texts.play);
    name(bar.back, texts.back);
    name(bar.forth, texts.forth);
    name(bar.faster, texts.speed);
    name(bar.beyond, texts.beyond);
    bar.faster.textContent = `${String(bar.speed).replace("0.5", "½")}×`;
    bar.range.setAttribute("aria-label", texts.day);
    bar.node.setAttribute("aria-label", texts.bar);
    bar.node.classList.toggle("mpp-time-playing", bar.playing);
  }

  window.mppgeo.time = {
    bar,
    /* Show a day of the calendar (YYYY-MM-DD), as playing to it does. */
    show: (iso) => show(toDay(iso), false),
    /* Called after every repaint from the server. */
    refresh() {
      const { time } = state.payload;
      unpack(time);
      if (!bar.node) build();
      const usable = Boolean(time) && state.openingsReady === true;
      const came = bar.node.hidden === usable;
      bar.node.hidden = !usable;
      state.map.getContainer().classList.toggle("mpp-has-time", usable);
      // The openings may come after the map was fitted into all of its frame.
      if (came && state.focus) window.mppgeo.reshape();
      if (!usable) { halt(); window.mppgeo.played.tell(null); return; }
      const { first, last } = limits();
      bar.range.min = first;
      bar.range.max = last;
      // The days that nobody knows of yet, as long as those that are known.
      bar.range.style.flexGrow = last - first;
      bar.beyond.style.flexGrow = time.days_beyond;
      bar.beyond.hidden = !time.days_beyond;
      paintButtons();
      if (bar.playing || !isAwaited(time.at)) return show(bar.day, false);
      bar.day = toDay(time.at);
      label(time.at);
    },
    play, stop, rest,
  };
})();
