// @ts-check
/**
 * QR codes (ISO/IEC 18004): bytes, error correction L, versions 1 to 20. Larger ones are too fine for a telephone that
 * looks at a projector's picture.
 */

const LARGEST = 20;
// Both by version: bytes for correction in each block, and blocks
const CORRECTION = [0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28];
const BLOCKS = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8];

/**
 * The modules of the smallest QR code that holds `text`; true is dark. Null where none is large enough.
 * @param {string} text
 * @returns {boolean[][] | null}
 */
export function qrCode(text) {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= LARGEST; version++) {
    const room = Math.floor(rawModules(version) / 8) - CORRECTION[version] * BLOCKS[version];
    const lengthBits = version < 10 ? 8 : 16;
    if (4 + lengthBits + 8 * bytes.length <= 8 * room) {
      return best(version, interleaved(version, message(bytes, lengthBits, room)));
    }
  }
  return null;
}

/** Modules left for data and correction beside the fixed patterns. */
function rawModules(version) {
  const side = 17 + 4 * version;
  const marks = version === 1 ? 0 : Math.floor(version / 7) + 2;
  // three finders with their margins, format, timing, alignment marks (those on the timing lines share some), version
  const finders = 3 * 64;
  const format = 31;
  const timing = 2 * (side - 16);
  const alignment = marks ? 25 * (marks * marks - 3) - 10 * (marks - 2) : 0;
  return side * side - finders - format - timing - alignment - (version >= 7 ? 36 : 0);
}

/** The bytes with their header, filled up to `room` bytes. */
function message(bytes, lengthBits, room) {
  const bits = [];
  const put = (value, count) => {
    for (let bit = count - 1; bit >= 0; bit--) {
      bits.push((value >> bit) & 1);
    }
  };
  put(0b0100, 4);
  put(bytes.length, lengthBits);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, 8 * room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let filler = 0xec; bits.length < 8 * room; filler ^= 0xec ^ 0x11) {
    put(filler, 8);
  }
  return Array.from({ length: room }, (_, index) => parseInt(bits.slice(8 * index, 8 * index + 8).join(""), 2));
}

/** Product in the field of 256 elements with x^8 = x^4 + x^3 + x^2 + 1. */
function times(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ (product >> 7 ? 0x11d : 0);
    product ^= (b >> bit) & 1 ? a : 0;
  }
  return product;
}

/** Coefficients of (x - 1)(x - 2)(x - 4) … without the leading one. */
function generator(degree) {
  let coefficients = [1];
  for (let index = 0, root = 1; index < degree; index++, root = times(root, 2)) {
    const shifted = [...coefficients, 0];
    coefficients.forEach((value, at) => {
      shifted[at + 1] ^= times(value, root);
    });
    coefficients = shifted;
  }
  return coefficients.slice(1);
}

function remainder(data, divisor) {
  const rest = new Array(divisor.length).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((value, index) => {
      rest[index] ^= times(value, factor);
    });
  }
  return rest;
}

/** Data and correction bytes in the order in which they are drawn. */
function interleaved(version, data) {
  const count = BLOCKS[version];
  const divisor = generator(CORRECTION[version]);
  const short = Math.floor(data.length / count);
  const longer = data.length % count; // so many blocks, the last ones, have a byte more
  const blocks = [];
  for (let index = 0, at = 0; index < count; index++) {
    const length = short + (index >= count - longer ? 1 : 0);
    blocks.push(data.slice(at, at + length));
    at += length;
  }
  const columns = (lists) =>
    Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, index) =>
      lists.filter((list) => index < list.length).map((list) => list[index]),
    ).flat();
  return [...columns(blocks), ...columns(blocks.map((block) => remainder(block, divisor)))];
}

/** The code under the mask that is easiest to read. */
function best(version, bytes) {
  const codes = Array.from({ length: 8 }, (_, mask) => drawn(version, bytes, mask));
  const badness = codes.map(penalty);
  return codes[badness.indexOf(Math.min(...badness))];
}

