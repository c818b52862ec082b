import type { Histogram } from "../model.js";

/**
 * Edges of `bins` equal bins over [lo, hi], computed as numpy.linspace does, rounding for rounding; [bins + 1].
 * A range of no width becomes numpy's [lo - 0.5, lo + 0.5]. Null where the range is beyond
 * float64, or so narrow that float64 cannot tell its edges apart (numpy refuses both).
 */
export function equalEdges(lo: number, hi: number, bins: number): Float64Array | null {
  const edges = lo === hi ? equalEdgesOver(lo - 0.5, hi + 0.5, bins) : equalEdgesOver(lo, hi, bins);
  const isAscending = edges.every((edge, i) => i === 0 || edge > (edges[i - 1] as number));
  return Number.isFinite(hi - lo) && isAscending ? edges : null;
}

function equalEdgesOver(lo: number, hi: number, bins: number): Float64Array {
  const step = (hi - lo) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => i * step + lo);
  edges[bins] = hi;
  return edges;
}

/**
 * Counts over ascending edges, as numpy.histogram: bins half open, the last one closed. What lies outside is counted
 * in `below` and `above`.
 */
export function histogram(finite: Float64Array, edges: Float64Array): Histogram {
  const bins = edges.length - 1;
  const lo = edges[0] as number;
  const hi = edges[bins] as number;
  const counts = new Uint32Array(bins);
  let below = 0;
  let above = 0;
  for (const value of finite) {
    if (value < lo) below++;
    else if (value > hi) above++;
    else {
      const bin = binOf(value, edges);
      counts[bin] = (counts[bin] as number) + 1;
    }
  }
  return { edges, counts, below, above };
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
