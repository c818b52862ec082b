/** What is read and counted at once, and how values are stored. */

/** Few enough to stay in a processor's cache. */
export const CHUNK_BYTES = 1 << 19;

/** Bytes of one code, of the dtypes that have so few values that their codes are counted. */
export const CODE_BYTES: ReadonlyMap<string, 1 | 2> = new Map([
  ["F16", 2],
  ["BF16", 2],
  ["F8_E4M3", 1],
  ["F8_E5M2", 1],
]);

/** Bytes of one value, of the dtypes that are counted. */
export function valueBytes(dtype: string): number {
  return CODE_BYTES.get(dtype) ?? (dtype === "F32" ? 4 : 8);
}