const MASKS = [
  (x, y) => (x + y) % 2,
  (_x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

function drawn(version, bytes, mask) {
  const side = 17 + 4 * version;
  const dark = Array.from({ length: side }, () => new Array(side).fill(false));
  const fixed = Array.from({ length: side }, () => new Array(side).fill(false));
  const set = (x, y, on) => {
    if (x >= 0 && y >= 0 && x < side && y < side) {
      dark[y][x] = Boolean(on);
      fixed[y][x] = true;
    }
  };
  for (let index = 0; index < side; index++) {
    set(6, index, index % 2 === 0);
    set(index, 6, index % 2 === 0);
  }
  for (const [cx, cy] of [
    [3, 3],
    [side - 4, 3],
    [3, side - 4],
  ]) {
    square(4, (dx, dy, ring) => set(cx + dx, cy + dy, ring !== 2 && ring !== 4));
  }
  const centres = alignmentCentres(version, side);
  const last = centres.length - 1;
  centres.forEach((x, i) =>
    centres.forEach((y, j) => {
      if (!((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0))) {
        square(2, (dx, dy, ring) => set(x + dx, y + dy, ring !== 1));
      }
    }),
  );
  format(side, mask, set);
  if (version >= 7) {
    const bits = (version << 12) | remainderOfBits(version, 12, 0x1f25);
    for (let index = 0; index < 18; index++) {
      const [far, near] = [side - 11 + (index % 3), Math.floor(index / 3)];
      set(far, near, (bits >> index) & 1);
      set(near, far, (bits >> index) & 1);
    }
  }
  let at = 0;
  for (let right = side - 1; right >= 1; right -= 2) {
    right = right === 6 ? 5 : right; // the timing line's column holds no data
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < side; step++) {
      for (const x of [right, right - 1]) {
        const y = upward ? side - 1 - step : step;
        if (!fixed[y][x]) {
          const bit = at < 8 * bytes.length ? (bytes[at >> 3] >> (7 - (at & 7))) & 1 : 0;
          dark[y][x] = Boolean(bit ^ (MASKS[mask](x, y) === 0 ? 1 : 0));
          at += 1;
        }
      }
    }
  }
  return dark;
}

function square(reach, each) {
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      each(dx, dy, Math.max(Math.abs(dx), Math.abs(dy)));
    }
  }
}

function alignmentCentres(version, side) {
  if (version === 1) {
    return [];
  }
  const count = Math.floor(version / 7) + 2;
  const step = 2 * Math.ceil((side - 13) / (2 * count - 2));
  return [6, ...Array.from({ length: count - 1 }, (_, index) => side - 7 - step * (count - 2 - index))];
}

function remainderOfBits(value, count, divisor) {
  let rest = value;
  for (let index = 0; index < count; index++) {
    rest = (rest << 1) ^ ((rest >> (count - 1)) & 1 ? divisor : 0);
  }
  return rest & ((1 << count) - 1);
}

/** Error correction level L is 01; both copies of the format and the module that is always dark. */
function format(side, mask, set) {
  const data = (0b01 << 3) | mask;
  const bits = ((data << 10) | remainderOfBits(data, 10, 0x537)) ^ 0x5412;
  const bit = (index) => (bits >> index) & 1;
  for (let index = 0; index < 15; index++) {
    const along = index < 6 ? index : index < 8 ? index + 1 : null;
    if (along !== null) {
      set(8, along, bit(index));
    } else if (index === 8) {
      set(7, 8, bit(index));
    } else {
      set(14 - index, 8, bit(index));
    }
    if (index < 8) {
      set(side - 1 - index, 8, bit(index));
    } else {
      set(8, side - 15 + index, bit(index));
    }
  }
  set(8, side - 8, true);
}

/** How hard a code is to read: long runs, blocks, false finders, unequal dark and light. */
function penalty(dark) {
  const side = dark.length;
  const columns = dark[0].map((_, x) => dark.map((row) => row[x]));
  let total = 0;
  for (const line of [...dark, ...columns]) {
    const text = line.map((on) => (on ? "1" : "0")).join("");
    for (const run of text.match(/1{5,}|0{5,}/g) ?? []) {
      total += run.length - 2;
    }
    total += 40 * (text.match(/(?=10111010000|00001011101)/g) ?? []).length;
  }
  for (let y = 1; y < side; y++) {
    for (let x = 1; x < side; x++) {
      const same = dark[y][x] === dark[y - 1][x] && dark[y][x] === dark[y][x - 1] && dark[y][x] === dark[y - 1][x - 1];
      total += same ? 3 : 0;
    }
  }
  const share = dark.flat().filter(Boolean).length / (side * side);
  return total + 10 * Math.floor(Math.abs(20 * share - 10));
}
