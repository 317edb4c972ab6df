// The engine: linked histograms that stay right while selections change, at the cost of the events that change sides.
//
// Every event carries one bit for each variable whose cut it fails. When a cut moves, only the events between the old and
// the new edge are looked at: the one that fails nothing else enters or leaves the histograms of all other variables, the
// one that fails one other cut only the histogram of that variable. A cut that leaps may be nearer to a place where it has
// been than to where it is, or to where nothing passes: then the sums of that place are where it begins.
// Weights are whole numbers (see pack.py), so sums are exact and come back to what they were.

/** @typedef {{from: number, to: number}} Range  fine edges, 0..n; 0 is open below and n above */
/** @typedef {{keep: number[]}} Keep  numbers of categories, 1..n */
/** @typedef {Range | Keep | null} Cut */
/** @typedef {{sum: Float64Array, sum2: Float64Array, count: Float64Array}} Sums  of k, of k*k, and events */
/** @typedef {{key: string, kind: string, n: number, codes: Uint8Array | Uint16Array}} Variable */
/** @typedef {{key: string, from: number, to: number, scale: number, sum: number, real: boolean}} Process */
/** @typedef {{pass: Uint8Array, sums: Sums | null, passed: Sums | null}} Waypoint  null: nothing but zeros */
/** @typedef {{events: number, variables: Variable[], processes: Process[], weights: Int16Array | null}} Pack */

const MOST = 16; // variables: a bit each in an event's mask, and a sum for each mask that occurs
const CHUNK = 512; // events looked at together; the lists of one chunk stay in the innermost cache
const GROUP = 4; // cells of a row that are added to without a loop; rows are filled up to a multiple
const LONG = 8; // events of equal code in a row, on average, from which on they are added up before they are entered
const DENSE = 10; // pass through all events where more than one in so many changes sides: memory is read in order then
const COUNT = 2 ** 32; // a change of a sum and of a count share a number: sum + COUNT * count, both exact
const SHARED = 2 ** 16; // events after which that number is taken apart, before 2^16 times 2^15 could reach COUNT / 2
const FAR = 64; // a move that carries one event in so many across leaves a waypoint behind
const WAYPOINTS = 6; // that are kept

/** Linked histograms of the events of a pack. */
export class Engine {
  /**
   * @param {Pack} pack  its arrays are used as they are and must not change
   * @throws {RangeError} too many variables
   */
  constructor(pack) {
    const { variables, processes, events } = pack;
    const count = variables.length;
    if (count > MOST) {
      throw new RangeError(`${count} variables, and ${MOST} are the most`);
    }
    this.pack = pack;
    /** @type {Map<string, number>} */
    this._index = new Map(variables.map(({ key }, index) => [key, index]));
    /** @type {Cut[]} */
    this._cuts = variables.map(() => null);
    this._pass = variables.map(({ n }) => passing(null, n));
    this._active = 0; // bits of the variables that have a cut
    this._weights = pack.weights ?? new Int16Array(events).fill(1);

    // All histograms one after another: a cell is a variable, a process and a code. Then a cell for each variable that is
    // missing in a full row, and one for each process and mask.
    this._offsets = new Uint32Array(count + 1);
    variables.forEach(({ n }, index) => {
      this._offsets[index + 1] = this._offsets[index] + processes.length * (n + 3);
    });
    const cells = this._offsets[count];
    this._sums = sums(cells);
    this._byMask = sums(processes.length << count);
    this._maskCell = cells + GROUP;
    this._shared = new Float64Array(this._maskCell + (processes.length << count)); // changes, see COUNT
    this._squares = new Float64Array(this._shared.length);
    this._pending = 0; // events in them

    this._masks = count > 8 ? new Uint16Array(events) : new Uint8Array(events);
    this._hand = -1; // the variable that was set last; its bits in the masks are those of `_stamped`
    this._stamped = this._pass.slice();
    /** @type {Waypoint[]} */
    this._waypoints = [];
    const runs = variables.map((variable) => runsOf(variable, processes));
    this._head = variables.map((_variable, v) => v).filter((v) => runs[v].number * LONG > events);
    this._tail = variables.map((_variable, v) => v).filter((v) => runs[v].number * LONG <= events);
    this._even = runs.map(({ even }) => even);
    const fill = Math.ceil(this._head.length / GROUP) * GROUP;
    this._tailAt = fill;
    this._stride = fill + Math.ceil(this._tail.length / GROUP) * GROUP;
    this._place = variables.map((_variable, v) =>
      this._head.includes(v) ? this._head.indexOf(v) : fill + this._tail.indexOf(v),
    );
    this._rows = rows(pack, this._offsets, this._place, this._stride);
    this._fill();
    this._orders = variables.map((variable, index) => order(variable, processes, this._sums.count, this._offsets[index]));
    this._seen = 0; // keeps a loop from being optimised away, see _touch
    this._lists = Array.from({ length: 3 }, () => new Uint32Array(CHUNK));
  }

