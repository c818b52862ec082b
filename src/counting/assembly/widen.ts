/**
 * From codes of 16 bits to the float32 that they stand for, exactly. Four at a time: what lies behind the last value is
 * widened too, for which there must be room.
 */

/** A bfloat16 is the upper half of a float32. */
export function widenBF16(from: usize, to: usize, length: i32): void {
  const end = to + (<usize>length << 2);
  for (; to < end; from += 8, to += 16) v128.store(to, i32x4.shl(v128.load16x4_u(from), 16));
}

/**
 * The bits of a float16 without its sign, 13 places up, are a float32 2^112 times too small: the two count their exponents
 * from -15 and from -127. The product is exact, subnormal numbers among them.
 */
export function widenF16(from: usize, to: usize, length: i32): void {
  const bits = i32x4.splat(0x7fff);
  const signs = i32x4.splat(0x8000);
  const factor = f32x4.splat(reinterpret<f32>(0x77800000));
  const infinity = i32x4.splat(0x7c00);
  const exponents = i32x4.splat(0x7f800000);
  const end = to + (<usize>length << 2);
  for (; to < end; from += 8, to += 16) {
    const codes = v128.load16x4_u(from);
    const magnitudes = v128.and(codes, bits);
    const products = f32x4.mul(i32x4.shl(magnitudes, 13), factor);
    // Infinity and NaN are those of the largest exponent.
    const beyond = v128.and(i32x4.ge_s(magnitudes, infinity), exponents);
    v128.store(to, v128.or(v128.or(products, beyond), i32x4.shl(v128.and(codes, signs), 16)));
  }
}
