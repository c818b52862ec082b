import type { TensorComparison } from "../../model/comparison.js";
import { ksText, outlierText, spreadChange } from "../../table/readable/comparedTensors.js";
import type { TextColumn } from "../../table/readable.js";
import { medianChange } from "../../words/medianChange.js";
import { percent, signed, significant, UNDEFINED } from "../../words/numbers.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { changeLine, histogramLines } from "./histogramLines.js";
import { TERMINAL_COLOURS, type TerminalStyle } from "./style.js";

/** The table of a comparison in a terminal: what is the same reads "=", and what is striking is bold. */

/** A median that moved, or a KS statistic, from here on is set in bold. */
const STRIKING_FRACTION = 0.05;
const STRIKING_KS = 0.5;

/** From this width on there is room for finer histograms, the change per dimension and the number of outliers. */
export const WIDE_COLUMNS = 116;
const CELLS = { narrow: 11, wide: 15 };

type Column = TextColumn<TensorComparison>;

/** The columns from left to right; `drop` says which are left out first in a narrow terminal. */
export function comparisonColumns(
  tensors: readonly TensorComparison[],
  { chalk, ascii }: TerminalStyle,
  wide: boolean,
): readonly Column[] {
  const inColour = (colour: string) => (text: string) => chalk.hex(colour)(text);
  const quietOr = (test: (tensor: TensorComparison) => boolean) => (text: string, tensor: TensorComparison) =>
    tensor.change.identical ? chalk.dim(text) : test(tensor) ? chalk.bold(text) : text;
  const quiet = quietOr(() => false);
  const lines = histogramLines(tensors, wide ? CELLS.wide : CELLS.narrow, ascii);
  const moved = movedCells(tensors);
  const arrow = ascii ? "->" : "→";
  const pre: Column = {
    ...leftColumn("pre", (_, place) => lines.pre[place] ?? "", inColour(TERMINAL_COLOURS.pre)),
    drop: 2,
  };
  const post: Column = {
    ...leftColumn("post", (_, place) => lines.post[place] ?? "", inColour(TERMINAL_COLOURS.post)),
    drop: 3,
  };
  const wideOnly: Column[] = [
    { head: "outliers", align: "right", cell: (tensor) => outliersCell(tensor, arrow), paint: quiet },
    leftColumn("post - pre", (tensor) => changeLine(tensor, ascii), inColour(TERMINAL_COLOURS.post)),
  ];
  return [
    leftColumn("tensor", ({ id }) => tensorLabel(id), quiet),
    pre,
    post,
    leftColumn(
      `median\npre${wide ? `${arrow}post` : ""}`,
      (tensor) => medianCell(tensor, wide ? arrow : null),
      quiet,
    ),
    { ...changeColumn("median\nchange", medianChange), paint: quietOr(hasStrikingShift) },
    ...effectiveColumns(tensors),
    {
      ...changeColumn("IQR\nratio", (tensor) => spreadChange(tensor, ascii ? "x" : "×")),
      paint: quiet,
      drop: 4,
    },
    { ...changeColumn("KS", ksText), paint: quietOr(hasStrikingKs), drop: 1 },
    ...(wide ? wideOnly : []),
    { ...leftColumn("moved most", (_, place) => moved[place] ?? "", quiet), drop: 5 },
  ];
}

function leftColumn(head: string, cell: Column["cell"], paint: NonNullable<Column["paint"]>): Column {
  return { head, align: "left", cell, paint };
}

/** A number of the change, close to the one before. */
function changeColumn(head: string, textOf: (tensor: TensorComparison) => string): Column {
  return {
    head,
    align: "right",
    gap: 1,
    cell: (tensor) => (tensor.change.identical ? "=" : textOf(tensor)),
  };
}

/** How the rows behind the gains grew, and what comes of both; only where it was asked for. */
function effectiveColumns(tensors: readonly TensorComparison[]): Column[] {
  if (tensors.every(({ effectiveChange }) => effectiveChange === undefined)) return [];
  const column = (head: string, key: "rowFraction" | "effectiveFraction"): Column => ({
    head,
    align: "right",
    gap: 1,
    cell: ({ effectiveChange }) => {
      if (effectiveChange === undefined) return UNDEFINED;
      return effectiveChange[key] === 0 ? "=" : percent(effectiveChange[key]);
    },
  });
  return [column("matrix\nrows", "rowFraction"), column("gain\n* row", "effectiveFraction")];
}

function hasStrikingShift(tensor: TensorComparison): boolean {
  return tensor.id.parameter === "gain" && Math.abs(tensor.change.medianFraction ?? 0) >= STRIKING_FRACTION;
}

function hasStrikingKs({ change }: TensorComparison): boolean {
  return (change.ksStatistic ?? 0) >= STRIKING_KS;
}

/** The median before, and after where there is room for an arrow. */
function medianCell({ pre, post, change }: TensorComparison, arrow: string | null): string {
  const digits = arrow !== null || change.identical ? 4 : 3;
  const [before, after] = [pre, post].map(({ summary }) => significant(summary.median, digits));
  return arrow === null || change.identical ? `${before}` : `${before}${arrow}${after}`;
}

function outliersCell({ pre, post }: TensorComparison, arrow: string): string {
  return `${outlierText(pre)}${arrow}${outlierText(post)}`;
}

/** The dim that moved most and by how much, the numbers under each other. */
function movedCells(tensors: readonly TensorComparison[]): string[] {
  const tops = tensors.map(({ change }) => change.topMoved[0]);
  const width = Math.max(1, ...tops.map((top) => String(top?.dim ?? "").length));
  return tops.map((top) =>
    top === undefined ? UNDEFINED : `${String(top.dim).padStart(width)} ${signed(top.delta)}`,
  );
}
