import { RECORD } from "./layout";

/** Sums in float32 are of few numbers; they go on in float64. */
const BLOCK_BYTES: usize = 256;

/** Of the float32 of a chunk: finite ones, zeros, least, greatest, sum. The sum has float32's precision: it is an estimate. */
export function scanF32(chunk: usize, length: i32): void {
  const end = chunk + (<usize>length << 2);
  const blocksEnd = end - ((end - chunk) & (BLOCK_BYTES - 1));
  const zero = f32x4.splat(0);
  let low0 = f32x4.splat(Infinity);
  let low1 = low0;
  let high0 = f32x4.splat(-Infinity);
  let high1 = high0;
  let zeros0 = i32x4.splat(0);
  let zeros1 = zeros0;
  let sums = f64x2.splat(0);
  for (let block = chunk; block < blocksEnd; block += BLOCK_BYTES) {
    let part0 = zero;
    let part1 = zero;
    for (let at = block; at < block + BLOCK_BYTES; at += 64) {
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const c = v128.load(at, 32);
      const d = v128.load(at, 48);
      part0 = f32x4.add(part0, f32x4.add(a, b));
      part1 = f32x4.add(part1, f32x4.add(c, d));
      // pmin and pmax pass over NaN, and take one instruction.
      low0 = f32x4.pmin(f32x4.pmin(low0, a), b);
      low1 = f32x4.pmin(f32x4.pmin(low1, c), d);
      high0 = f32x4.pmax(f32x4.pmax(high0, a), b);
      high1 = f32x4.pmax(f32x4.pmax(high1, c), d);
      // True is -1.
      zeros0 = i32x4.sub(zeros0, i32x4.add(f32x4.eq(a, zero), f32x4.eq(b, zero)));
      zeros1 = i32x4.sub(zeros1, i32x4.add(f32x4.eq(c, zero), f32x4.eq(d, zero)));
    }
    const part = f32x4.add(part0, part1);
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(part));
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(v128.shuffle<i32>(part, part, 2, 3, 2, 3)));
  }
  const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  // NaN and infinity are in any sum that they are in; so is a sum beyond float32. Then each value is looked at.
  if (!isFinite(sum)) return scanEach(chunk, end, 0, 0, Infinity, -Infinity, 0);
  const low = f32x4.pmin(low0, low1);
  const high = f32x4.pmax(high0, high1);
  const zeros = i32x4.add(zeros0, zeros1);
  scanEach(
    blocksEnd,
    end,
    <f64>((blocksEnd - chunk) >> 2),
    <f64>(
      (i32x4.extract_lane(zeros, 0) +
        i32x4.extract_lane(zeros, 1) +
        i32x4.extract_lane(zeros, 2) +
        i32x4.extract_lane(zeros, 3))
    ),
    min4(low),
    -min4(f32x4.neg(high)),
    sum,
  );
}

function min4(x: v128): f64 {
  const two = f32x4.pmin(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  return <f64>min(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
}

/** Goes on one by one from what is known of those before, and writes the record. */
function scanEach(start: usize, end: usize, n: f64, zeros: f64, low: f64, high: f64, sum: f64): void {
  for (let at = start; at < end; at += 4) {
    const x = <f64>load<f32>(at);
    if (!isFinite(x)) continue;
    n += 1;
    if (x == 0) zeros += 1;
    if (x < low) low = x;
    if (x > high) high = x;
    sum += x;
  }
  store<f64>(RECORD, n);
  store<f64>(RECORD, zeros, 8);
  store<f64>(RECORD, low, 16);
  store<f64>(RECORD, high, 24);
  store<f64>(RECORD, sum, 32);
}
