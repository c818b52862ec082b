import type { Histogram, Summary } from "../model/numbers.js";
import { loops } from "./loopsInUse.js";

/**
 * Edges of `bins` equal bins over [lo, hi], computed as numpy.linspace does, rounding for rounding; [bins + 1].
 * A range of no width becomes numpy's [lo - 0.5, lo + 0.5]. Null where the range is beyond
 * float64, or so narrow that float64 cannot tell its edges apart (numpy refuses both).
 */
export function equalEdges(lo: number, hi: number, bins: number): Float64Array | null {
  const edges = lo === hi ? equalEdgesOver(lo - 0.5, hi + 0.5, bins) : equalEdgesOver(lo, hi, bins);
  return Number.isFinite(hi - lo) && areAscending(edges) ? edges : null;
}

/**
 * Whether values of these ranges, taken together, reach farther than float64 can say. Where they do not, and still have no
 * edges (`equalEdges`), they lie too close together for so many bins.
 */
export function isBeyondFloat64(ranges: readonly Pick<Summary, "min" | "max">[]): boolean {
  const ends = ranges.flatMap(({ min, max }) => (min === null || max === null ? [] : [min, max]));
  return ends.length > 0 && !Number.isFinite(Math.max(...ends) - Math.min(...ends));
}

function equalEdgesOver(lo: number, hi: number, bins: number): Float64Array {
  const step = (hi - lo) / bins;
  const edges = new Float64Array(bins + 1);
  for (let i = 0; i < bins; i++) edges[i] = i * step + lo;
  edges[bins] = hi;
  return edges;
}

function areAscending(edges: Float64Array): boolean {
  for (let i = 1; i < edges.length; i++) if (!((edges[i] as number) > (edges[i - 1] as number))) return false;
  return true;
}

/**
 * Counts ascending values over ascending edges, as numpy.histogram: bins half open, the last one closed. What lies
 * outside is counted in `below` and `above`.
 */
export function histogram(ascending: Float64Array, edges: Float64Array): Histogram {
  const counted = new Float64Array(edges.length - 1);
  const below = loops().countsInto(ascending, edges, counted);
  const inside = counted.reduce((total, count) => total + count, 0);
  return { edges, counts: Uint32Array.from(counted), below, above: ascending.length - below - inside };
}

/** The bin that holds `value`: a guess by division, then put right by the edges themselves. */
export function binOf(value: number, edges: Float64Array): number {
  const bins = edges.length - 1;
  const lo = edges[0] as number;
  const width = (edges[bins] as number) - lo;
  let bin = Math.min(bins - 1, Math.floor(((value - lo) / width) * bins));
  while (bin > 0 && value < (edges[bin] as number)) bin--;
  while (bin < bins - 1 && value >= (edges[bin + 1] as number)) bin++;
  return bin;
}
