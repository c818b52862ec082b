import { CHUNK, COUNTS, COUNTS_STRIDE, EDGES, GUESSES, RECORD } from "./layout";

/** Added to a float32 of magnitude below 2^22 it leaves the nearest integer in the lowest bits. */
const ROUNDER: f32 = 12582912;
const ROUNDER_BITS: i32 = 0x4b400000;

let bins: i32 = 0;
let firstEdge: f64 = 0;
let lastEdge: f64 = 0;

/** Says how many bins the edges in memory make. */
export function useEdges(binCount: i32): void {
  bins = binCount;
  firstEdge = load<f64>(EDGES);
  lastEdge = load<f64>(EDGES + (<usize>binCount << 3));
}

/**
 * Counts float32 that are all finite into bins, and sums the first four powers of their distance from `shift` into the
 * record. The place of a value among the bins is guessed as x * scale + offset; where that is farther than `limit` from
 * the middle of a bin, the edges decide.
 */
export function countF32(length: i32, scale: f32, offset: f32, limit: f32, shift: f64): void {
  countGuessing(length, scale, offset, limit, shift, false);
}

/** The same for values of which none lies outside of the edges: an eighth faster. */
export function countF32Within(length: i32, scale: f32, offset: f32, limit: f32, shift: f64): void {
  countGuessing(length, scale, offset, limit, shift, true);
}

// @ts-ignore: decorator
@inline
function countGuessing(length: i32, scale: f32, offset: f32, limit: f32, shift: f64, areWithin: bool): void {
  const end = CHUNK + (<usize>length << 2);
  const pairsEnd = end - ((end - CHUNK) & 31);
  const scales = f32x4.splat(scale);
  const offsets = f32x4.splat(offset);
  const limits = f32x4.splat(limit);
  const tops = f32x4.splat(<f32>(bins + 1));
  const zero = f32x4.splat(0);
  const rounders = f32x4.splat(ROUNDER);
  // A histogram of its own for each lane.
  const bases = i32x4.add(
    i32x4.splat(<i32>COUNTS - (ROUNDER_BITS << 2)),
    i32x4(0, <i32>COUNTS_STRIDE, 2 * <i32>COUNTS_STRIDE, 3 * <i32>COUNTS_STRIDE),
  );
  const shifts = f64x2.splat(shift);
  let first0 = f64x2.splat(0);
  let first1 = first0;
  let second0 = first0;
  let second1 = first0;
  let third0 = first0;
  let third1 = first0;
  let fourth0 = first0;
  let fourth1 = first0;
  for (let at = CHUNK; at < pairsEnd; at += 32) {
    const x = v128.load(at);
    const y = v128.load(at, 16);
    let placeX = f32x4.add(f32x4.mul(x, scales), offsets);
    let placeY = f32x4.add(f32x4.mul(y, scales), offsets);
    if (!areWithin) {
      placeX = f32x4.pmin(f32x4.pmax(placeX, zero), tops);
      placeY = f32x4.pmin(f32x4.pmax(placeY, zero), tops);
    }
    const slotX = f32x4.add(placeX, rounders);
    const slotY = f32x4.add(placeY, rounders);
    const offX = f32x4.abs(f32x4.sub(placeX, f32x4.sub(slotX, rounders)));
    const offY = f32x4.abs(f32x4.sub(placeY, f32x4.sub(slotY, rounders)));
    const toX = i32x4.add(i32x4.shl(slotX, 2), bases);
    const toY = i32x4.add(i32x4.shl(slotY, 2), bases);
    // Two addresses at a time leave a vector sooner than one by one.
    bumpTwo(i64x2.extract_lane(toX, 0));
    bumpTwo(i64x2.extract_lane(toX, 1));
    bumpTwo(i64x2.extract_lane(toY, 0));
    bumpTwo(i64x2.extract_lane(toY, 1));
    if (v128.any_true(f32x4.gt(f32x4.pmax(offX, offY), limits))) {
      v128.store(GUESSES, toX);
      v128.store(GUESSES, toY, 16);
      mend(at, i32x4.bitmask(f32x4.gt(offX, limits)) | (i32x4.bitmask(f32x4.gt(offY, limits)) << 4));
    }
    for (let half: usize = 0; half < 32; half += 16) {
      const a = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at + half)), shifts);
      const b = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at + half, 8)), shifts);
      const aa = f64x2.mul(a, a);
      const bb = f64x2.mul(b, b);
      first0 = f64x2.add(first0, a);
      first1 = f64x2.add(first1, b);
      second0 = f64x2.add(second0, aa);
      second1 = f64x2.add(second1, bb);
      third0 = f64x2.add(third0, f64x2.mul(aa, a));
      third1 = f64x2.add(third1, f64x2.mul(bb, b));
      fourth0 = f64x2.add(fourth0, f64x2.mul(aa, aa));
      fourth1 = f64x2.add(fourth1, f64x2.mul(bb, bb));
    }
  }
  countExactly(pairsEnd, end);
  sumEach(
    pairsEnd,
    end,
    shift,
    add2(f64x2.add(first0, first1)),
    add2(f64x2.add(second0, second1)),
    add2(f64x2.add(third0, third1)),
    add2(f64x2.add(fourth0, fourth1)),
  );
}