  /**
   * Set, change or lift the cut on a variable; every histogram answers.
   * @param {string} key
   * @param {Cut} cut
   * @throws {RangeError} no such variable, or no cut
   */
  set(key, cut) {
    const v = this._variable(key);
    const { n } = this.pack.variables[v];
    const checked = check(cut, n);
    const after = passing(checked, n);
    if (v !== this._hand) {
      this._stamp();
      this._hand = v;
      this._waypoints = [];
    }
    const before = this._depart(v, after);
    this._cuts[v] = checked;
    this._pass[v] = after;
    this._active = checked ? this._active | (1 << v) : this._active & ~(1 << v);
    if (this._crossing(v, before, after) * DENSE > this.pack.events) {
      for (const sign of [1, -1]) {
        const marked = after.map((now, code) => (now - before[code] === sign ? 1 : 0));
        if (marked.includes(1)) {
          this._sweep(v, marked, sign);
        }
      }
    } else {
      this._pick(v, before, after);
    }
    this._settle(v);
  }

  /** How many events lie in codes that pass before or after, not both. */
  _crossing(v, before, after) {
    const { starts } = this._orders[v];
    const P = this.pack.processes.length;
    let events = 0;
    for (let code = 0; code < after.length; code++) {
      events += before[code] === after[code] ? 0 : starts[(code + 1) * P] - starts[code * P];
    }
    return events;
  }

  /**
   * Go to the place from which the fewest events have to cross to where `after` passes: here, or where the hand has been
   * since it took this variable, or where nothing passes and every sum is zero.
   * @returns {Uint8Array} what passes there
   */
  _depart(v, after) {
    const here = this._pass[v];
    let fewest = this._crossing(v, here, after);
    if (fewest * FAR < this.pack.events) {
      return here;
    }
    /** @type {Waypoint | null} */
    let start = null;
    for (const waypoint of [nowhere(here.length), ...this._waypoints]) {
      const crossing = this._crossing(v, waypoint.pass, after);
      if (crossing < fewest) {
        [fewest, start] = [crossing, waypoint];
      }
    }
    if (!this._waypoints.some(({ pass }) => this._crossing(v, pass, here) * FAR < this.pack.events)) {
      this._waypoints = [this._waypoint(v), ...this._waypoints].slice(0, WAYPOINTS);
    }
    if (start) {
      this._return(v, start);
    }
    return start?.pass ?? here;
  }

  /** Every sum as it is, to come back to as long as no other variable is set. @returns {Waypoint} */
  _waypoint(v) {
    const cells = this._others(v);
    const passed = each((name) => Float64Array.from(cells, (cell) => this._byMask[name][cell]));
    return { pass: this._pass[v], sums: each((name) => this._sums[name].slice()), passed };
  }

  /** @param {number} v  @param {Waypoint} waypoint */
  _return(v, { sums, passed }) {
    const [from, to] = [this._offsets[v], this._offsets[v + 1]];
    for (const name of NAMES) {
      if (sums) {
        this._sums[name].set(sums[name]);
      } else {
        this._sums[name].fill(0, 0, from).fill(0, to);
      }
    }
    const cells = this._others(v);
    for (const name of NAMES) {
      const masks = this._byMask[name];
      cells.forEach((cell, i) => {
        const now = passed ? passed[name][i] : 0;
        masks[cell + (1 << v)] += masks[cell] - now;
        masks[cell] = now;
      });
    }
  }

  /** The cells of all processes and masks that events can have which pass the cut on `v`. @returns {number[]} */
  _others(v) {
    const others = this._active & ~(1 << v);
    const cells = [];
    for (let p = 0; p < this.pack.processes.length; p++) {
      for (let mask = others; ; mask = (mask - 1) & others) {
        cells.push((p << this._cuts.length) + mask);
        if (!mask) {
          break;
        }
      }
    }
    return cells;
  }

