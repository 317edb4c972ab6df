// @ts-check
// From the engine's fine sums to the bins that are drawn: values, variances, the stack, the table.

/** @param {number} value */
const finite = (value) => (Number.isFinite(value) ? value : 0);

export class Bins {
  /**
   * @param {object} variable as in the page's JSON
   * @param {object[]} processes as in the page's JSON, the lowest of the stack first; `index`, where given, is the
   *   process's place in the engine's arrays, otherwise its place in this list is
   */
  constructor(variable, processes) {
    this.variable = variable;
    this.processes = processes;
    this.category = variable.kind === "category";
    this.n = variable.n;
    this.group = this.category ? 1 : variable.group || 1;
    this.bins = Math.max(1, Math.floor(this.n / this.group));
    this.low = this.category ? 0 : variable.low;
    this.high = this.category ? this.n : variable.high;
    this.step = (this.high - this.low) / this.n; // of the fine grid
    this.width = (this.high - this.low) / this.bins;
    const P = processes.length;
    const B = this.bins;
    this.values = new Float64Array(P * B); // events, by process and bin
    this.variances = new Float64Array(P * B);
    this.levels = new Float64Array(P * B); // where a process ends in the stack; see `pile`
    this.total = new Float64Array(B);
    this.error = new Float64Array(B); // of the total: statistical, and `f` of the background where asked
    this.background = new Float64Array(B);
    this.data = new Float64Array(B);
    this.visible = new Uint8Array(P);
    this.counted = false; // there are data, and they are shown
    this.expecting = false; // there is simulation, and it is shown
    this.fine = null;
    this.scales = null;
  }

  /** @param {number} p place in `processes` */
  row(p) {
    return this.processes[p].index ?? p;
  }

  /**
   * Take what the engine has now. Makes no object.
   * @param {{sum: Float64Array, sum2: Float64Array, count: Float64Array}} fine units of k, index p * (n + 3) + code
   * @param {Float64Array} scales what k counts in, by process
   * @param {Set<string>} hidden keys of processes left out
   * @param {number} f relative uncertainty of the background, 0 for none
   * @returns {boolean} whether anything is other than before
   */
  fill(fine, scales, hidden, f) {
    const { bins, group, processes, values, variances, visible } = this;
    const stride = this.n + 3;
    let changed = this.fine === null || f !== this.f;
    this.fine = fine;
    this.scales = scales;
    this.f = f;
    this.counted = this.expecting = false;
    for (let p = 0; p < processes.length; p++) {
      const row = this.row(p);
      const there = row >= 0 && (row + 1) * stride <= fine.sum.length;
      const shown = there && !hidden.has(processes[p].key) ? 1 : 0;
      if (shown !== visible[p]) changed = true;
      visible[p] = shown;
      if (shown && processes[p].kind === "data") this.counted = true;
      if (shown && processes[p].kind !== "data") this.expecting = true;
      const scale = scales[row];
      for (let bin = 0; bin < bins; bin++) {
        let sum = 0;
        let sum2 = 0;
        if (shown) {
          const start = row * stride + 1 + bin * group;
          for (let i = start; i < start + group; i++) {
            sum += fine.sum[i];
            sum2 += fine.sum2[i];
          }
        }
        const at = p * bins + bin;
        const value = shown ? finite(sum * scale) : 0;
        const variance = shown ? finite(sum2 * scale * scale) : 0;
        if (value !== values[at] || variance !== variances[at]) {
          changed = true;
          values[at] = value;
          variances[at] = variance;
        }
      }
    }
    if (changed) this.pile();
    return changed;
  }

