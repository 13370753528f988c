/* Where names stand on the map: the rules of mppgeo/maps/labels.py, cell for cell.
 *
 * tests/label_cases.json holds the two against one another. Lengths are in
 * points of 1/72 inch as there; whoever writes larger letters divides by their
 * unit first. Nothing here knows the page: outlines go in, boxes come out.
 */
(function () {
  "use strict";

  const CELL = 1.5;
  const REACH = 105, CROWD = 45, REACH_IN_CROWD = 40;
  const MOST_HIDDEN = 0.4, LITTLE = 17, LINE = 7, LEAST_APART = 14, SHORT = 6;
  const STRIDE = 3, MAIN_PART = 0.2, MOST_ACROSS = 12, TRIALS = 500;
  const SEA = 0, LAND = -1;

  const makeBox = (x, y, form) => ({
    left: x - form.width / 2, bottom: y - form.height / 2,
    right: x + form.width / 2, top: y + form.height / 2,
  });
  const grow = (box, by) => ({
    left: box.left - by, bottom: box.bottom - by, right: box.right + by, top: box.top + by,
  });
  const countCells = (form) => [Math.ceil(form.height / CELL), Math.ceil(form.width / CELL)];
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  // --- the board: who owns the cells, and which are taken ---------------------

  function makeBoard(wishes, frame, land) {
    const columns = Math.max(1, Math.floor((frame.right - frame.left) / CELL));
    const rows = Math.max(1, Math.floor((frame.top - frame.bottom) / CELL));
    const board = {
      wishes, frame, columns, rows, owner: new Int16Array(rows * columns),
      taken: new Uint8Array(rows * columns), texts: [], leaders: [], labels: new Map(),
    };
    for (const area of land) for (const part of area) paint(board, part, LAND);
    const own = wishes.flatMap((wish, i) => wish.parts.map((part, at) => (
      { i, at, part, size: measure(part), seen: 0 }
    )));
    // Enclaves are painted over what surrounds them.
    own.sort((a, b) => b.size - a.size);
    for (const item of own) item.seen = paint(board, item.part, item.i + 1);
    board.cells = new Array(wishes.length).fill(0);
    for (const owner of board.owner) if (owner > 0) board.cells[owner - 1] += 1;
    board.main = wishes.map(() => []);
    const largest = wishes.map(() => 0);
    for (const { i, seen } of own) largest[i] = Math.max(largest[i], seen);
    for (const { i, part, seen } of own) {
      if (seen >= MAIN_PART * largest[i]) board.main[i].push(findBounds([part]));
    }
    board.bounds = wishes.map((wish) => findBounds(wish.parts));
    board.anchors = wishes.map((wish, i) => findAnchor(board, i));
    return board;
  }

  function measure(part) {
    let sum = 0;
    for (let i = 0, j = part.length - 2; i < part.length; j = i, i += 2) {
      sum += part[j] * part[i + 1] - part[i] * part[j + 1];
    }
    return Math.abs(sum) / 2;
  }

  function findBounds(parts) {
    const box = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity };
    for (const part of parts) {
      for (let i = 0; i < part.length; i += 2) {
        box.left = Math.min(box.left, part[i]);
        box.right = Math.max(box.right, part[i]);
        box.bottom = Math.min(box.bottom, part[i + 1]);
        box.top = Math.max(box.top, part[i + 1]);
      }
    }
    return box;
  }

  /* Fill the cells whose middle lies in a ring; one too small for any has that of a corner. */
  function paint(board, part, owner) {
    const { frame, rows, columns } = board;
    const crossings = new Map();
    for (let i = 0, j = part.length - 2; i < part.length; j = i, i += 2) {
      let [x0, y0, x1, y1] = [part[j], part[j + 1], part[i], part[i + 1]];
      if (y0 > y1) [x0, y0, x1, y1] = [x1, y1, x0, y0];
      const first = Math.max(0, Math.ceil((y0 - frame.bottom) / CELL - 0.5));
      const last = Math.min(rows - 1, Math.ceil((y1 - frame.bottom) / CELL - 0.5) - 1);
      for (let row = first; row <= last; row++) {
        const y = frame.bottom + (row + 0.5) * CELL;
        const x = x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
        if (!crossings.has(row)) crossings.set(row, []);
        crossings.get(row).push(x);
      }
    }
    let seen = 0;
    for (const [row, xs] of crossings) {
      xs.sort((a, b) => a - b);
      for (let k = 0; k + 1 < xs.length; k += 2) {
        const from = Math.max(0, Math.ceil((xs[k] - frame.left) / CELL - 0.5));
        const to = Math.min(columns - 1, Math.ceil((xs[k + 1] - frame.left) / CELL - 0.5) - 1);
        for (let column = from; column <= to; column++) board.owner[row * columns + column] = owner;
        seen += Math.max(0, to - from + 1);
      }
    }
    if (!seen && part.length) {
      const column = Math.floor((part[0] - frame.left) / CELL);
      const row = Math.floor((part[1] - frame.bottom) / CELL);
      if (column >= 0 && row >= 0 && column < columns && row < rows) {
        board.owner[row * columns + column] = owner;
        seen = 1;
      }
    }
    return seen;
  }

  /* The middle of the widest part of an area: the cell farthest from all that is not its own. */
  function findAnchor(board, i) {
    const { frame } = board;
    const [bottom, top, left, right] = clip(board, board.bounds[i]);
    const [height, width] = [top - bottom, right - left];
    const far = new Float32Array(Math.max(0, height * width));
    let best = -1, most = 0;
    const own = (row, column) => (
      row >= 0 && column >= 0 && row < height && column < width
      && board.owner[(row + bottom) * board.columns + column + left] === i + 1
    );
    const at = (row, column) => (own(row, column) ? far[row * width + column] : 0);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        if (own(row, column)) {
          far[row * width + column] = Math.min(
            at(row - 1, column) + 1, at(row, column - 1) + 1,
            at(row - 1, column - 1) + 1.414, at(row - 1, column + 1) + 1.414,
          );
        }
      }
    }
    for (let row = height - 1; row >= 0; row--) {
      for (let column = width - 1; column >= 0; column--) {
        if (!own(row, column)) continue;
        const value = Math.min(
          far[row * width + column], at(row + 1, column) + 1, at(row, column + 1) + 1,
          at(row + 1, column + 1) + 1.414, at(row + 1, column - 1) + 1.414,
        );
        far[row * width + column] = value;
        if (value > most) { most = value; best = row * width + column; }
      }
    }
    if (best < 0) {
      const { left: x, right: x2, bottom: y, top: y2 } = board.bounds[i];
      return [(x + x2) / 2, (y + y2) / 2];
    }
    return [
      frame.left + (left + (best % width) + 0.5) * CELL,
      frame.bottom + (bottom + Math.floor(best / width) + 0.5) * CELL,
    ];
  }

  /* First row, row after the last, first column, column after the last. */
  function findCells(board, box) {
    const { frame } = board;
    return [
      Math.floor((box.bottom - frame.bottom) / CELL + 1e-6),
      Math.ceil((box.top - frame.bottom) / CELL - 1e-6),
      Math.floor((box.left - frame.left) / CELL + 1e-6),
      Math.ceil((box.right - frame.left) / CELL - 1e-6),
    ].map((value) => Math.max(0, value));
  }

  function clip(board, box) {
    const [bottom, top, left, right] = findCells(board, box);
    return [bottom, Math.min(top, board.rows), left, Math.min(right, board.columns)];
  }

  function take(board, box) {
    const [bottom, top, left, right] = clip(board, box);
    for (let row = bottom; row < top; row++) {
      board.taken.fill(1, row * board.columns + left, row * board.columns + Math.max(left, right));
    }
  }

  function keep(board, i, label) {
    if (!label) return;
    board.labels.set(i, label);
    if (label.box) {
      take(board, label.box);
      board.texts.push(label.box);
    }
    if (label.leader) {
      board.leaders.push(label.leader);
      const [[x, y], [toX, toY]] = label.leader;
      const count = Math.max(2, Math.floor((Math.hypot(toX - x, toY - y) / CELL) * 2));
      for (let k = 0; k < count; k++) {
        const at = [x + ((toX - x) * k) / (count - 1), y + ((toY - y) * k) / (count - 1)];
        take(board, grow({ left: at[0], right: at[0], bottom: at[1], top: at[1] }, 0.4));
      }
    }
  }

  // --- what lies around an area ----------------------------------------------

  function lookAround(board, i, reach) {
    const [bottom, top, left, right] = clip(board, grow(board.bounds[i], reach));
    const [height, width] = [Math.max(0, top - bottom), Math.max(0, right - left)];
    const taken = new Uint8Array(height * width);
    for (let row = 0; row < height; row++) {
      const start = (row + bottom) * board.columns + left;
      taken.set(board.taken.subarray(start, start + width), row * width);
    }
    // Where the number of another area may have to stand is not free.
    board.anchors.forEach(([x, y], j) => {
      const { number } = board.wishes[j];
      if (j === i || board.labels.has(j) || !number) return;
      const [low, high, from, to] = findCells(board, makeBox(x, y, number));
      for (let row = Math.max(low - bottom, 0); row < Math.min(high - bottom, height); row++) {
        for (let column = Math.max(from - left, 0); column < Math.min(to - left, width); column++) {
          taken[row * width + column] = 1;
        }
      }
    });
    const window = { board, i, bottom, left, height, width };
    // Sums over all cells below and to the left.
    const line = width + 1;
    const [own, sea, land, full] = [0, 1, 2, 3].map(() => new Int32Array((height + 1) * line));
    for (let row = 0; row < height; row++) {
      let a = 0, b = 0, c = 0, d = 0;
      const start = (row + bottom) * board.columns + left;
      for (let column = 0; column < width; column++) {
        const owner = board.owner[start + column];
        if (owner === i + 1) a += 1;
        else if (owner === SEA) b += 1;
        else if (owner === LAND) c += 1;
        d += taken[row * width + column];
        const at = (row + 1) * line + column + 1;
        own[at] = own[at - line] + a;
        sea[at] = sea[at - line] + b;
        land[at] = land[at - line] + c;
        full[at] = full[at - line] + d;
      }
    }
    window.sums = { own, sea, land, full };
    return window;
  }

  /* Free places for a form with a share of its own area under it: middle, and shares under it. */
  function survey(window, form, { least = 0, most = 1, stride = 1 } = {}) {
    const [rows, columns] = countCells(form);
    const { height, width, board } = window;
    const { own, sea, land, full } = window.sums;
    const all = rows * columns;
    const found = [];
    for (let row = 0; row + rows <= height; row += stride) {
      for (let column = 0; column + columns <= width; column += stride) {
        const a = row * (width + 1) + column;
        const [b, c] = [a + columns, a + rows * (width + 1)];
        const d = c + columns;
        const mine = (own[d] - own[b] - own[c] + own[a]) / all;
        if (mine < least || mine > most || full[d] - full[b] - full[c] + full[a]) continue;
        const wet = (sea[d] - sea[b] - sea[c] + sea[a]) / all;
        const dry = (land[d] - land[b] - land[c] + land[a]) / all;
        found.push({
          x: board.frame.left + (window.left + column + columns / 2) * CELL,
          y: board.frame.bottom + (window.bottom + row + rows / 2) * CELL,
          own: mine, sea: wet, land: dry, others: 1 - mine - wet - dry,
        });
      }
    }
    return found;
  }

  function pick(places, costOf) {
    let best = null, least = Infinity;
    for (const place of places) {
      const cost = costOf(place);
      if (cost < least) [best, least] = [place, cost];
    }
    return best && { ...best, cost: least };
  }

  // --- the ways to stand -------------------------------------------------------

  function standInside(board, i) {
    const window = lookAround(board, i, 2 * CELL);
    const [x, y] = board.anchors[i];
    const { kode, forms } = board.wishes[i];
    for (const form of forms) {
      const places = survey(window, form, { least: 0.9951 });
      const best = pick(places, (place) => Math.hypot(place.x - x, 1.4 * (place.y - y)));
      if (best) return { kode, form, box: makeBox(best.x, best.y, form), leader: null, inside: true };
    }
    return null;
  }

  /* Mostly inside, with an end over the sea or a little over a neighbour. */
  function leanOut(board, i, most = Infinity) {
    const [x, y] = board.anchors[i];
    const { kode, forms } = board.wishes[i];
    const window = lookAround(board, i, Math.max(...forms.map((form) => form.width)));
    let least = Infinity, label = null;
    forms.forEach((form, order) => {
      const [rows, columns] = countCells(form);
      const places = survey(window, form, { least: 0.5 }).filter((place) => (
        place.others <= 0.2 && place.land <= 0.4
        && place.own * rows * columns <= MOST_HIDDEN * board.cells[i]
      ));
      const best = pick(places, (place) => (
        40 * place.others + 35 * place.land + 45 * place.sea
        + 0.35 * Math.hypot(place.x - x, place.y - y) + 1.5 * order
      ));
      if (best && best.cost <= most && best.cost < least) {
        least = best.cost;
        label = { kode, form, box: makeBox(best.x, best.y, form), leader: null, inside: false };
      }
    });
    return label;
  }

  /* Near the area, with a line to it where that is not plain. */
  function standBeside(board, i, forms, asNumber = false) {
    // What may be left out stands near and clear, or not at all.
    const shy = !board.wishes[i].number;
    const reach = shy || board.wishes.length > CROWD ? REACH_IN_CROWD : REACH;
    const widest = Math.max(...forms.map((form) => form.width));
    const window = lookAround(board, i, Math.max(reach, widest + LEAST_APART));
    const ends = listEnds(window);
    const tried = [];
    forms.forEach((form, order) => {
      const places = [];
      for (const place of survey(window, form, { most: 0, stride: STRIDE })) {
        const gap = measureGap(place, form, ends);
        // In the middle of another area a name would be taken for that one's.
        if (gap > reach || (place.others > 0.3 && (shy || gap > LEAST_APART))) continue;
        // So would one at its edge, at the end of a long line.
        if (shy && board.wishes[i].rank && place.others > 1e-9 && gap > LEAST_APART) continue;
        const near = place.others > 1e-9 ? LINE + Math.abs(gap - LINE) : gap;
        places.push({ ...place, order, cost: near + 40 * place.others + 30 * place.land + 5 * order });
      }
      places.sort((a, b) => a.cost - b.cost);
      tried.push(...places.slice(0, TRIALS));
    });
    tried.sort((a, b) => a.cost - b.cost || a.order - b.order || a.x - b.x || a.y - b.y);
    for (const { order, x, y } of tried) {
      const box = makeBox(x, y, forms[order]);
      const tie = drawLeader(box, ends);
      if (shy && measureAcross(tie, i, board) > MOST_ACROSS) continue;
      if (isClear(tie, box, board)) {
        return {
          kode: board.wishes[i].kode, form: asNumber ? null : forms[order], box, tie,
          leader: isPlain(box, tie, window) ? null : tie, inside: false,
        };
      }
    }
    return null;
  }

  function putNumber(board, i) {
    const { kode, number } = board.wishes[i];
    const nowhere = { kode, form: null, box: null, leader: null, inside: false };
    if (!number) return nowhere;
    const [x, y] = board.anchors[i];
    const away = (place) => Math.hypot(place.x - x, place.y - y);
    const places = survey(lookAround(board, i, 12), number).filter((place) => (
      board.cells[i] > 12 ? place.own > 0.3 : away(place) < 4
    ));
    const best = pick(places, (place) => away(place) + 20 * place.others);
    if (best) return { ...nowhere, box: makeBox(best.x, best.y, number) };
    return standBeside(board, i, [number], true) || nowhere;
  }

  // --- lines ---------------------------------------------------------------------

  /* Points of an area to which a line may lead: well inside it where it is large enough. */
  function listEnds({ board, i, bottom, left, height, width }) {
    let own = new Uint8Array(height * width);
    // A line to a far islet would mislead.
    for (const box of board.main[i]) {
      const [low, high, from, to] = clip(board, box);
      for (let row = Math.max(low - bottom, 0); row < Math.min(high + 1 - bottom, height); row++) {
        for (let column = Math.max(from - left, 0); column < Math.min(to + 1 - left, width); column++) {
          const owner = board.owner[(row + bottom) * board.columns + column + left];
          if (owner === i + 1) own[row * width + column] = 1;
        }
      }
    }
    for (let pass = 0; pass < 2; pass++) {
      const inner = new Uint8Array(height * width);
      let any = false;
      for (let k = 0; k < own.length; k++) {
        const column = k % width;
        if (own[k] && (k < width || own[k - width]) && (k + width >= own.length || own[k + width])
            && (column === 0 || own[k - 1]) && (column === width - 1 || own[k + 1])) {
          inner[k] = 1;
          any = true;
        }
      }
      if (!any) break;
      own = inner;
    }
    const cells = [];
    own.forEach((value, k) => { if (value) cells.push(k); });
    if (!cells.length) return [board.anchors[i]];
    // A share of them is enough to find the nearest.
    const step = Math.max(1, Math.floor(cells.length / 50));
    return cells.filter((_, k) => k % step === 0).map((k) => [
      board.frame.left + (left + (k % width) + 0.5) * CELL,
      board.frame.bottom + (bottom + Math.floor(k / width) + 0.5) * CELL,
    ]);
  }

  function measureGap(place, form, ends) {
    let nearest = Infinity;
    for (const [x, y] of ends) {
      const across = Math.max(Math.abs(place.x - x) - form.width / 2, 0);
      const up = Math.max(Math.abs(place.y - y) - form.height / 2, 0);
      nearest = Math.min(nearest, across * across + up * up);
    }
    return Math.sqrt(nearest);
  }

  function drawLeader(box, ends) {
    const [width, height] = [box.right - box.left, box.top - box.bottom];
    const aside = Math.min(3, width / 2);
    let best = null, least = Infinity;
    for (const [x, y] of ends) {
      // A line from above or below meets the letters, not the ends of the box.
      const upright = x > box.left && x < box.right;
      const start = upright
        ? [clamp(x, box.left + aside, box.right - aside), clamp(y, box.bottom, box.top)]
        : [clamp(x, box.left, box.right), clamp(y, box.bottom + 0.3 * height, box.top - 0.3 * height)];
      const way = Math.hypot(start[0] - x, start[1] - y);
      if (way < least) [best, least] = [[start, [x, y]], way];
    }
    return best;
  }

  /* How far a line runs over other areas than its own. */
  function measureAcross([[x, y], [toX, toY]], i, { frame, rows, columns, owner }) {
    const length = Math.hypot(toX - x, toY - y);
    const count = Math.max(2, Math.floor((length / CELL) * 2));
    const cellOf = (value, start, most) => clamp(Math.trunc((value - start) / CELL), 0, most - 1);
    let others = 0;
    for (let k = 0; k < count; k++) {
      const part = k / (count - 1);
      const row = cellOf(y + part * (toY - y), frame.bottom, rows);
      const there = owner[row * columns + cellOf(x + part * (toX - x), frame.left, columns)];
      if (there > 0 && there !== i + 1) others += 1;
    }
    return (length * others) / count;
  }

  function isClear(leader, box, board) {
    return !board.texts.some((text) => meets(leader, text))
      && !board.leaders.some((other) => crosses(leader, other) || meets(other, box));
  }

  /* Whether it is plain without a line which area is meant. */
  function isPlain(box, [start, end], { board, i }) {
    if (Math.hypot(end[0] - start[0], end[1] - start[1]) > SHORT + 2 * CELL) return false;
    const [bottom, top, left, right] = clip(board, grow(box, SHORT + CELL));
    for (let row = bottom; row < top; row++) {
      for (let column = left; column < right; column++) {
        const owner = board.owner[row * board.columns + column];
        if (owner > 0 && owner !== i + 1) return false;
      }
    }
    return true;
  }

  /* Whether a segment comes into a box (Liang and Barsky 1984). */
  function meets([[x, y], [toX, toY]], box) {
    let first = 0, last = 1;
    for (const [step, low, high] of [
      [toX - x, box.left - x, box.right - x], [toY - y, box.bottom - y, box.top - y],
    ]) {
      if (step === 0) {
        if (low > 0 || high < 0) return false;
        continue;
      }
      first = Math.max(first, Math.min(low / step, high / step));
      last = Math.min(last, Math.max(low / step, high / step));
    }
    return first <= last;
  }

  function crosses([a, b], [c, d]) {
    const turn = (p, q, r) => (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0;
  }

  /* How far it is from an area to the open, for the order of those beside it. */
  function freeView(board, i) {
    const [x, y] = board.anchors[i];
    const column = Math.floor((x - board.frame.left) / CELL);
    const row = Math.floor((y - board.frame.bottom) / CELL);
    let nearest = Infinity;
    for (let r = 0; r < board.rows; r += 6) {
      for (let c = 0; c < board.columns; c += 6) {
        if (board.owner[r * board.columns + c] <= SEA) {
          nearest = Math.min(nearest, Math.hypot(r - row, c - column));
        }
      }
    }
    return nearest;
  }

  /* Give every area its label, as place_labels does.
   *
   * A wish is { kode, parts, forms, number, rank, numbered }: parts are rings of
   * x, y, x, y ...; number is null where an area is left out rather than numbered.
   * Of a label, `tie` is the line that leads to its area, drawn or not.
   */
  function placeLabels(wishes, frame, { taken = [], points = [], land = [] } = {}) {
    const board = makeBoard(wishes, frame, land);
    for (const box of [...taken, ...points]) take(board, box);
    board.texts.push(...taken);
    const rankOf = (i) => wishes[i].rank || 0;
    const byKode = (i, j) => (wishes[i].kode < wishes[j].kode ? -1 : 1);
    // A small area has few places, so it chooses before the large ones around it.
    const order = wishes.map((_, i) => i).sort((i, j) => board.cells[i] - board.cells[j] || byKode(i, j));
    for (const rank of [...new Set(order.map(rankOf))].sort((a, b) => a - b)) {
      const mine = order.filter((i) => rankOf(i) === rank);
      const named = mine.filter((i) => !wishes[i].numbered);
      for (const place of [standInside, (b, i) => leanOut(b, i, LITTLE)]) {
        for (const i of named) if (!board.labels.has(i)) keep(board, i, place(board, i));
      }
      const views = new Map();
      const waiting = named.filter((i) => !board.labels.has(i));
      for (const i of waiting) views.set(i, freeView(board, i));
      waiting.sort((i, j) => (views.get(i) === views.get(j) ? 0 : views.get(i) - views.get(j)) || byKode(i, j));
      for (const i of waiting) {
        keep(board, i, standBeside(board, i, wishes[i].forms) || leanOut(board, i));
      }
      for (const i of mine) if (!board.labels.has(i)) keep(board, i, putNumber(board, i));
    }
    return wishes.map((_, i) => board.labels.get(i));
  }

  window.mppgeo.labels = { place: placeLabels };
})();
