import { CODES_STRIDE } from "./layout";

/**
 * Counts codes of 16 bits, of which there are no more than 65,536: a float16's or a bfloat16's. `chunk` is where they
 * stand, `codes` where the four tables do.
 */
export function countCodes16(chunk: usize, codes: usize, length: i32): void {
  const end = chunk + (<usize>length << 1);
  const foursEnd = end - ((end - chunk) & 7);
  for (let at = chunk; at < foursEnd; at += 8) {
    const four = load<u64>(at);
    const a = (<usize>(<u32>four & 0xffff)) << 2;
    const b = (<usize>(<u32>four >> 16)) << 2;
    const c = (<usize>(<u32>(four >> 32) & 0xffff)) << 2;
    const d = (<usize>(four >> 48)) << 2;
    bump(codes + a);
    bump(codes + b + CODES_STRIDE);
    bump(codes + c + 2 * CODES_STRIDE);
    bump(codes + d + 3 * CODES_STRIDE);
  }
  for (let at = foursEnd; at < end; at += 2) bump(codes + (<usize>load<u16>(at) << 2));
}

/** Counts codes of 8 bits. */
export function countCodes8(chunk: usize, codes: usize, length: i32): void {
  for (let at = chunk; at < chunk + <usize>length; at++) bump(codes + (<usize>load<u8>(at) << 2));
}

// @ts-expect-error: decorator
@inline
function bump(at: usize): void {
  store<i32>(at, load<i32>(at) + 1);
}