  /**
   * Totals, and the levels of the stack. Negative weights can make a process negative in a bin. The top of the stack is the
   * true total all the same: what lies below is cut to the lowest level that is still to come, so that no area is
   * drawn that a later process takes away again. Where the total is negative, the same hangs down from zero.
   */
  pile() {
    const { bins, processes, values, variances, levels, total, error, background, data, visible } = this;
    const P = processes.length;
    for (let bin = 0; bin < bins; bin++) {
      let sum = 0;
      let variance = 0;
      let behind = 0;
      let counted = 0;
      for (let p = 0; p < P; p++) {
        const at = p * bins + bin;
        if (processes[p].kind === "data") {
          counted += values[at];
        } else if (visible[p]) {
          sum += values[at];
          variance += variances[at];
          if (processes[p].kind === "background") behind += values[at];
        }
        levels[at] = sum;
      }
      total[bin] = sum;
      background[bin] = behind;
      error[bin] = Math.sqrt(variance + (this.f * behind) ** 2);
      data[bin] = counted;
      const up = sum >= 0;
      let limit = sum;
      for (let p = P - 1; p >= 0; p--) {
        const at = p * bins + bin;
        limit = up ? Math.min(limit, levels[at]) : Math.max(limit, levels[at]);
        levels[at] = up ? Math.max(0, limit) : Math.min(0, limit);
      }
    }
  }

  /** Value at a fine edge. @param {number} edge 0 to n */
  at(edge) {
    return this.low + edge * this.step;
  }

  /**
   * Expected events and data inside of a cut, underflow and overflow with it where it is open.
   * @param {null | {from: number, to: number} | {keep: number[]}} cut
   */
  inside(cut) {
    const stride = this.n + 3;
    let expected = 0;
    let variance = 0;
    let data = 0;
    for (let p = 0; p < this.processes.length; p++) {
      if (!this.visible[p]) continue;
      const row = this.row(p);
      const scale = this.scales[row];
      let sum = 0;
      let sum2 = 0;
      for (let code = 0; code < stride; code++) {
        if (!passes(cut, code, this.n)) continue;
        sum += this.fine.sum[row * stride + code];
        sum2 += this.fine.sum2[row * stride + code];
      }
      if (this.processes[p].kind === "data") data += finite(sum * scale);
      else {
        expected += finite(sum * scale);
        variance += finite(sum2 * scale * scale);
      }
    }
    return { expected, error: Math.sqrt(variance), data };
  }

  /** Mean of the expected events on the axis, null where their sum is not positive. */
  mean() {
    const stride = this.n + 3;
    let sum = 0;
    let moment = 0;
    for (let p = 0; p < this.processes.length; p++) {
      if (!this.visible[p] || (this.processes[p].kind === "data" && this.expecting)) continue;
      const row = this.row(p);
      for (let code = 1; code <= this.n; code++) {
        const weight = finite(this.fine.sum[row * stride + code] * this.scales[row]);
        sum += weight;
        moment += weight * this.at(code - 0.5);
      }
    }
    return sum > 0 ? moment / sum : null;
  }

  /** The drawn bins, numbers as they are: for a table or a file. */
  rows() {
    return Array.from({ length: this.bins }, (_, bin) => {
      /** @type {Record<string, number>} */
      const expected = {};
      this.processes.forEach((process, p) => {
        if (process.kind !== "data" && this.visible[p]) expected[process.key] = this.values[p * this.bins + bin];
      });
      const row = {
        from: this.category ? bin + 1 : this.low + bin * this.width,
        to: this.category ? bin + 1 : this.low + (bin + 1) * this.width,
        expected,
        total: this.total[bin],
        error: this.error[bin],
        data: this.counted ? this.data[bin] : null,
      };
      return this.category ? { ...row, title: this.variable.categories[bin]?.title ?? String(bin + 1) } : row;
    });
  }
}

/**
 * Whether events of a code pass.
 * @param {null | {from: number, to: number} | {keep: number[]}} cut
 * @param {number} code 0 to n + 2
 * @param {number} n
 */
export function passes(cut, code, n) {
  if (!cut) return true;
  if ("keep" in cut) return code >= 1 && code <= n && cut.keep.includes(code);
  if (cut.from === 0 && cut.to === n) return true;
  if (code > n + 1 || cut.from >= cut.to) return false;
  return (cut.from === 0 || code > cut.from) && (cut.to === n || code <= cut.to);
}
