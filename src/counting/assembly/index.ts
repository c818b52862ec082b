import {
  CHUNK,
  CODES,
  CODES_STRIDE,
  COUNTS,
  COUNTS_STRIDE,
  EDGES,
  PARTNER_CHUNK,
  PARTNER_CODES,
  PARTNER_WIDE,
  RECORD,
  WIDE,
} from "./layout";

/**
 * The loops over every weight, in AssemblyScript: WebAssembly with SIMD. Each thread has an instance of its own, and
 * reads the file straight into its memory. What is counted is said by src/counting/plainKernel.ts, the reference for this.
 */

export { countCodes16, countCodes8 } from "./codes";
export { countAnyF32, countF32, countF32Within, useEdges } from "./count";
export { findDelta, pairF32 } from "./pair";
export { scanF32 } from "./scan";
export { widenBF16, widenF16 } from "./widen";

export const recordByte: usize = RECORD;
export const edgesByte: usize = EDGES;
export const countsByte: usize = COUNTS;
export const countsStride: usize = COUNTS_STRIDE;
export const codesByte: usize = CODES;
export const codesStride: usize = CODES_STRIDE;
export const chunkByte: usize = CHUNK;
export const wideByte: usize = WIDE;
export const partnerChunkByte: usize = PARTNER_CHUNK;
export const partnerCodesByte: usize = PARTNER_CODES;
export const partnerWideByte: usize = PARTNER_WIDE;
