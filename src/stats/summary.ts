import type { Summary } from "../model.js";
import { moments } from "./moments.js";
import { dimsWhere, nearZeroDims, outlierDims, tukeyOutlierCount } from "./outliers.js";
import { median, medianAbsoluteDeviation, quantile, sorted } from "./quantiles.js";
import { finiteOrNull } from "./sum.js";

/** The finite values, in order of their dims. */
export function finiteOf(values: Float64Array): Float64Array {
  return values.filter(Number.isFinite);
}

/** Every number about one vector (shape [width]), over its finite values. */
export function summarize(values: Float64Array): Summary {
  const finite = finiteOf(values);
  const nonFiniteDims = dimsWhere(values, (value) => !Number.isFinite(value));
  const counts = { n: finite.length, nonFinite: nonFiniteDims.length, nonFiniteDims };
  if (finite.length === 0) return { ...counts, ...moments(finite), ...NO_ORDER };

  const ascending = sorted(finite);
  const middle = quantile(ascending, 0.5);
  const mad = medianAbsoluteDeviation(finite, middle);
  const q1 = quantile(ascending, 0.25);
  const q3 = quantile(ascending, 0.75);
  return {
    ...counts,
    ...moments(finite),
    min: ascending[0] as number,
    max: ascending.at(-1) as number,
    median: finiteOrNull(middle),
    q1: finiteOrNull(q1),
    q3: finiteOrNull(q3),
    iqr: finiteOrNull(q3 - q1),
    mad: finiteOrNull(mad),
    outlierDims: outlierDims(values, { median: middle, mad }),
    tukeyOutlierCount: tukeyOutlierCount(finite, q1, q3),
    nearZeroDims: nearZeroDims(values, median(finite.map(Math.abs))),
  };
}

/** What an empty vector has instead of order statistics. */
const NO_ORDER = {
  min: null,
  max: null,
  median: null,
  q1: null,
  q3: null,
  iqr: null,
  mad: null,
  outlierDims: null,
  tukeyOutlierCount: null,
  nearZeroDims: [],
} as const;
