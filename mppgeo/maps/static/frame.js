/* Which part of the world the map shows: all that is asked for, clear of what lies on the map.
 *
 * As in mppgeo/maps/frame.py: the largest scale at which legend, insets and
 * the other pieces hide nothing. Outlines are in pixels of zoom 0.
 */
(function () {
  "use strict";

  const { state, outlines, insets } = window.mppgeo;
  const PADDING = 9;
  const GAP = 6;
  const MOST_ZOOM = 11;
  const GRAIN = 300;
  const CORNERS = ["bottomleft", "bottomright", "topright"];
  /* As mppgeo/maps/insets.py weighs a map with insets. */
  const GAIN = 1.2, PRICE = 0.93, SHRUNK = 0.12;
  const ENOUGH = 0.12;
  const SLACK = 0.4;
  const STEPS = { few: 10, many: 6 };
  const MOST_SPLITS = 4;
  /* Of the room's width or height: further from its middle, a little less scale is better. */
  const ASIDE = 0.12;
  const NEARLY = 0.92;
  const SHIFTS = 8;

  // --- what is asked for -------------------------------------------------------

  const thinned = new WeakMap();
  /* What is left of it beside insets; null = there are none. */
  let shown = null;

  /* Points of outlines, of those in one cell of a grid only one; long lines get more. */
  function thin(parts) {
    const box = outlines.joinBoxes(parts.map((part) => part.box));
    const grain = Math.max(box[2] - box[0], box[3] - box[1]) / GRAIN || 1;
    const seen = new Set();
    const points = [];
    const add = (x, y) => {
      const key = Math.floor((x - box[0]) / grain) * 4096 + Math.floor((y - box[1]) / grain);
      if (!seen.has(key)) { seen.add(key); points.push(x, y); }
    };
    for (const { ring } of parts) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const [dx, dy] = [ring[i] - ring[j], ring[i + 1] - ring[j + 1]];
        const steps = Math.min(400, Math.ceil(Math.hypot(dx, dy) / grain)) || 1;
        for (let k = 0; k < steps; k++) add(ring[j] + (dx * k) / steps, ring[j + 1] + (dy * k) / steps);
      }
    }
    return { points, box };
  }

  function gather(parts) {
    const [first] = parts;
    const known = thinned.get(first);
    if (known && known.count === parts.length) return known.target;
    const target = thin(parts);
    thinned.set(first, { count: parts.length, target });
    return target;
  }

  /* Parts of the areas asked for; of the nation its provinces, which have fewer corners. */
  function listParts(asked) {
    return state.layers[asked.length ? state.payload.level : "provinsi"].list
      .filter((layer) => !asked.length || asked.includes(layer.kode.slice(0, 2)))
      .flatMap((layer) => outlines.project(layer).parts);
  }

  function findTarget() {
    const { selected, focus, asked } = state.payload;
    const parts = selected ? [] : listParts(asked);
    if (parts.length) return gather(parts);
    const [x0, y0, x1, y1] = outlines.projectCorners(focus);
    return { points: [x0, y0, x1, y0, x0, y1, x1, y1], box: [x0, y0, x1, y1] };
  }

  // --- what lies on the map ------------------------------------------------------

  const sizeOf = (node) => (node && !node.hidden ? [node.offsetWidth, node.offsetHeight] : [0, 0]);

  function measureFixed(size, foot) {
    const boxes = [];
    const container = state.map.getContainer();
    const bars = [...container.querySelectorAll(".leaflet-top.leaflet-left .leaflet-bar")]
      .map(sizeOf).filter(([width]) => width);
    if (bars.length) {
      const height = bars.reduce((sum, [, h]) => sum + h + 10, 10);
      boxes.push([0, 0, Math.max(...bars.map(([width]) => width)) + 12, height - 4]);
    }
    const [width, height] = sizeOf(state.map.attributionControl.getContainer());
    if (width) boxes.push([size.x - width, size.y - foot - height, size.x, size.y - foot]);
    return { boxes, line: height };
  }

  function standIn(corner, [width, height], size, foot, line) {
    const left = corner.endsWith("left") ? 10 : size.x - 10 - width;
    const lift = corner === "bottomright" ? line + 10 : 10;
    const top = corner.startsWith("top") ? 10 : size.y - foot - lift - height;
    return [left, top, left + width, top + height];
  }

  /* Whether a box is whole on the map, and over nothing else that lies on it. */
  const isFree = (box, others) => box[0] >= 0 && box[1] >= 0
    && !others.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);

  // --- the largest scale ------------------------------------------------------------

  function listInsets(boxes, span, low, high) {
    const found = [0];
    for (const box of boxes) {
      for (const reach of [low(box), high(box)]) {
        if (reach > 0 && reach < 0.62 * span) found.push(reach, reach / 2);
      }
    }
    const rounded = [...new Set(found.map((reach) => 4 * Math.ceil(reach / 4)))];
    return rounded.sort((a, b) => a - b).slice(0, boxes.length > 3 ? STEPS.many : STEPS.few);
  }

  /* The largest view of a target in the room that boxes leave, if larger than a scale:
   * scale, and what is taken off. */
  function fitAround({ points, box }, room, boxes, least) {
    const [width, height] = [Math.max(box[2] - box[0], 1e-9), Math.max(box[3] - box[1], 1e-9)];
    const [across, up] = [room[2] - room[0], room[3] - room[1]];
    const rooms = [];
    const lefts = listInsets(boxes, across, (b) => b[2] - room[0], () => 0);
    const rights = listInsets(boxes, across, (b) => room[2] - b[0], () => 0);
    const tops = listInsets(boxes, up, (b) => b[3] - room[1], () => 0);
    const feet = listInsets(boxes, up, (b) => room[3] - b[1], () => 0);
    for (const left of lefts) for (const right of rights) for (const top of tops) for (const foot of feet) {
      const [w, h] = [across - left - right, up - top - foot];
      if (w <= 20 || h <= 20) continue;
      const scale = Math.min(w / width, h / height, 2 ** MOST_ZOOM);
      if (scale <= least) continue;
      rooms.push({
        scale, moved: left + right + top + foot,
        x: room[0] + left + w / 2, y: room[1] + top + h / 2,
      });
    }
    rooms.sort((a, b) => b.scale - a.scale || a.moved - b.moved);
    const middle = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    const lookFrom = ({ scale, x, y }) => ({ scale, x: middle[0] * scale - x, y: middle[1] * scale - y });
    const seen = (place) => isClear(points, lookFrom(place), boxes);
    const largest = rooms.find(seen);
    if (!largest) return null;
    const [x, y] = [(room[0] + room[2]) / 2, (room[1] + room[3]) / 2];
    const aside = (place) => Math.max(Math.abs(place.x - x) / across, Math.abs(place.y - y) / up);
    const centred = aside(largest) > ASIDE && rooms
      .filter((place) => place.scale > NEARLY * largest.scale && aside(place) < aside(largest) / 2)
      .sort((a, b) => aside(a) - aside(b)).find(seen);
    const place = { ...(centred || largest) };
    // As near to the middle as nothing gets hidden.
    for (const [axis, end] of [["x", x], ["y", y]]) {
      const start = place[axis];
      for (let k = SHIFTS; k > 0; k--) {
        place[axis] = start + ((end - start) * k) / SHIFTS;
        if (seen(place)) break;
        place[axis] = start;
      }
    }
    return lookFrom(place);
  }

  function isClear(points, { scale, x, y }, boxes) {
    for (let i = 0; i < points.length; i += 2) {
      const [px, py] = [points[i] * scale - x, points[i + 1] * scale - y];
      for (const box of boxes) {
        if (px > box[0] && px < box[2] && py > box[1] && py < box[3]) return false;
      }
    }
    return true;
  }

  const grow = (box, by) => [box[0] - by, box[1] - by, box[2] + by, box[3] + by];

  function fitInto(target, size, foot, fixed, more, least = 0) {
    const room = [PADDING, PADDING, size.x - PADDING, size.y - foot - PADDING];
    const boxes = [...fixed, ...more].map((box) => grow(box, GAP));
    return fitAround(target, room, boxes, least);
  }

  /* The best of the legend's places: a corner, or a strip along the foot. */
  function choose(target, panels = [], least = 0) {
    const { map } = state;
    const size = map.getSize();
    const legend = window.mppgeo.legend;
    const bar = state.payload.time ? sizeOf(map.getContainer().querySelector(".mpp-time"))[1] : 0;
    let best = null;
    if (!state.payload.present) {
      const box = legend.measure(false);
      const { boxes, line } = measureFixed(size, bar);
      for (const corner of CORNERS) {
        const place = standIn(corner, box, size, bar, line);
        if (!isFree(place, boxes)) continue;
        for (const stood of standPanels(panels, [corner], size, bar, line, [...boxes, place])) {
          const more = [place, ...stood];
          const view = fitInto(target, size, bar, boxes, more, best ? 1.02 * best.view.scale : least);
          if (view) best = { view, corner, foot: bar, stood };
        }
      }
    }
    const strip = legend.measure(true);
    const foot = bar + strip[1];
    const { boxes, line } = measureFixed(size, foot);
    const enough = best ? best.view.scale * 2 ** ENOUGH : least;
    for (const stood of standPanels(panels, [], size, foot, line, boxes)) {
      const more = best && best.corner === null ? 1.02 * best.view.scale : enough;
      const view = fitInto(target, size, foot, boxes, stood, more);
      if (view) best = { view, corner: null, foot, stood };
    }
    if (!best && !panels.length) {
      // On a map too small for all that lies on it the areas come first.
      const view = fitInto(target, size, foot, [], []);
      best = view && { view, corner: null, foot, stood: [] };
    }
    if (!best) return null;
    return { ...best, zoom: Math.log2(best.view.scale), size };
  }

  /* Ways to put panels into corners that are free. */
  function standPanels(panels, used, size, foot, line, fixed) {
    if (!panels.length) return [[]];
    const [panel, ...rest] = panels;
    const found = [];
    for (const corner of [...CORNERS, "topleft"].filter((name) => !used.includes(name))) {
      const box = standIn(corner, [panel.width, panel.height], size, foot, line);
      if (corner === "topleft" && fixed.length) {
        const aside = fixed[0][2];
        box[0] += aside;
        box[2] += aside;
      }
      if (!isFree(box, fixed)) continue;
      for (const others of standPanels(rest, [...used, corner], size, foot, line, [...fixed, box])) {
        found.push([box, ...others]);
      }
    }
    return found;
  }

  /* The view with far parts in panels, where that makes the main land enough larger. */
  function chooseSplit(plain, parts) {
    const size = state.map.getSize();
    let best = plain, worth = plain.view.scale * 1.1;
    const drafts = [];
    for (const { main, groups } of state.payload.splits) {
      const { kept, boxes } = divide(parts, toBox(main), groups.map(toBox));
      if (!kept.length || boxes.some((box) => box[0] === Infinity)) continue;
      const target = gather(kept);
      const draft = Math.min(
        (size.x - 2 * PADDING) / (target.box[2] - target.box[0]),
        (size.y - plain.foot - 2 * PADDING) / (target.box[3] - target.box[1]),
      );
      const panels = boxes.map((box) => insets.measure(box, draft, size));
      if (panels.some((panel) => panel.scale < plain.view.scale)) continue;
      drafts.push({ target, boxes, panels, most: draft * PRICE ** panels.length });
    }
    drafts.sort((a, b) => b.most - a.most);
    for (const { target, boxes, panels, most } of drafts.slice(0, MOST_SPLITS)) {
      if (most <= worth) break;
      const found = choose(target, panels, GAIN * plain.view.scale);
      if (!found) continue;
      const { scale } = found.view;
      const share = panels.reduce((sum, { width, height }) => sum + width * height, 0) / (size.x * size.y);
      const shrunk = panels.reduce((product, panel) => product * Math.min(1, panel.scale / scale), 1);
      const weight = scale * PRICE ** panels.length * shrunk ** SHRUNK * (1 - share);
      if (weight <= worth) continue;
      worth = weight;
      best = {
        ...found, main: target,
        panels: panels.map((panel, i) => (
          { ...panel, group: boxes[i], scale: Math.min(panel.scale, scale), at: found.stood[i] }
        )),
      };
    }
    return best;
  }

  /* Parts in the main map, and boxes of those in each panel. Finer lines may reach a
   * little beyond the bounds, and have islets that coarser ones have not: none is lost. */
  function divide(parts, main, groups) {
    const middleOf = ([x0, y0, x1, y1]) => [(x0 + x1) / 2, (y0 + y1) / 2];
    const away = (at, box) => Math.hypot(
      Math.max(box[0] - at[0], at[0] - box[2], 0), Math.max(box[1] - at[1], at[1] - box[3], 0),
    );
    const kept = [];
    const members = groups.map(() => []);
    for (const part of parts) {
      const ways = [main, ...groups].map((box) => away(middleOf(part.box), box));
      const nearest = ways.indexOf(Math.min(...ways));
      (nearest ? members[nearest - 1] : kept).push(part);
    }
    return { kept, boxes: members.map((own) => outlines.joinBoxes(own.map((part) => part.box))) };
  }

  const toBox = ([west, south, east, north]) => {
    const [x0, y0, x1, y1] = outlines.projectCorners([[south, west], [north, east]]);
    return [x0, y0, x1, y1];
  };

  const findCenter = ({ view, size }) => state.map.unproject(
    L.point((view.x + size.x / 2) / view.scale, (view.y + size.y / 2) / view.scale), 0,
  );

  /* How far the visitor may go: to all of the nation with some room around it. */
  function limit(nation) {
    const zoom = nation.zoom - SLACK;
    const half = nation.size.divideBy(2 * 2 ** zoom);
    const middle = state.map.project(findCenter(nation), 0);
    return {
      zoom,
      bounds: L.latLngBounds(
        state.map.unproject(middle.subtract(half), 0), state.map.unproject(middle.add(half), 0),
      ),
    };
  }

  /* Where to stand for what the page asks for: centre, zoom, foot, the legend's corner, limits. */
  function findView() {
    const { map, layers, payload } = state;
    if (!layers.provinsi || !map.getSize().x) return null;
    const whole = !payload.selected && !payload.asked.length;
    const nation = choose(gather(listParts([])));
    let found = whole ? nation : choose(findTarget());
    if (!found || !nation) return null;
    if (payload.splits.length) found = chooseSplit(found, listParts(payload.asked));
    shown = found.main || null;
    return { center: findCenter(found), panels: [], ...found, limits: limit(nation) };
  }

  /* Whether what is asked for is seen, as the map stands. */
  function isSeen() {
    const { map } = state;
    const { points } = shown || findTarget();
    const size = map.getSize();
    const outer = window.mppgeo.names.listTaken();
    const view = outlines.lookAt();
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i] * view.scale - view.x, points[i + 1] * view.scale - view.y];
      if (x < 0 || y < 0 || x > size.x || y > size.y) return false;
    }
    return isClear(points, view, outer);
  }

  window.mppgeo.frame = { findView, isSeen };
})();