  /** Write the bits of the variable in the hand into the masks, before another is taken. */
  _stamp() {
    const v = this._hand;
    if (v < 0 || this._stamped[v] === this._pass[v]) {
      return;
    }
    const [masks, pass, before] = [this._masks, this._pass[v], this._stamped[v]];
    const bit = 1 << v;
    if (this._crossing(v, before, pass) * DENSE > this.pack.events) {
      const { codes } = this.pack.variables[v];
      const fails = Uint16Array.from(pass, (passes) => (passes ? 0 : bit));
      for (let event = 0; event < masks.length; event++) {
        masks[event] = (masks[event] & ~bit) | fails[codes[event]];
      }
    } else {
      const { starts, events } = this._orders[v];
      const P = this.pack.processes.length;
      for (let code = 0; code < pass.length; code++) {
        if (pass[code] !== before[code]) {
          for (let i = starts[code * P]; i < starts[(code + 1) * P]; i++) {
            masks[events[i]] ^= bit;
          }
        }
      }
    }
    this._stamped[v] = pass;
  }

  /** Touch the events of the codes that pass before or after, not both. */
  _pick(v, before, after) {
    const { starts, events } = this._orders[v];
    const P = this.pack.processes.length;
    for (let code = 0; code < after.length; code++) {
      for (let p = 0; before[code] !== after[code] && p < P; p++) {
        const to = starts[code * P + p + 1];
        for (let from = starts[code * P + p]; from < to; from += CHUNK) {
          this._touch(events, from, Math.min(to, from + CHUNK), after[code] ? 1 : -1, v, p, -1);
        }
      }
    }
  }

  /** Touch the events of the codes that are marked with 1, found by passing through all. */
  _sweep(v, marked, sign) {
    const { codes } = this.pack.variables[v];
    const found = this._lists[2];
    let chunk = 0;
    this.pack.processes.forEach(({ from, to }, p) => {
      for (let start = from; start < to; start += CHUNK, chunk++) {
        const end = Math.min(to, start + CHUNK);
        let n = 0;
        if (!this._even[v][chunk]) {
          for (let event = start; event < end; event++) {
            found[n] = event;
            n += marked[codes[event]];
          }
        } else if (marked[codes[start]]) {
          for (; n < end - start; n++) {
            found[n] = start + n;
          }
        }
        this._touch(found, 0, n, sign, v, p, chunk);
      }
    });
  }

  /**
   * Enter or remove at most CHUNK events of one process where that makes a difference.
   * @param {Uint32Array} list
   * @param {number} from
   * @param {number} to
   * @param {number} sign  +1: they pass now; -1: no longer
   * @param {number} v
   * @param {number} p
   * @param {number} chunk  in which all of them lie, in order; -1: the list leaps through memory
   */
  _touch(list, from, to, sign, v, p, chunk) {
    if (from === to) {
      return;
    }
    if (this._pending + to - from > SHARED) {
      this._settle(v);
    }
    this._pending += to - from;
    const [clear, failing] = this._lists;
    const [masks, weights, rows, stride] = [this._masks, this._weights, this._rows, this._stride];
    const [shared, squares, place] = [this._shared, this._squares, this._place];
    const rest = ~(1 << v);
    // Both lists are written for each event and one is advanced: no branch that the processor would guess wrongly.
    let n = 0;
    let m = 0;
    for (let i = from; i < to; i++) {
      const event = list[i];
      const one = ((masks[event] & rest) - 1) >>> 31; // 1 where no other cut fails
      clear[n] = event;
      failing[m] = event;
      n += one;
      m += 1 - one;
    }
    const scattered = chunk < 0;
    if (scattered) {
      // A loop that only reads lets the processor fetch many rows from far memory at a time; the next finds them close.
      let seen = 0;
      for (let i = 0; i < n; i++) {
        seen ^= rows[clear[i] * stride] ^ weights[clear[i]];
      }
      this._seen = seen;
    }
    const none = this._maskCell + (p << this._cuts.length);
    const width = scattered ? stride : this._tailAt;
    let all = 0;
    let all2 = 0;
    for (let i = 0; i < n; i++) {
      const event = clear[i];
      const weight = weights[event];
      const k = sign * (weight + COUNT);
      const k2 = sign * weight * weight;
      all += k;
      all2 += k2;
      for (let at = event * stride, end = at + width; at < end; at += GROUP) {
        const a = rows[at];
        const b = rows[at + 1];
        const c = rows[at + 2];
        const d = rows[at + 3];
        shared[a] += k;
        squares[a] += k2;
        shared[b] += k;
        squares[b] += k2;
        shared[c] += k;
        squares[c] += k2;
        shared[d] += k;
        squares[d] += k2;
      }
    }
    if (!scattered && n) {
      // Events are sorted by some of the variables: in a chunk these have one code or few.
      for (let i = 0; i < this._tail.length; i++) {
        const column = this._tailAt + i;
        if (this._even[this._tail[i]][chunk]) {
          const cell = rows[clear[0] * stride + column];
          shared[cell] += all;
          squares[cell] += all2;
        } else {
          this._enter(n, column, sign);
        }
      }
    }
    shared[none] += all;
    squares[none] += all2;
    for (let i = 0; i < m; i++) {
      const event = failing[i];
      const others = masks[event] & rest;
      const weight = weights[event];
      const k = sign * (weight + COUNT);
      const k2 = sign * weight * weight;
      shared[none + others] += k;
      squares[none + others] += k2;
      if ((others & (others - 1)) === 0) {
        const cell = rows[event * stride + place[31 - Math.clz32(others)]];
        shared[cell] += k;
        squares[cell] += k2;
      }
    }
  }

