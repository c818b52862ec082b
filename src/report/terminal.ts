import type { ChalkInstance } from "chalk";
import { answerQuestions } from "../analysis/answers.js";
import { iqrRatio, medianFraction } from "../analysis/findings.js";
import { escapeControls } from "../escape.js";
import type { Comparison, TensorComparison } from "../model/comparison.js";
import type { Side } from "../model/numbers.js";
import { WINDOW_MADS } from "../stats/binning.js";
import { equalEdges, histogram } from "../stats/histogram.js";
import { distancesFrom } from "../stats/quantiles.js";
import { sampleOf } from "../stats/sample.js";
import { bars, recount } from "../table/sparkline.js";
import { type Column, formatTable } from "../table/text.js";
import { wordAnswer } from "../words/answers.js";
import { modelLabel } from "../words/modelLabel.js";
import { factor, signed, significant, UNDEFINED } from "../words/numbers.js";
import { plural } from "../words/phrases.js";
import { headline, medianChange } from "../words/sentences.js";
import { tensorLabel } from "../words/tensorNames.js";
import { wrapWords } from "../words/wrap.js";

export interface TerminalStyle {
  /** Columns of the terminal. */
  readonly columns: number;
  /** Break sentences at its edge; a file or a pipe gets them whole. */
  readonly wrap: boolean;
  /** Only ASCII characters. */
  readonly ascii: boolean;
  readonly chalk: ChalkInstance;
}

/** A median that moved, or a KS statistic, from here on is set off in colour. */
const STRIKING_FRACTION = 0.05;
const STRIKING_KS = 0.5;

/** From this width on there is room for finer histograms, the change per dimension and the number of outliers. */
const WIDE_COLUMNS = 116;
const CELLS = { narrow: 11, wide: 15 };

/** Of histograms; the dark theme's, readable on dark and light terminals. */
export const PRE_COLOUR = "#56B4E9";
export const POST_COLOUR = "#F58A3C";

/** What changed, in words, a sentence a line. */
export function comparisonSentences({ findings }: Comparison, style: TerminalStyle): string {
  const sentences = headline(findings).map((sentence) =>
    style.ascii ? sentence : sentence.replace(/\bx(?=\d)/g, "×"),
  );
  return sentences.map((sentence) => wrapped(sentence, style)).join("\n");
}

/** The study's questions, each with its verdict and what it cannot say. */
export function comparisonAnswers({ tensors }: Comparison, style: TerminalStyle): string {
  return answerQuestions(tensors)
    .map(wordAnswer)
    .map(({ title, verdict, caveat }) =>
      [style.chalk.bold(title), wrapped(verdict, style), style.chalk.dim(wrapped(caveat, style))].join("\n"),
    )
    .join("\n\n");
}

/** The text, broken at the edge of a terminal between words. */
export function wrapped(text: string, { wrap, columns }: TerminalStyle): string {
  return wrapWords(text, wrap ? columns : null).join("\n");
}

/** A row a tensor: small histograms beside the numbers, as wide as the terminal allows. */
export function comparisonTable(comparison: Comparison, style: TerminalStyle): string {
  const { chalk, columns, ascii } = style;
  const wide = columns >= WIDE_COLUMNS;
  const table = formatTable(tableColumns(comparison.tensors, style, wide), columns);
  return [title(comparison, style), ...table, chalk.dim(wrapped(legend(comparison, ascii), style))].join(
    "\n",
  );
}

/** What the table is about and what is compared, on one line where both fit. */
function title({ tensors, pre, post }: Comparison, { chalk, ascii, columns }: TerminalStyle): string {
  const biased = tensors.some(({ id }) => id.parameter === "bias");
  const what = biased ? "LayerNorm gains and biases" : "LayerNorm gains";
  const size = `  ${plural(tensors.length, "tensor")} ${ascii ? "x" : "×"} ${pre.width}`;
  const arrow = ascii ? " -> " : " → ";
  const room = Math.floor((columns - arrow.length) / 2);
  const [a = "", b = ""] = [pre, post].map(({ path }) =>
    shorten(escapeControls(modelLabel(path)), room, ascii),
  );
  const oneLine = what.length + size.length + 3 + a.length + arrow.length + b.length <= columns;
  const models = chalk.hex(PRE_COLOUR)(a) + arrow + chalk.hex(POST_COLOUR)(b);
  return `${chalk.bold(what)}${size}${oneLine ? "   " : "\n"}${models}`;
}

function legend({ options, tensors }: Comparison, ascii: boolean): string {
  const window = options.bins === "auto" ? `median ${ascii ? "+-" : "±"} ${WINDOW_MADS} MAD, ` : "";
  const outside = tensors.some(({ pre, post }) => outsideOf(pre.histogram) + outsideOf(post.histogram) > 0);
  return `Histograms: ${window}shared height a row${outside ? "; end numbers: values outside" : ""}.`;
}

function outsideOf(histogram: TensorComparison["pre"]["histogram"]): number {
  return histogram === null ? 0 : histogram.below + histogram.above;
}

function shorten(text: string, room: number, ascii: boolean): string {
  return text.length <= room
    ? text
    : `${ascii ? "..." : "…"}${text.slice(text.length - room + (ascii ? 3 : 1))}`;
}

