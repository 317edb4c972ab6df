// @ts-check
// Hands on a histogram: drags, touches and keys become cuts. Knows nothing of drawing.

const START = 3; // pixels that a pointer must go before a press is a drag
const DOUBLE_MS = 350;
const DOUBLE_PX = 24;

/**
 * @typedef {null | {from: number, to: number} | {keep: number[]}} Cut
 * @typedef {object} Ground what the brush asks of its chart
 * @property {number} n fine steps or categories
 * @property {number} group fine steps of a drawn bin
 * @property {boolean} category
 * @property {HTMLElement} surface over the bins
 * @property {HTMLElement[]} handles of the lower and the upper edge; empty for categories
 * @property {() => Cut} cut what is set now
 * @property {(cut: Cut, final: boolean) => void} change
 */

export class Brush {
  /** @param {Ground} ground */
  constructor(ground) {
    this.ground = ground;
    this.leaving = new AbortController();
    /** @type {null | {id: number, mode: string, x: number, left: number, width: number, cut: Cut, moved: boolean}} */
    this.drag = null;
    this.tap = { time: -Infinity, x: 0 };
    this.typed = false; // a key has changed the cut and is still down
    const options = { signal: this.leaving.signal };
    const places = [ground.surface, ...ground.handles];
    for (const [index, place] of places.entries()) {
      const mode = ["", "from", "to"][index];
      place.addEventListener("pointerdown", (event) => this.press(event, place, mode), options);
      place.addEventListener("pointermove", (event) => this.move(event), options);
      place.addEventListener("pointerup", (event) => this.release(event), options);
      place.addEventListener("pointercancel", (event) => this.cancel(event.pointerId), options);
      place.addEventListener("lostpointercapture", (event) => this.cancel(event.pointerId), options);
    }
    for (const [index, handle] of ground.handles.entries()) {
      handle.addEventListener("keydown", (event) => this.key(event, index === 0), options);
      handle.addEventListener("keyup", () => this.settle(), options);
      handle.addEventListener("blur", () => this.settle(), options);
    }
  }

  destroy() {
    this.leaving.abort();
  }

  /** The edges of the cut that is set, the whole axis where none is. @returns {{from: number, to: number}} */
  edges() {
    const cut = this.ground.cut();
    return cut && "from" in cut ? cut : { from: 0, to: this.ground.n };
  }

  /** Tell a window; the whole axis is no cut. @param {number} from @param {number} to @param {boolean} final */
  tell(from, to, final) {
    this.ground.change(from <= 0 && to >= this.ground.n ? null : { from, to }, final);
  }

  /** @param {PointerEvent} event @param {HTMLElement} place @param {string} mode */
  press(event, place, mode) {
    if (this.drag || (event.pointerType === "mouse" && event.button !== 0)) return;
    place.setPointerCapture(event.pointerId);
    const { left, width } = this.ground.surface.getBoundingClientRect();
    const drag = { id: event.pointerId, mode, x: event.clientX, left, width, cut: this.ground.cut(), moved: false };
    if (!mode) {
      const at = ((event.clientX - left) / width) * this.ground.n;
      const { from, to } = this.edges();
      drag.mode = !this.ground.category && drag.cut && at > from && at < to ? "window" : "new";
    }
    this.drag = drag;
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { drag } = this;
    if (!drag || event.pointerId !== drag.id) return;
    if (!drag.moved && Math.abs(event.clientX - drag.x) < START) return;
    drag.moved = true;
    this.pull(event.clientX, false);
  }

  /** Where the drag stands makes the cut. @param {number} x @param {boolean} final */
  pull(x, final) {
    const { drag } = this;
    if (!drag) return;
    const { n, category } = this.ground;
    const perPixel = n / drag.width;
    const start = drag.cut && "from" in drag.cut ? drag.cut : { from: 0, to: n };
    const by = Math.round((x - drag.x) * perPixel);
    if (category) {
      const first = clamp(Math.floor((drag.x - drag.left) * perPixel), 0, n - 1);
      const last = clamp(Math.floor((x - drag.left) * perPixel), 0, n - 1);
      const low = Math.min(first, last);
      const keep = Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => low + i + 1);
      this.ground.change(keep.length === n ? null : { keep }, final);
    } else if (drag.mode === "from") this.tell(clamp(start.from + by, 0, start.to - 1), start.to, final);
    else if (drag.mode === "to") this.tell(start.from, clamp(start.to + by, start.from + 1, n), final);
    else if (drag.mode === "window") {
      const moved = clamp(by, -start.from, n - start.to);
      this.tell(start.from + moved, start.to + moved, final);
    } else {
      const anchor = clamp(Math.round((drag.x - drag.left) * perPixel), 0, n);
      const end = clamp(Math.round((x - drag.left) * perPixel), 0, n);
      const from = Math.min(anchor, end, n - 1);
      this.tell(from, Math.max(anchor, end, from + 1), final);
    }
  }

  /** @param {PointerEvent} event */
  release(event) {
    const { drag } = this;
    if (!drag || event.pointerId !== drag.id) return;
    if (drag.moved) this.pull(event.clientX, true);
    this.drag = null;
    if (drag.moved) return;
    const double = event.timeStamp - this.tap.time < DOUBLE_MS && Math.abs(event.clientX - this.tap.x) < DOUBLE_PX;
    this.tap = { time: double ? -Infinity : event.timeStamp, x: event.clientX };
    if (double) this.ground.change(null, true);
    else if (this.ground.category) {
      this.toggle(1 + clamp(Math.floor(((event.clientX - drag.left) / drag.width) * this.ground.n), 0, this.ground.n - 1));
    }
  }

  /** The page scrolls instead, or Escape was pressed: as it was before. @param {number} [id] of the pointer */
  cancel(id) {
    const { drag } = this;
    if (!drag || (id !== undefined && id !== drag.id)) return false;
    this.drag = null;
    if (drag.moved) this.ground.change(drag.cut, true);
    return true;
  }

  /** One category more or less; none and all of them are no cut. @param {number} category 1 to n */
  toggle(category) {
    const cut = this.ground.cut();
    const kept = cut && "keep" in cut ? cut.keep : [];
    const keep = kept.includes(category) ? kept.filter((each) => each !== category) : [...kept, category].sort((a, b) => a - b);
    this.ground.change(keep.length === 0 || keep.length === this.ground.n ? null : { keep }, true);
  }

  /** @param {KeyboardEvent} event @param {boolean} lower */
  key(event, lower) {
    const { n, group } = this.ground;
    const { from, to } = this.edges();
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: group, PageDown: -group }[event.key];
    const by = steps ?? { Home: -n, End: n }[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.typed = true;
    if (event.shiftKey) {
      const moved = clamp(by, -from, n - to);
      this.tell(from + moved, to + moved, false);
    } else if (lower) this.tell(clamp(from + by, 0, to - 1), to, false);
    else this.tell(from, clamp(to + by, from + 1, n), false);
  }

  /** The key is up: what it did is one change. */
  settle() {
    if (!this.typed) return;
    this.typed = false;
    this.ground.change(this.ground.cut(), true);
  }
}

/** @param {number} value @param {number} low @param {number} high */
function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}
