import type { TensorComparison } from "../../model/comparison.js";
import { bulkWindow, type Ends } from "../../stats/bulkWindow.js";
import { silvermanBandwidth } from "../../stats/density.js";
import { isOutlier } from "../../stats/outliers.js";
import { median, medianAbsoluteDeviation, quantile } from "../../stats/quantiles.js";
import { type Sample, sampleOf } from "../../stats/sample.js";

/** Both ends of an axis; hi is greater than lo. */
export interface Span {
  readonly lo: number;
  readonly hi: number;
}

/** float64 cannot hold how wide a wider span is. */
const WIDEST = 8e307;
/** So many bandwidths from its value a Gaussian kernel is about 0. */
const TAIL_BANDWIDTHS = 2.5;
/** A tensor whose bulk is far from all others may be left off the axis if that makes the rest so much wider. */
const WORTH_LEAVING = 2;

/**
 * An axis for the bulks of many tensors, of both sides. A few tensors whose
 * medians are far from all others are left out: they would leave the rest in a corner.
 */
export function centresSpan(tensors: readonly TensorComparison[]): Span {
  const bulks = tensors.flatMap(({ pre, post }) =>
    [pre, post].flatMap(({ values, summary: { median: centre, min, max } }) => {
      if (centre === null || min === null || max === null) return [];
      const sample = sampleOf(values);
      const [lo, hi] = centralSpan(sample);
      // The density of the outermost value reaches beyond it.
      const tail = TAIL_BANDWIDTHS * (silvermanBandwidth(sample.ascending) ?? 0);
      return [{ centre, lo: lo <= min ? min - tail : lo, hi: hi >= max ? max + tail : hi }];
    }),
  );
  const centres = Float64Array.from(bulks, ({ centre }) => centre).sort();
  const middle = median(centres);
  const spread = { median: middle, mad: medianAbsoluteDeviation(centres, middle) };
  const near = bulks.filter(({ centre }) => !(spread.mad > 0) || !isOutlier(centre, spread));
  const [all, most] = [bulks, near].map(unionOf) as [Span, Span];
  return padded(all.hi - all.lo > WORTH_LEAVING * (most.hi - most.lo) && near.length > 0 ? most : all);
}

/** Where more than half of the values are equal, no window is known: 95 % of them then. */
function centralSpan(sample: Sample): Ends {
  const { ascending, bulk } = sample;
  return bulk.mad > 0 ? bulkWindow(sample) : [quantile(ascending, 0.025), quantile(ascending, 0.975)];
}

function unionOf(spans: readonly Span[]): Span {
  return {
    lo: Math.min(...spans.map(({ lo }) => lo)),
    hi: Math.max(...spans.map(({ hi }) => hi)),
  };
}

/** A little wider, and never without width: a constant has half a unit to both sides, as numpy gives it. */
export function padded({ lo, hi }: Span): Span {
  if (!(hi >= lo)) return { lo: 0, hi: 1 };
  if (hi - lo > WIDEST) return { lo: -WIDEST, hi: WIDEST };
  const pad = (hi - lo) * 0.02;
  if (lo - pad < lo && hi + pad > hi) return { lo: lo - pad, hi: hi + pad };
  const half = Math.max(0.5, Math.abs(lo) * 1e-3);
  return { lo: lo - half, hi: hi + half };
}