  /** Enter or remove the first `n` of the clear events in one histogram, events of one code together. */
  _enter(n, column, sign) {
    const [clear, weights, rows, stride] = [this._lists[0], this._weights, this._rows, this._stride];
    const [shared, squares] = [this._shared, this._squares];
    let cell = rows[clear[0] * stride + column];
    let sum = 0;
    let sum2 = 0;
    for (let i = 0; i < n; i++) {
      const event = clear[i];
      const next = rows[event * stride + column];
      if (next !== cell) {
        shared[cell] += sign * sum;
        squares[cell] += sign * sum2;
        sum = sum2 = 0;
        cell = next;
      }
      const weight = weights[event];
      sum += weight + COUNT;
      sum2 += weight * weight;
    }
    shared[cell] += sign * sum;
    squares[cell] += sign * sum2;
  }

  /** Take the changes over, after a variable's cut or a part of it; its own histogram does not feel it. */
  _settle(v) {
    const { sum, sum2, count } = this._sums;
    const [shared, squares] = [this._shared, this._squares];
    const [from, to] = [this._offsets[v], this._offsets[v + 1]];
    for (let cell = 0; cell < sum.length; cell++) {
      if (cell === from) {
        cell = to;
        if (cell === sum.length) {
          break;
        }
      }
      const number = Math.round(shared[cell] / COUNT);
      count[cell] += number;
      sum[cell] += shared[cell] - number * COUNT;
      sum2[cell] += squares[cell];
    }
    shared.fill(0, 0, this._maskCell);
    squares.fill(0, 0, this._maskCell);
    const bit = 1 << v;
    const others = this._active & ~bit;
    for (let p = 0; p < this.pack.processes.length; p++) {
      const first = p << this._cuts.length;
      for (let mask = others; ; mask = (mask - 1) & others) {
        const cell = this._maskCell + first + mask;
        const number = Math.round(shared[cell] / COUNT);
        const change = { sum: shared[cell] - number * COUNT, sum2: squares[cell], count: number };
        for (const name of NAMES) {
          this._byMask[name][first + mask] += change[name];
          this._byMask[name][first + mask + bit] -= change[name];
        }
        shared[cell] = squares[cell] = 0;
        if (!mask) {
          break;
        }
      }
    }
    this._pending = 0;
  }

  /**
   * What is set on a variable; null where nothing is cut away.
   * @param {string} key
   * @returns {Cut}
   */
  cut(key) {
    return this._cuts[this._variable(key)];
  }

  /**
   * Events that pass every cut but the one on this variable.
   * @param {string} key
   * @returns {Sums} P*(n+3) numbers each, at p*(n+3)+code; they follow later cuts by themselves
   */
  fine(key) {
    const v = this._variable(key);
    return view(this._sums, this._offsets[v], this._offsets[v + 1]);
  }

