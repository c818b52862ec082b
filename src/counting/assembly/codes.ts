import { CHUNK, CODES, CODES_STRIDE } from "./layout";

/** Counts codes of 16 bits: of a float16 or a bfloat16 there are no more than 65,536. */
export function countCodes16(length: i32): void {
  const end = CHUNK + (<usize>length << 1);
  const foursEnd = end - ((end - CHUNK) & 7);
  for (let at = CHUNK; at < foursEnd; at += 8) {
    const four = load<u64>(at);
    const a = (<usize>(<u32>four & 0xffff)) << 2;
    const b = (<usize>(<u32>four >> 16)) << 2;
    const c = (<usize>(<u32>(four >> 32) & 0xffff)) << 2;
    const d = (<usize>(four >> 48)) << 2;
    store<i32>(a, load<i32>(a, CODES) + 1, CODES);
    store<i32>(b, load<i32>(b, CODES + CODES_STRIDE) + 1, CODES + CODES_STRIDE);
    store<i32>(c, load<i32>(c, CODES + 2 * CODES_STRIDE) + 1, CODES + 2 * CODES_STRIDE);
    store<i32>(d, load<i32>(d, CODES + 3 * CODES_STRIDE) + 1, CODES + 3 * CODES_STRIDE);
  }
  for (let at = foursEnd; at < end; at += 2) bumpCode(load<u16>(at));
}

/** Counts codes of 8 bits. */
export function countCodes8(length: i32): void {
  for (let at = CHUNK; at < CHUNK + <usize>length; at++) bumpCode(load<u8>(at));
}

// @ts-expect-error: decorator
@inline
function bumpCode(code: u32): void {
  const to = <usize>code << 2;
  store<i32>(to, load<i32>(to, CODES) + 1, CODES);
}
