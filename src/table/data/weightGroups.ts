import type { WeightGroup, WeightSummary, WeightsSummary } from "../../model/weights.js";
import { QUANTILES, quantileOf } from "../../stats/binnedQuantiles.js";
import { columnsOfPart, type DataColumn, fieldColumns, type TableOf } from "../dataTable.js";

/** Numbers about very many weights, over the finite ones. */
export const WEIGHT_SUMMARY_COLUMNS: readonly DataColumn<WeightSummary>[] = fieldColumns<WeightSummary>({
  n: ["integer", "finite values"],
  nonFinite: ["integer", "values that are NaN or infinite"],
  zeros: ["integer", "values that are 0 or -0"],
  zeroShare: ["number", "their share of n"],
  mean: ["number", "mean"],
  std: ["number", "population standard deviation (ddof 0)"],
  skewness: ["number", "skewness, without unit"],
  excessKurtosis: ["number", "kurtosis above that of a normal distribution, without unit"],
  min: ["number", "least value"],
  max: ["number", "greatest value"],
  quantileError: ["number", "no quantile is farther from numpy's than this"],
});

const QUANTILE_COLUMNS: readonly DataColumn<WeightSummary>[] = QUANTILES.map((q) => ({
  name: `q${q}`,
  type: "number",
  means: `the ${q} quantile, read off the histogram`,
  of: (summary) => quantileOf(summary.quantiles, q),
}));

/** Which weights a row is about. */
export const GROUP_COLUMNS: readonly DataColumn<Pick<WeightGroup, "name" | "block" | "kind">>[] = [
  { name: "group", type: "text", means: "the weights that share a histogram", of: ({ name }) => name },
  {
    name: "block",
    type: "integer",
    means: "0-based block of all of them; undefined where they differ or have none",
    of: ({ block }) => block,
  },
  {
    name: "kind",
    type: "text",
    means: "kind of all of them; undefined where they differ",
    of: ({ kind }) => kind,
  },
];

interface GroupOfCheckpoint {
  readonly path: string;
  readonly group: WeightGroup;
}

/** A row a group of weights of each checkpoint; the histograms are in the JSON. */
export const WEIGHT_GROUPS: TableOf<readonly WeightsSummary[], GroupOfCheckpoint> = {
  name: "groups",
  row: "group",
  columns: [
    { name: "path", type: "text", means: "the checkpoint", of: ({ path }) => path },
    ...columnsOfPart(GROUP_COLUMNS, { of: ({ group }: GroupOfCheckpoint) => group }),
    {
      name: "tensors",
      type: "integer",
      means: "how many tensors it is made of",
      of: ({ group }) => group.tensors.length,
    },
    ...columnsOfPart([...WEIGHT_SUMMARY_COLUMNS, ...QUANTILE_COLUMNS], {
      of: ({ group }: GroupOfCheckpoint) => group.summary,
    }),
  ],
  rowsOf: (checkpoints) =>
    checkpoints.flatMap(({ model, groups }) => groups.map((group) => ({ path: model.path, group }))),
};