/** The same for float32 of any kind, each held against the edges; what is not finite is passed over. */
export function countAnyF32(length: i32, shift: f64): void {
  const end = CHUNK + (<usize>length << 2);
  countExactly(CHUNK, end);
  sumEach(CHUNK, end, shift, 0, 0, 0, 0);
}

// @ts-expect-error: decorator
@inline
function bumpTwo(pair: i64): void {
  const first = <usize>(<u32>pair);
  const second = <usize>(<u64>pair >> 32);
  store<i32>(first, load<i32>(first) + 1);
  store<i32>(second, load<i32>(second) + 1);
}

// @ts-expect-error: decorator
@inline
function add2(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** Of eight values that were counted by a guess, puts those right whose bits are set in `doubtful`. */
function mend(start: usize, doubtful: i32): void {
  while (doubtful != 0) {
    const lane = <usize>ctz(doubtful);
    const guess = <usize>load<u32>(GUESSES + (lane << 2));
    store<i32>(guess, load<i32>(guess) - 1);
    countExactly(start + (lane << 2), start + (lane << 2) + 4);
    doubtful &= doubtful - 1;
  }
}

function countExactly(start: usize, end: usize): void {
  for (let at = start; at < end; at += 4) {
    const x = <f64>load<f32>(at);
    if (!isFinite(x)) continue;
    const to = COUNTS + (<usize>slotOf(x) << 2);
    store<i32>(to, load<i32>(to) + 1);
  }
}

/** The bin that holds `x` plus one: a guess by division, then put right by the edges themselves. */
function slotOf(x: f64): i32 {
  if (x < firstEdge) return 0;
  if (x > lastEdge) return bins + 1;
  const share = ((x - firstEdge) / (lastEdge - firstEdge)) * <f64>bins;
  const last = bins - 1;
  let bin = share > 0 ? (share < <f64>last ? <i32>share : last) : 0;
  while (bin > 0 && x < edge(bin)) bin--;
  while (bin < last && x >= edge(bin + 1)) bin++;
  return bin + 1;
}

// @ts-expect-error: decorator
@inline
function edge(i: i32): f64 {
  return load<f64>(EDGES + (<usize>i << 3));
}

/** Goes on one by one from the sums of those before, and writes the record. */
function sumEach(start: usize, end: usize, shift: f64, s1: f64, s2: f64, s3: f64, s4: f64): void {
  for (let at = start; at < end; at += 4) {
    const x = <f64>load<f32>(at);
    if (!isFinite(x)) continue;
    const d = x - shift;
    const dd = d * d;
    s1 += d;
    s2 += dd;
    s3 += dd * d;
    s4 += dd * dd;
  }
  store<f64>(RECORD, s1);
  store<f64>(RECORD, s2, 8);
  store<f64>(RECORD, s3, 16);
  store<f64>(RECORD, s4, 24);
}