  /**
   * Events that pass all cuts.
   * @returns {Sums} P numbers each
   */
  totals() {
    const count = this._cuts.length;
    return each((name) => Float64Array.from(this.pack.processes, (_process, p) => this._byMask[name][p << count]));
  }

  /**
   * Totals as the cuts are made one after another.
   * @param {string[]} keys
   * @returns {Sums[]} step 0 without any cut, step i with those on the first i keys
   */
  flow(keys) {
    const count = this._cuts.length;
    const bits = keys.map((key) => 1 << this._variable(key));
    return [0, ...bits].map((_bit, step) => {
      const cuts = bits.slice(0, step).reduce((all, bit) => all | bit, 0);
      const left = sums(this.pack.processes.length);
      for (let mask = this._active; ; mask = (mask - 1) & this._active) {
        if (!(mask & cuts)) {
          for (let p = 0; p < this.pack.processes.length; p++) {
            left.sum[p] += this._byMask.sum[(p << count) + mask];
            left.sum2[p] += this._byMask.sum2[(p << count) + mask];
            left.count[p] += this._byMask.count[(p << count) + mask];
          }
        }
        if (!mask) {
          return left;
        }
      }
    });
  }

  /**
   * All of it from scratch, from the codes and the cuts alone; the engine's own numbers stay as they are.
   * @returns {{fine: Record<string, Sums>, totals: Sums}}
   */
  recompute() {
    const { variables, processes, weights } = this.pack;
    const all = sums(this._offsets[variables.length]);
    const totals = sums(processes.length);
    processes.forEach(({ from, to }, p) => {
      for (let event = from; event < to; event++) {
        const k = weights ? weights[event] : 1;
        let mask = 0;
        variables.forEach(({ codes }, v) => {
          mask |= this._pass[v][codes[event]] ? 0 : 1 << v;
        });
        if (!mask) {
          add(totals, p, k);
        }
        variables.forEach(({ codes, n }, v) => {
          if (!(mask & ~(1 << v))) {
            add(all, this._offsets[v] + p * (n + 3) + codes[event], k);
          }
        });
      }
    });
    const fine = variables.map(({ key }, v) => [key, view(all, this._offsets[v], this._offsets[v + 1])]);
    return { fine: Object.fromEntries(fine), totals };
  }

  /** Every histogram without any cut: what a new engine begins with. */
  _fill() {
    const { variables, processes, weights } = this.pack;
    const { sum, sum2, count } = this._sums;
    processes.forEach(({ from, to }, p) => {
      variables.forEach(({ codes, n }, v) => {
        const base = this._offsets[v] + p * (n + 3);
        for (let event = from; event < to; event++) {
          const cell = base + codes[event];
          const k = weights ? weights[event] : 1;
          sum[cell] += k;
          sum2[cell] += k * k;
          count[cell] += 1;
        }
      });
      const all = p << variables.length;
      for (let event = from; event < to; event++) {
        add(this._byMask, all, weights ? weights[event] : 1);
      }
    });
  }

  _variable(key) {
    const index = this._index.get(key);
    if (index === undefined) {
      throw new RangeError(`no variable ${key}`);
    }
    return index;
  }
}

const NAMES = /** @type {const} */ (["sum", "sum2", "count"]);

/** @param {(name: "sum" | "sum2" | "count") => Float64Array} make  @returns {Sums} */
const each = (make) => ({ sum: make("sum"), sum2: make("sum2"), count: make("count") });

/** @param {number} length  @returns {Sums} zeros */
const sums = (length) => each(() => new Float64Array(length));

/** @param {Sums} of  @param {number} from  @param {number} to  @returns {Sums} the same memory */
const view = (of, from, to) => each((name) => of[name].subarray(from, to));

/** @param {number} codes  @returns {Waypoint} where no code passes */
const nowhere = (codes) => ({ pass: new Uint8Array(codes), sums: null, passed: null });

/** @param {Sums} to  @param {number} cell  @param {number} k */
function add(to, cell, k) {
  to.sum[cell] += k;
  to.sum2[cell] += k * k;
  to.count[cell] += 1;
}

/**
 * The same cut with edges inside of 0..n; null where it cuts nothing.
 * @param {Cut} cut
 * @param {number} n
 * @returns {Cut}
 * @throws {RangeError} for what is no cut
 */
