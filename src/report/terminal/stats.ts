import { escapeControls } from "../../escape.js";
import type { CheckpointSummary, TensorSummary } from "../../model/comparison.js";
import { summaryNumbers, TENSOR_COLUMN } from "../../table/readable/summarisedTensors.js";
import { textTable } from "../../table/readable.js";
import { bars, recount } from "../../table/sparkline.js";
import { circuitWords } from "../../words/circuits.js";
import { plural } from "../../words/phrases.js";
import { stepWords } from "../../words/run/steps.js";
import { lengthsOf } from "../../words/sites.js";
import { circuitsText } from "./circuits.js";
import { TERMINAL_COLOURS, type TerminalStyle } from "./style.js";

/** Cells of the histogram in a row of the table. */
const CELLS = 15;

/** Summaries of one or many checkpoints, for people at a terminal. */
export function statsText(checkpoints: readonly CheckpointSummary[], style: TerminalStyle): string {
  return checkpoints.map((checkpoint) => checkpointText(checkpoint, style)).join("\n");
}

function checkpointText({ model, tensors, circuits }: CheckpointSummary, style: TerminalStyle): string {
  const { chalk, ascii, columns } = style;
  const times = ascii ? "x" : "×";
  const head = `${chalk.bold(escapeControls(model.path))}  ${stepOf(model)}${plural(tensors.length, "tensor")} ${times} ${lengthsOf(tensors.map(({ distribution }) => distribution.values))}, ${model.dtypes.join(" ")}`;
  const histogram = {
    head: "",
    align: "left",
    cell: (tensor: TensorSummary) => line(tensor, ascii),
    paint: (text: string) => chalk.hex(TERMINAL_COLOURS.pre)(text),
    drop: 2,
  } as const;
  const numbers = summaryNumbers(tensors);
  return `${[head, ...textTable([TENSOR_COLUMN, histogram, ...numbers], tensors, columns)].join("\n")}\n${circuits === undefined ? "" : `\n${circuitsText(circuitWords(circuits), style)}\n`}`;
}

function stepOf({ ofRun }: CheckpointSummary["model"]): string {
  return ofRun === undefined ? "" : `${stepWords(ofRun.step, ofRun)}, `;
}

function line({ distribution }: TensorSummary, ascii: boolean): string {
  const counted = recount(distribution, CELLS);
  return counted === null ? "no values" : bars(counted.counts, Math.max(...counted.counts), ascii);
}
