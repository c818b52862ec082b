import type { Band, TensorAcrossRuns, TrackedRuns } from "../../model/runs.js";
import { columnsOfPart, type DataColumn, fieldColumns, type TableOf } from "../dataTable.js";
import { type RowOfRun, RUN_STEPS } from "./runSteps.js";

interface RowOfRuns extends RowOfRun {
  /** Null at a step at which not all runs could be read. */
  readonly across: TensorAcrossRuns | null;
}

function bandColumns(
  name: string,
  means: string,
  of: (at: TensorAcrossRuns) => Band | null,
): DataColumn<TensorAcrossRuns>[] {
  const columns = fieldColumns<Band>({
    min: ["number", `least ${means}`],
    median: ["number", `median ${means}`],
    max: ["number", `greatest ${means}`],
  });
  return columnsOfPart(
    columns.map((column) => ({
      ...column,
      name: `${name}${column.name.charAt(0).toUpperCase()}${column.name.slice(1)}`,
    })),
    { of },
  );
}

const ACROSS: readonly DataColumn<TensorAcrossRuns>[] = [
  {
    name: "runsSame",
    type: "boolean",
    means: "have all runs the same values at this step",
    of: ({ isSame }) => isSame,
  },
  ...bandColumns("runsMedian", "of the runs' medians", ({ median }) => median),
  ...bandColumns("runsDistance", "Euclidean distance between two runs", ({ distance }) => distance),
  ...bandColumns(
    "runsTravelled",
    "Euclidean distance of a run from the first step that all have, or the baseline",
    ({ travelled }) => travelled,
  ),
  {
    name: "runsApart",
    type: "number",
    means: "runsDistanceMedian over runsTravelledMedian",
    of: ({ apart }) => apart,
  },
  ...bandColumns("runsPearson", "correlation of two runs, dim by dim", ({ pearson }) => pearson),
];

/** A row a step, tensor and run: what one run has, then what is so of all runs, and the same in the rows of each. */
export const RUNS_STEPS: TableOf<TrackedRuns, RowOfRuns> = {
  name: "steps",
  row: "step, tensor and run",
  columns: [...RUN_STEPS.columns, ...columnsOfPart(ACROSS, { of: ({ across }: RowOfRuns) => across })],
  rowsOf: ({ runs, tensors }) => {
    const across = new Map(
      tensors.map(({ name, steps }) => [name, new Map(steps.map((at) => [at.step, at]))]),
    );
    return runs.flatMap((run) =>
      RUN_STEPS.rowsOf(run).map((row) => ({
        ...row,
        across: across.get(row.tensor.name)?.get(row.at.step) ?? null,
      })),
    );
  },
};