function check(cut, n) {
  if (cut === null || cut === undefined) {
    return null;
  }
  if ("keep" in cut) {
    if (!cut.keep.every((code) => Number.isInteger(code) && code >= 1 && code <= n)) {
      throw new RangeError(`categories are whole numbers from 1 to ${n}, not ${cut.keep}`);
    }
    return { keep: [...new Set(cut.keep)].sort((a, b) => a - b) };
  }
  if (!Number.isFinite(cut.from) || !Number.isFinite(cut.to)) {
    throw new RangeError(`edges are numbers from 0 to ${n}, not ${cut.from} and ${cut.to}`);
  }
  const [from, to] = [cut.from, cut.to].map((edge) => Math.min(n, Math.max(0, Math.round(edge))));
  return from === 0 && to === n ? null : { from, to };
}

/** @param {Cut} cut  @param {number} n  @returns {Uint8Array} for each code whether it passes */
function passing(cut, n) {
  const pass = new Uint8Array(n + 3);
  if (cut === null) {
    return pass.fill(1);
  }
  if ("keep" in cut) {
    for (const code of cut.keep) {
      pass[code] = 1;
    }
  } else if (cut.from < cut.to) {
    pass.fill(1, cut.from === 0 ? 0 : cut.from + 1, cut.to === n ? n + 2 : cut.to + 1);
  }
  return pass;
}

/**
 * The cells of each event, of all variables side by side: whoever needs one needs all, and they come together.
 * @param {Pack} pack
 * @param {Uint32Array} offsets  the first cell of each variable
 * @param {number[]} place  of each variable in a row; what is left is filled with cells that nobody reads
 * @param {number} stride
 */
function rows({ variables, processes, events }, offsets, place, stride) {
  const cells = offsets[variables.length];
  const table = cells + GROUP > 65536 ? new Uint32Array(events * stride) : new Uint16Array(events * stride);
  for (let spare = 0; spare < stride; spare++) {
    for (let at = spare; !place.includes(spare) && at < table.length; at += stride) {
      table[at] = cells + (spare % GROUP);
    }
  }
  variables.forEach(({ codes, n }, v) => {
    processes.forEach(({ from, to }, p) => {
      const base = offsets[v] + p * (n + 3);
      for (let event = from, at = from * stride + place[v]; event < to; event++, at += stride) {
        table[at] = base + codes[event];
      }
    });
  });
  return table;
}

/**
 * How a variable's codes follow each other.
 * @param {Variable} variable
 * @param {Process[]} processes
 * @returns {{number: number, even: Uint8Array}} runs of equal codes; for each chunk 1 where it is but one run
 */
function runsOf({ codes }, processes) {
  const chunks = processes.reduce((sum, { from, to }) => sum + Math.ceil((to - from) / CHUNK), 0);
  const even = new Uint8Array(chunks);
  let number = 0;
  let chunk = 0;
  for (const { from, to } of processes) {
    for (let start = from; start < to; start += CHUNK, chunk++) {
      const end = Math.min(to, start + CHUNK);
      let changes = 0;
      for (let event = start + 1; event < end; event++) {
        changes += codes[event] === codes[event - 1] ? 0 : 1;
      }
      even[chunk] = changes ? 0 : 1;
      number += changes + 1;
    }
  }
  return { number, even };
}

/**
 * All events in the order of one variable's codes, those of one code by process.
 * @param {Variable} variable
 * @param {Process[]} processes
 * @param {Float64Array} counts  events at p*(n+3)+code, from `offset`
 * @param {number} offset
 * @returns {{starts: Uint32Array, events: Uint32Array}} starts at code*P+p
 */
function order({ n, codes }, processes, counts, offset) {
  const P = processes.length;
  const starts = new Uint32Array((n + 3) * P + 1);
  for (let code = 0; code < n + 3; code++) {
    for (let p = 0; p < P; p++) {
      starts[code * P + p + 1] = starts[code * P + p] + counts[offset + p * (n + 3) + code];
    }
  }
  const next = starts.slice();
  const events = new Uint32Array(codes.length);
  processes.forEach(({ from, to }, p) => {
    for (let event = from; event < to; event++) {
      events[next[codes[event] * P + p]++] = event;
    }
  });
  return { starts, events };
}
