import type { Comparison, TensorComparison, TensorSummary } from "../../model/comparison.js";
import type { EffectiveChange, EffectiveGain } from "../../model/effective.js";
import { columnsOfPart, type DataColumn, fieldColumns, type TableOf } from "../dataTable.js";
import { COMPARED_TENSORS } from "./comparedTensors.js";
import { SUMMARISED_TENSORS, type SummarisedTensor } from "./summarisedTensors.js";
import { SUMMARY_COLUMNS } from "./summary.js";

/** Columns of effective gains, where they were asked for. All are undefined for biases, and where no matrix is behind a gain. */

const SAID = "gain times row norm";

function sideColumns<Row>(
  of: (row: Row) => EffectiveGain | null,
  { prefix = "", before = "" } = {},
): DataColumn<Row>[] {
  return columnsOfPart<Row, EffectiveGain["summary"]>(SUMMARY_COLUMNS, {
    of: (row) => of(row)?.summary ?? null,
    prefix: `${prefix}effective_`,
    said: `${before}${SAID}`,
  });
}

/** Of one checkpoint. */
const OF_GAIN: readonly DataColumn<TensorSummary>[] = [
  {
    name: "matrices",
    type: "text",
    means: "the matrices behind the gain, as the file calls them, with blanks between them",
    of: ({ effective }) => effective?.matrices.join(" ") ?? null,
  },
  ...sideColumns<TensorSummary>(({ effective }) => effective ?? null),
];

/** Of a pair. */
const OF_CHANGE: readonly DataColumn<TensorComparison>[] = [
  ...sideColumns<TensorComparison>(({ effectiveChange }) => effectiveChange?.pre ?? null, {
    prefix: "pre_",
    before: "before: ",
  }),
  ...sideColumns<TensorComparison>(({ effectiveChange }) => effectiveChange?.post ?? null, {
    prefix: "post_",
    before: "after: ",
  }),
  ...columnsOfPart<TensorComparison, EffectiveChange>(
    fieldColumns<EffectiveChange>({
      gainFraction: ["number", "median growth of the gains' magnitudes, as a fraction"],
      rowFraction: ["number", "the same of the norms of the rows behind them"],
      effectiveFraction: ["number", "the same of gain times row norm"],
      carried: [
        "number",
        "share of the gain's change that is left in gain times row norm, in logarithms: 0 undone, 1 as it is, 2 doubled",
      ],
      agreement: ["number", "cosine of the changes of log(row norm) and log(gain)"],
      gainSize: ["number", "root mean square of the change of log(gain)"],
      effectiveSize: ["number", "the same of gain times row norm"],
    }),
    { of: ({ effectiveChange }) => effectiveChange ?? null },
  ),
];

/** Each table as it is, and these columns after it. */
export const SUMMARISED_EFFECTIVE: typeof SUMMARISED_TENSORS = {
  ...SUMMARISED_TENSORS,
  columns: [
    ...SUMMARISED_TENSORS.columns,
    ...columnsOfPart(OF_GAIN, { of: ({ tensor }: SummarisedTensor) => tensor }),
  ],
};
export const COMPARED_EFFECTIVE: TableOf<Comparison, TensorComparison> = {
  ...COMPARED_TENSORS,
  columns: [...COMPARED_TENSORS.columns, ...OF_CHANGE],
};

/** For the documentation: what is added. */
const ADDED = { name: "tensors", row: "tensor; after the columns above" } as const;
export const EFFECTIVE_GAINS = { ...ADDED, columns: OF_GAIN };
export const EFFECTIVE_CHANGES = { ...ADDED, columns: OF_CHANGE };
