import type { Movement, TensorAtStep, TrackedRun, TrackedTensor } from "../../model/run.js";
import { columnsOfPart, type DataColumn, fieldColumns, type TableOf } from "../dataTable.js";
import { SUMMARY_COLUMNS } from "./summary.js";

export interface RowOfRun {
  readonly run: string;
  readonly tensor: TrackedTensor;
  readonly at: TensorAtStep;
}

/** The measures of a pair that a run takes at every step, by their suffix. */
function movementColumns(suffix: string, said: string, of: (row: TensorAtStep) => Movement | null) {
  const columns = fieldColumns<Movement>({
    relativeL2: ["number", `length of the change ${said} over the length before, without unit`],
    pearson: ["number", `correlation about the means, ${said}`],
    scale: ["number", `slope of the robust line through the dims, ${said}`],
    residualShare: ["number", `length of what that line leaves over the length before, ${said}`],
  });
  return columnsOfPart(
    columns.map((column) => ({ ...column, name: column.name + suffix })),
    { of },
  );
}

const MEASURES: readonly DataColumn<TensorAtStep>[] = [
  ...movementColumns("FromFirst", "from the first checkpoint, or the baseline", ({ fromFirst }) => fromFirst),
  ...movementColumns("FromPrevious", "from the previous checkpoint", ({ fromPrevious }) => fromPrevious),
  ...movementColumns("ToLast", "to the last checkpoint", ({ toLast }) => toLast),
  ...fieldColumns<TensorAtStep>({
    updatePerStep: ["number", "relativeL2FromPrevious over the steps since"],
    distanceFromFirst: ["number", "Euclidean distance from the first checkpoint, or the baseline"],
    distanceFromPrevious: ["number", "Euclidean distance from the previous checkpoint"],
    distanceToLast: ["number", "Euclidean distance left to the last checkpoint"],
    pathLength: ["number", "sum of the distances between checkpoints so far"],
    displacementShare: ["number", "distanceFromFirst over that of the last checkpoint"],
    leftShare: ["number", "distanceToLast over the distance from the first, or the baseline, to the last"],
    outlierJaccard: ["number", "outlier dims of both this and the last checkpoint over those of either"],
    clearOutlierDims: ["integers", "outlier dims that are more than 5 % from the median"],
  }),
];

/** A row a step and tensor. */
export const RUN_STEPS: TableOf<TrackedRun, RowOfRun> = {
  name: "steps",
  row: "step and tensor",
  columns: [
    { name: "run", type: "text", means: "the run, as it was named", of: ({ run }) => run },
    {
      name: "step",
      type: "integer",
      means: "step of the checkpoint, or the number in its name",
      of: ({ at }) => at.step,
    },
    { name: "tensor", type: "text", means: "canonical name of the tensor", of: ({ tensor }) => tensor.name },
    {
      name: "block",
      type: "integer",
      means: "0-based block; undefined for the final norm",
      of: ({ tensor }) => tensor.id.block,
    },
    { name: "norm", type: "text", means: "which norm of its block", of: ({ tensor }) => tensor.id.norm },
    { name: "parameter", type: "text", means: "gain or bias", of: ({ tensor }) => tensor.id.parameter },
    ...columnsOfPart(SUMMARY_COLUMNS, { of: ({ at }: RowOfRun) => at.summary }),
    ...columnsOfPart(MEASURES, { of: ({ at }: RowOfRun) => at }),
  ],
  rowsOf: ({ name, points, tensors }) => {
    const byStep = tensors.map((tensor) => ({
      tensor,
      at: new Map(tensor.steps.map((step) => [step.step, step])),
    }));
    return points.flatMap(({ step }) =>
      byStep.flatMap(({ tensor, at: steps }) => {
        const at = steps.get(step);
        return at === undefined ? [] : [{ run: name, tensor, at }];
      }),
    );
  },
};
