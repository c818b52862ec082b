import { escapeControls, escapeMarkdown } from "../escape.js";
import type { CheckpointSummary, TensorSummary } from "../model/comparison.js";
import type { Summary } from "../model/numbers.js";
import { row } from "../table/markdown.js";
import { bars, recount } from "../table/sparkline.js";
import { type Column, formatTable } from "../table/text.js";
import { significant, UNDEFINED } from "../words/numbers.js";
import { plural } from "../words/phrases.js";
import { tensorLabel } from "../words/tensorNames.js";
import { PRE_COLOUR, type TerminalStyle } from "./terminal.js";

/** Summaries of one or many checkpoints: for people, and as Markdown. */

/** Cells of the histogram in a row of the table. */
const CELLS = 15;

/** The columns of numbers, in text and Markdown. */
const NUMBERS: readonly { readonly head: string; readonly of: (summary: Summary) => string }[] = [
  { head: "mean", of: ({ mean }) => significant(mean) },
  { head: "std", of: ({ std }) => significant(std, 3) },
  { head: "median", of: ({ median }) => significant(median) },
  { head: "IQR", of: ({ iqr }) => significant(iqr, 3) },
  { head: "min", of: ({ min }) => significant(min, 3) },
  { head: "max", of: ({ max }) => significant(max, 3) },
  {
    head: "outliers",
    of: ({ outlierDims }) => (outlierDims === null ? UNDEFINED : String(outlierDims.length)),
  },
  { head: "near 0", of: ({ nearZeroDims }) => String(nearZeroDims.length) },
];

export function statsText(checkpoints: readonly CheckpointSummary[], style: TerminalStyle): string {
  return checkpoints.map((checkpoint) => checkpointText(checkpoint, style)).join("\n");
}

function checkpointText({ model, tensors }: CheckpointSummary, style: TerminalStyle): string {
  const { chalk, ascii, columns } = style;
  const times = ascii ? "x" : "×";
  const head = `${chalk.bold(escapeControls(model.path))}  ${plural(tensors.length, "tensor")} ${times} ${model.width}, ${model.dtypes.join(" ")}`;
  return `${[head, ...formatTable(statsColumns(tensors, style), columns)].join("\n")}\n`;
}

function statsColumns(tensors: readonly TensorSummary[], { chalk, ascii }: TerminalStyle): Column[] {
  const plain = (text: string) => text;
  const inBlue = (text: string) => chalk.hex(PRE_COLOUR)(text);
  return [
    { head: "tensor", cells: tensors.map(({ id }) => tensorLabel(id)), align: "left", paint: plain },
    { head: "", cells: tensors.map((tensor) => line(tensor, ascii)), align: "left", paint: inBlue, drop: 2 },
    ...NUMBERS.map(({ head, of }, i): Column => {
      const cells = tensors.map(({ distribution }) => of(distribution.summary));
      return { head, cells, align: "right", paint: plain, ...(i >= 4 ? { drop: i === 7 ? 1 : i } : {}) };
    }),
  ];
}

function line({ distribution }: TensorSummary, ascii: boolean): string {
  const counted = recount(distribution, CELLS);
  return counted === null ? "no values" : bars(counted.counts, Math.max(...counted.counts), ascii);
}

export function statsMarkdown(checkpoints: readonly CheckpointSummary[]): string {
  return checkpoints.map(checkpointMarkdown).join("\n");
}

function checkpointMarkdown({ model, tensors }: CheckpointSummary): string {
  return [
    `### ${escapeMarkdown(model.path)}`,
    "",
    row(["tensor", ...NUMBERS.map(({ head }) => head)]),
    row(["---", ...NUMBERS.map(() => "--:")]),
    ...tensors.map(({ id, distribution }) =>
      row([tensorLabel(id), ...NUMBERS.map(({ of }) => of(distribution.summary))]),
    ),
    "",
  ].join("\n");
}
