/** Where things stand in memory; what is below is AssemblyScript's own. */

export const RECORD: usize = 1024;
/** Eight addresses of counts. */
export const GUESSES: usize = 2048;
/** Room for 10,001 float64. */
export const EDGES: usize = 4096;
/**
 * Four histograms: a bin that is counted twice in a row need not wait until the first count is stored. Not a multiple of
 * 4096 apart, which a processor takes for the same address at first. Bin 0 has the second place: what lies left of the
 * first edge has the first, what lies right of the last edge the one behind the last bin.
 */
export const COUNTS: usize = 86016;
export const COUNTS_STRIDE: usize = 42048;
/** Four tables of 65,536 counts, for the same reason. */
export const CODES: usize = 254208;
export const CODES_STRIDE: usize = 263232;
export const CHUNK: usize = 1307136;
/**
 * What belongs to the second model, where values are paired: a chunk, and tables of codes. Memory that is not touched
 * costs nothing.
 */
export const PARTNER_CHUNK: usize = 1831424;
/** Chunks of either model as float32, where they are stored in fewer bits. */
export const WIDE: usize = 2355712;
export const PARTNER_WIDE: usize = 2880000;
export const PARTNER_CODES: usize = 3404288;
