import { RECORD } from "./layout";

/** Values of a chunk from which its mean is estimated. */
const SAMPLE: i32 = 64;

/** Places in the record, of float64. */
const N: usize = 0;
const PRE_SHIFT: usize = 8;
const POST_SHIFT: usize = 16;
const X: usize = 24;
const Y: usize = 32;
const XX: usize = 40;
const YY: usize = 48;
const XY: usize = 56;
const DELTA_SQUARE: usize = 64;
const LARGEST: usize = 72;
const FLIPS: usize = 80;
const CHANGED: usize = 88;

/**
 * Holds float32 of two chunks against each other, one by one. Into the record: how many pairs are finite on both sides; a
 * shift for each side, near its mean; of x = a - shift and y = b - shift the sums of x, y, xx, yy and xy; of d = b - a the
 * sum of squares and the largest magnitude; how many pairs have opposite signs, and how many differ.
 */
export function pairF32(pre: usize, post: usize, length: i32): void {
  const end = <usize>length << 2;
  const foursEnd = end & ~15;
  shiftToMeans(pre, post, end, max<usize>(4, (end / SAMPLE) & ~3));
  pairFours(pre, post, foursEnd);
  // NaN and infinity are in any sum that they are in; then each pair is looked at.
  const areFinite = isFinite(load<f64>(RECORD, XX) + load<f64>(RECORD, YY));
  if (!areFinite) {
    memory.fill(RECORD, 0, CHANGED + 8);
    shiftToMeans(pre, post, end, 4);
  }
  store<f64>(RECORD, areFinite ? <f64>(foursEnd >> 2) : 0, N);
  pairEach(pre, post, areFinite ? foursEnd : 0, end);
}

/**
 * Takes for shifts the means of some of the finite pairs, one every `step` bytes. Of a sample of them the square of the
 * mean's error is at most 1 / SAMPLE of the sum of squares about the mean of all: no more digits are lost than
 * length / SAMPLE has.
 */
function shiftToMeans(pre: usize, post: usize, end: usize, step: usize): void {
  let n: f64 = 0;
  let preTotal: f64 = 0;
  let postTotal: f64 = 0;
  for (let at: usize = 0; at < end; at += step) {
    const a = <f64>load<f32>(pre + at);
    const b = <f64>load<f32>(post + at);
    if (!isFinite(a) || !isFinite(b)) continue;
    n++;
    preTotal += a;
    postTotal += b;
  }
  store<f64>(RECORD, n > 0 ? preTotal / n : 0, PRE_SHIFT);
  store<f64>(RECORD, n > 0 ? postTotal / n : 0, POST_SHIFT);
}

/** Whole vectors of four, all finite. One sum at a time of each kind: more would not fit into the registers. */
function pairFours(pre: usize, post: usize, end: usize): void {
  const preShifts = f64x2.splat(load<f64>(RECORD, PRE_SHIFT));
  const postShifts = f64x2.splat(load<f64>(RECORD, POST_SHIFT));
  const zero = f32x4.splat(0);
  let x = f64x2.splat(0);
  let y = x;
  let xx = x;
  let yy = x;
  let xy = x;
  let dd = x;
  let largest = x;
  let flips = i32x4.splat(0);
  let changed = i32x4.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    const a = v128.load(pre + at);
    const b = v128.load(post + at);
    // True is -1.
    changed = i32x4.sub(changed, f32x4.ne(a, b));
    const lie = v128.and(f32x4.lt(f32x4.pmin(a, b), zero), f32x4.gt(f32x4.pmax(a, b), zero));
    flips = i32x4.sub(flips, lie);
    for (let half: usize = 0; half < 16; half += 8) {
      const a2 = f64x2.promote_low_f32x4(v128.load64_zero(pre + at + half));
      const b2 = f64x2.promote_low_f32x4(v128.load64_zero(post + at + half));
      const d = f64x2.sub(b2, a2);
      dd = f64x2.add(dd, f64x2.mul(d, d));
      largest = f64x2.pmax(largest, f64x2.abs(d));
      const e = f64x2.sub(a2, preShifts);
      const f = f64x2.sub(b2, postShifts);
      x = f64x2.add(x, e);
      y = f64x2.add(y, f);
      xx = f64x2.add(xx, f64x2.mul(e, e));
      yy = f64x2.add(yy, f64x2.mul(f, f));
      xy = f64x2.add(xy, f64x2.mul(e, f));
    }
  }
  store<f64>(RECORD, add2(x), X);
  store<f64>(RECORD, add2(y), Y);
  store<f64>(RECORD, add2(xx), XX);
  store<f64>(RECORD, add2(yy), YY);
  store<f64>(RECORD, add2(xy), XY);
  store<f64>(RECORD, add2(dd), DELTA_SQUARE);
  store<f64>(RECORD, max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1)), LARGEST);
  store<f64>(RECORD, add4(flips), FLIPS);
  store<f64>(RECORD, add4(changed), CHANGED);
}

// @ts-expect-error: decorator
@inline
function add2(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

// @ts-expect-error: decorator
@inline
function add4(x: v128): f64 {
  return <f64>(
    (i32x4.extract_lane(x, 0) + i32x4.extract_lane(x, 1) + i32x4.extract_lane(x, 2) + i32x4.extract_lane(x, 3))
  );
}

/** Goes on one by one from what the record says of those before; passes over pairs that are not finite. */
function pairEach(pre: usize, post: usize, start: usize, end: usize): void {
  const preShift = load<f64>(RECORD, PRE_SHIFT);
  const postShift = load<f64>(RECORD, POST_SHIFT);
  for (let at = start; at < end; at += 4) {
    const a = <f64>load<f32>(pre + at);
    const b = <f64>load<f32>(post + at);
    if (!isFinite(a) || !isFinite(b)) continue;
    const x = a - preShift;
    const y = b - postShift;
    const d = b - a;
    add(N, 1);
    add(X, x);
    add(Y, y);
    add(XX, x * x);
    add(YY, y * y);
    add(XY, x * y);
    add(DELTA_SQUARE, d * d);
    store<f64>(RECORD, max(load<f64>(RECORD, LARGEST), abs(d)), LARGEST);
    if ((a < 0 && b > 0) || (a > 0 && b < 0)) add(FLIPS, 1);
    if (d != 0) add(CHANGED, 1);
  }
}

// @ts-expect-error: decorator
@inline
function add(place: usize, value: f64): void {
  store<f64>(RECORD + place, load<f64>(RECORD + place) + value);
}

/** The place of the first pair whose values are as far apart as that; the length where there is none. */
export function findDelta(pre: usize, post: usize, length: i32, distance: f64): i32 {
  const wanted = f64x2.splat(distance);
  let at: i32 = 0;
  for (; at + 2 <= length; at += 2) {
    const byte = <usize>at << 2;
    const a = f64x2.promote_low_f32x4(v128.load64_zero(pre + byte));
    const b = f64x2.promote_low_f32x4(v128.load64_zero(post + byte));
    if (v128.any_true(f64x2.eq(f64x2.abs(f64x2.sub(b, a)), wanted))) break;
  }
  for (; at < length; at++) {
    const byte = <usize>at << 2;
    if (abs(<f64>load<f32>(post + byte) - <f64>load<f32>(pre + byte)) == distance) break;
  }
  return at;
}
