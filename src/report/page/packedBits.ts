/**
 * Whole numbers of 32 bits in as few bits as each group of them needs: differences of similar floats are small numbers.
 * No compressor of anyone's is used, since those of two machines give different bytes for the same page.
 */

/** Larger groups hold one large number among more small ones; smaller ones say their width more often. */
const GROUP = 32;

/** A group is preceded by the width of its numbers, 0 to 32 bits. */
const WIDTH_BITS = 6;

export function packBits(numbers: Uint32Array): Uint8Array {
  const bytes: number[] = [];
  // At most 7 bits wait for the rest of their byte, so with 32 more this stays a whole number of doubles.
  let waiting = 0;
  let waitingBits = 0;
  const write = (value: number, width: number) => {
    waiting += value * 2 ** waitingBits;
    waitingBits += width;
    for (; waitingBits >= 8; waitingBits -= 8) {
      bytes.push(waiting % 256);
      waiting = Math.floor(waiting / 256);
    }
  };
  for (let start = 0; start < numbers.length; start += GROUP) {
    const group = numbers.subarray(start, start + GROUP);
    const width = 32 - Math.clz32(group.reduce((all, value) => all | value, 0));
    write(width, WIDTH_BITS);
    for (const value of group) write(value, width);
  }
  if (waitingBits > 0) bytes.push(waiting);
  return Uint8Array.from(bytes);
}

export function unpackBits(bytes: Uint8Array, count: number): Uint32Array {
  let waiting = 0;
  let waitingBits = 0;
  let next = 0;
  const read = (width: number) => {
    for (; waitingBits < width; waitingBits += 8) waiting += (bytes[next++] ?? 0) * 2 ** waitingBits;
    const value = waiting % 2 ** width;
    waiting = Math.floor(waiting / 2 ** width);
    waitingBits -= width;
    return value;
  };
  const numbers = new Uint32Array(count);
  for (let start = 0; start < count; start += GROUP) {
    const width = read(WIDTH_BITS);
    for (let i = start; i < Math.min(start + GROUP, count); i++) numbers[i] = read(width);
  }
  return numbers;
}
