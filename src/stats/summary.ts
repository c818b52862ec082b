import type { Summary } from "../model/numbers.js";
import { moments } from "./moments.js";
import { nearZeroDims, nonFiniteDimsOf, outlierDims, tukeyOutlierCount } from "./outliers.js";
import { medianAbsoluteDeviation } from "./quantiles.js";
import { sampleOf } from "./sample.js";
import { finiteOrNull } from "./sum.js";

/** Every number about one vector (shape [width]), over its finite values. */
export function summarize(values: Float64Array): Summary {
  const sample = sampleOf(values);
  const { finite, ascending } = sample;
  const nonFiniteDims = finite === values ? [] : nonFiniteDimsOf(values);
  const counts = { n: finite.length, nonFinite: nonFiniteDims.length, nonFiniteDims };
  if (finite.length === 0) return { ...counts, ...moments(finite), ...NO_ORDER };

  const { median, mad } = sample.bulk;
  const { q1, q3 } = sample.quartiles;
  return {
    ...counts,
    ...moments(finite),
    min: ascending[0] as number,
    max: ascending.at(-1) as number,
    median: finiteOrNull(median),
    q1: finiteOrNull(q1),
    q3: finiteOrNull(q3),
    iqr: finiteOrNull(q3 - q1),
    mad: finiteOrNull(mad),
    outlierDims: outlierDims(values, sample.bulk),
    tukeyOutlierCount: tukeyOutlierCount(ascending, q1, q3),
    nearZeroDims: nearZeroDims(values, medianAbsoluteDeviation(ascending, 0)),
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
