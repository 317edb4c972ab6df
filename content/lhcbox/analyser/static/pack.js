// Reads the columns that pack.py writes.

const MAGIC = "LHCBOXA1";

/** @typedef {import("./engine.js").Pack} Pack */

/** An error whose `reason` says what is wrong with the bytes: "no-gzip", "damaged" or "format". */
class Unreadable extends Error {
  constructor(reason, message) {
    super(message);
    this.name = "Unreadable";
    this.reason = reason;
  }
}

/**
 * @param {ArrayBuffer | Uint8Array} bytes  what pack.py wrote
 * @returns {Promise<Pack>}
 * @throws {Unreadable}
 */
export async function unpack(bytes) {
  const given = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  if (given[0] !== 0x1f || given[1] !== 0x8b) {
    throw new Unreadable("no-gzip", "These are not the columns of an analyser: no gzip.");
  }
  const plain = await inflate(given);
  if (plain.length < 12 || String.fromCharCode(...plain.subarray(0, 8)) !== MAGIC) {
    throw new Unreadable("format", "These are not the columns of an analyser, or of another version of it.");
  }
  const length = new DataView(plain.buffer).getUint32(8, true);
  const header = parse(plain.subarray(12, 12 + length));
  const columns = { plain, at: Math.ceil((12 + length) / 8) * 8, events: header.events };
  const variables = header.variables.map(({ key, kind, n, bytes: width }) => {
    const codes = width === 1 ? take(columns, header.events) : wide(columns, header.events);
    if (codes.some((code) => code > n + 2)) {
      throw new Unreadable("damaged", `Codes of ${key} lie outside of its bins.`);
    }
    return { key, kind, n, codes };
  });
  const weights = read(columns, header);
  if (columns.at !== plain.length) {
    throw new Unreadable("damaged", "There is more in the columns than their header says.");
  }
  const processes = header.processes.map(({ key, from, to, scale, sum, real }) => ({ key, from, to, scale, sum, real }));
  return { events: header.events, variables, processes, weights };
}

/** gunzip; what goes wrong there is damage: gzip carries a checksum and its length */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Unreadable("damaged", "The columns are damaged or cut off.");
  }
}

function parse(bytes) {
  let header;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Unreadable("damaged", "The header of the columns cannot be read.");
  }
  if (header?.format !== 1) {
    throw new Unreadable("format", `The columns are of format ${header?.format}, and 1 is read here.`);
  }
  const { events, variables, processes } = header;
  if (!whole(events) || !listed(variables, isVariable) || !listed(processes, isProcess)) {
    throw new Unreadable("damaged", "The header of the columns lacks something or holds something else.");
  }
  const ends = [0, ...processes.map(({ to }) => to)];
  const joined = processes.every(({ from, to }, p) => from === ends[p] && from <= to);
  if (!joined || ends.at(-1) !== events) {
    throw new Unreadable("damaged", "The header of the columns contradicts itself.");
  }
  return header;
}

const whole = (value) => Number.isSafeInteger(value) && value >= 0;
const isVariable = ({ kind, n, bytes: width }) =>
  (kind === "range" || kind === "category") && whole(n) && n > 0 && (width === 1 || width === 2);
const isProcess = ({ from, to, scale, sum }) =>
  whole(from) && whole(to) && Number.isFinite(scale) && Number.isFinite(sum);

/** Whether a list holds records that pass, and no two of one key. */
function listed(list, passes) {
  return (
    Array.isArray(list) &&
    list.every((one) => typeof one?.key === "string" && passes(one)) &&
    new Set(list.map(({ key }) => key)).size === list.length
  );
}

/** the next bytes, without a copy */
function take(columns, length) {
  const part = columns.plain.subarray(columns.at, columns.at + length);
  if (part.length < length) {
    throw new Unreadable("damaged", "The columns are shorter than their header says.");
  }
  columns.at += length;
  return part;
}

/** all low bytes, then all high bytes: each compresses better than their mixture */
function wide(columns, length) {
  const low = take(columns, length);
  const high = take(columns, length);
  return Uint16Array.from(low, (byte, i) => byte | (high[i] << 8));
}

/** whole-number weights of all events; null where all are 1 */
function read(columns, { events, processes }) {
  const weighted = processes.filter(({ weights }) => weights);
  if (!weighted.length) {
    return null;
  }
  const column = wide(columns, weighted.reduce((sum, { from, to }) => sum + to - from, 0));
  const signed = new Int16Array(column.buffer);
  const all = new Int16Array(events).fill(1);
  let at = 0;
  for (const { from, to } of weighted) {
    all.set(signed.subarray(at, at + to - from), from);
    at += to - from;
  }
  return all;
}