/** The columns in the order in which they stand; `drop` says which go first where the terminal is narrow. */
function tableColumns(tensors: readonly TensorComparison[], style: TerminalStyle, wide: boolean): Column[] {
  const { chalk, ascii } = style;
  const inColour = (colour: string) => (text: string) => chalk.hex(colour)(text);
  const quietOr = (test: (tensor: TensorComparison) => boolean) => (text: string, row: number) => {
    const tensor = tensors[row] as TensorComparison;
    return tensor.change.identical ? chalk.dim(text) : test(tensor) ? chalk.yellow(text) : text;
  };
  const quiet = quietOr(() => false);
  const numbers = tensors.map((tensor) => numberCells(tensor, ascii, wide));
  const columns: Column[] = [
    { head: "tensor", cells: tensors.map(({ id }) => tensorLabel(id)), align: "left", paint: quiet },
    {
      head: "pre",
      cells: sparklines(tensors, "pre", style, wide),
      align: "left",
      paint: inColour(PRE_COLOUR),
      drop: 2,
    },
    {
      head: "post",
      cells: sparklines(tensors, "post", style, wide),
      align: "left",
      paint: inColour(POST_COLOUR),
      drop: 3,
    },
    { head: "median", cells: numbers.map(({ median }) => median), align: "left", paint: quiet },
    {
      head: "change",
      cells: numbers.map(({ shift }) => shift),
      align: "right",
      paint: quietOr(hasStrikingShift),
      gap: 1,
    },
    {
      head: "IQR",
      cells: numbers.map(({ spread }) => spread),
      align: "right",
      paint: quiet,
      drop: 4,
      gap: 1,
    },
    {
      head: "KS",
      cells: numbers.map(({ ks }) => ks),
      align: "right",
      paint: quietOr(hasStrikingKs),
      drop: 5,
      gap: 1,
    },
    { head: "moved most", cells: movedCells(tensors), align: "left", paint: quiet, drop: 1 },
  ];
  if (!wide) return columns;
  const changes = tensors.map((tensor) => deltaSparkline(tensor, ascii));
  return [
    ...columns.slice(0, -1),
    { head: "outliers", cells: numbers.map(({ outliers }) => outliers), align: "right", paint: quiet },
    { head: "post - pre", cells: changes, align: "left", paint: inColour(POST_COLOUR) },
    ...columns.slice(-1),
  ];
}

function hasStrikingShift(tensor: TensorComparison): boolean {
  return tensor.id.parameter === "gain" && Math.abs(medianFraction(tensor) ?? 0) >= STRIKING_FRACTION;
}

function hasStrikingKs({ change }: TensorComparison): boolean {
  return (change.ksStatistic ?? 0) >= STRIKING_KS;
}

function numberCells(tensor: TensorComparison, ascii: boolean, wide: boolean) {
  const { pre, post, change } = tensor;
  const [before, after] = [pre, post].map(({ summary }) =>
    significant(summary.median, wide || change.identical ? 4 : 3),
  );
  const arrow = ascii ? "->" : "→";
  const counts = [pre, post].map(({ summary }) => String(summary.outlierDims?.length ?? UNDEFINED));
  const outliers = `${counts[0]}${arrow}${counts[1]}`;
  if (change.identical) return { median: before as string, shift: "=", spread: "=", ks: "=", outliers };
  return {
    median: wide ? `${before}${arrow}${after}` : (before as string),
    shift: medianChange(tensor),
    spread: factor(iqrRatio(tensor), ascii ? "x" : "×"),
    ks: change.ksStatistic?.toFixed(2) ?? UNDEFINED,
    outliers,
  };
}

/** The dim that moved most and by how much, the numbers under each other. */
function movedCells(tensors: readonly TensorComparison[]): string[] {
  const tops = tensors.map(({ change }) => change.topMoved[0]);
  const width = Math.max(1, ...tops.map((top) => String(top?.dim ?? "").length));
  return tops.map((top) =>
    top === undefined ? UNDEFINED : `${String(top.dim).padStart(width)} ${signed(top.delta)}`,
  );
}

/** A histogram in one line a tensor, with the counts of what lies outside its window at both ends. */
function sparklines(
  tensors: readonly TensorComparison[],
  side: Side,
  { ascii }: TerminalStyle,
  wide: boolean,
): string[] {
  const cellCount = wide ? CELLS.wide : CELLS.narrow;
  const ends = tensors
    .map((tensor) => tensor[side].histogram)
    .map((shown) => ({
      below: shown?.below ? String(shown.below) : "",
      above: shown?.above ? String(shown.above) : "",
    }));
  const left = Math.max(...ends.map(({ below }) => below.length));
  const right = Math.max(...ends.map(({ above }) => above.length));
  return tensors.map((tensor, row) => {
    const { below = "", above = "" } = ends[row] ?? {};
    const counted = { pre: recount(tensor.pre, cellCount), post: recount(tensor.post, cellCount) };
    const own = counted[side];
    if (own === null) return " ".repeat(left) + (tensor[side].summary.n === 0 ? "no values" : "too wide");
    const highest = Math.max(...(counted.pre?.counts ?? []), ...(counted.post?.counts ?? []));
    return below.padStart(left) + bars(own.counts, highest, ascii) + above.padEnd(right);
  });
}

/** Cells to each side of zero in the histogram of the change. */
const DELTA_CELLS = 6;

/** How the dims moved: down to the left of the bar, up to the right. The farthest move sets the scale, without 1 % of them. */
function deltaSparkline(tensor: TensorComparison, ascii: boolean): string {
  const bar = ascii ? "|" : "│";
  const deltas = tensor.pre.values.map((value, dim) => (tensor.post.values[dim] as number) - value);
  const { ascending } = sampleOf(deltas);
  const reach = distancesFrom(ascending, 0)[Math.floor(ascending.length * 0.99)] ?? 0;
  const edges = reach > 0 ? equalEdges(-reach, reach, 2 * DELTA_CELLS) : null;
  const blank = " ".repeat(DELTA_CELLS);
  if (tensor.change.identical || edges === null) return blank + bar + blank;
  const { counts } = histogram(ascending, edges);
  const line = bars(counts, Math.max(...counts), ascii);
  return line.slice(0, DELTA_CELLS) + bar + line.slice(DELTA_CELLS);
}
