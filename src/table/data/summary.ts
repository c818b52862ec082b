import type { TensorId } from "../../model/architecture.js";
import type { Summary } from "../../model/numbers.js";
import { type DataColumn, fieldColumns } from "../dataTable.js";

/** Columns that several tables have. */

/** Which LayerNorm tensor a row is about. */
export const TENSOR_COLUMNS: readonly DataColumn<{ readonly name: string; readonly id: TensorId }>[] = [
  { name: "name", type: "text", means: "canonical name of the tensor", of: ({ name }) => name },
  {
    name: "block",
    type: "integer",
    means: "0-based block; undefined for the final norm",
    of: ({ id }) => id.block,
  },
  { name: "norm", type: "text", means: "which norm of its block", of: ({ id }) => id.norm },
  { name: "parameter", type: "text", means: "gain or bias", of: ({ id }) => id.parameter },
];

/** Numbers about one vector, over its finite values, in the units of the values where nothing else is said. */
export const SUMMARY_COLUMNS: readonly DataColumn<Summary>[] = fieldColumns<Summary>({
  n: ["integer", "finite values"],
  nonFinite: ["integer", "values that are NaN or infinite"],
  mean: ["number", "mean"],
  std: ["number", "population standard deviation (ddof 0)"],
  min: ["number", "least value"],
  q1: ["number", "first quartile"],
  median: ["number", "median"],
  q3: ["number", "third quartile"],
  max: ["number", "greatest value"],
  iqr: ["number", "interquartile range, q3 - q1"],
  mad: ["number", "median absolute deviation from the median, unscaled"],
  skewness: ["number", "skewness, without unit"],
  excessKurtosis: ["number", "kurtosis above that of a normal distribution, without unit"],
  l2Norm: ["number", "Euclidean length"],
  outlierDims: ["integers", "dims whose modified z is beyond 3.5, by this side's median and mad"],
  tukeyOutlierCount: ["integer", "values beyond 1.5 interquartile ranges from the quartiles"],
  nearZeroDims: ["integers", "dims whose magnitude is below a tenth of the median magnitude"],
});
