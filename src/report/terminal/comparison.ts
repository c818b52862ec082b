import { escapeControls } from "../../escape.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import { WINDOW_MADS } from "../../stats/bulkWindow.js";
import { textTable } from "../../table/readable.js";
import { wordAnswer } from "../../words/answers/index.js";
import { circuitChanges } from "../../words/circuits.js";
import { headline } from "../../words/findings/headline.js";
import { leftOut } from "../../words/leftOut.js";
import { labelOf } from "../../words/modelLabel.js";
import { plural } from "../../words/phrases.js";
import { lengthsOf, normNoun } from "../../words/sites.js";
import { circuitsText } from "./circuits.js";
import { comparisonColumns, WIDE_COLUMNS } from "./comparisonColumns.js";
import { TERMINAL_COLOURS, type TerminalStyle, wrapped } from "./style.js";

/** What changed between two checkpoints, for people at a terminal. */
export function comparisonText(comparison: Comparison, style: TerminalStyle, withAnswers: boolean): string {
  const parts = [
    sentences(comparison, style),
    table(comparison, style),
    ...(comparison.circuits === undefined
      ? []
      : [circuitsText(circuitChanges(comparison.circuits.pre, comparison.circuits.post), style)]),
    ...(withAnswers ? [answers(comparison, style)] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** What changed, in words, a sentence a line. */
function sentences(comparison: Comparison, style: TerminalStyle): string {
  const said = headline(comparison).map((sentence) =>
    style.ascii ? sentence : sentence.replace(/\bx(?=\d)/g, "×"),
  );
  return said.map((sentence) => wrapped(sentence, style)).join("\n");
}

/** The study's questions, each with its verdict and what it cannot say. */
function answers(comparison: Comparison, style: TerminalStyle): string {
  return comparison.answers
    .map((answer) => wordAnswer(answer, comparison))
    .map(({ title, verdict, caveat }) =>
      [style.chalk.bold(title), wrapped(verdict, style), style.chalk.dim(wrapped(caveat, style))].join("\n"),
    )
    .join("\n\n");
}

/** A row a tensor: small histograms beside the numbers, as wide as the terminal allows. */
function table(comparison: Comparison, style: TerminalStyle): string {
  const { chalk, columns, ascii } = style;
  const { tensors } = comparison;
  const rows = textTable(comparisonColumns(tensors, style, columns >= WIDE_COLUMNS), tensors, columns);
  return [title(comparison, style), ...rows, chalk.dim(wrapped(legend(comparison, ascii), style))].join("\n");
}

/** What the table is about and what is compared, on one line where both fit. */
function title({ tensors, pre, post }: Comparison, { chalk, ascii, columns }: TerminalStyle): string {
  const biased = tensors.some(({ id }) => id.parameter === "bias");
  const what = `${normNoun(pre.architecture)} gains${biased ? " and biases" : ""}`;
  const size = `  ${plural(tensors.length, "tensor")} ${ascii ? "x" : "×"} ${lengthsOf(tensors.map((tensor) => tensor.pre.values))}`;
  const arrow = ascii ? " -> " : " → ";
  const room = Math.floor((columns - arrow.length) / 2);
  const [a = "", b = ""] = [pre, post].map((model) => shorten(escapeControls(labelOf(model)), room, ascii));
  const oneLine = what.length + size.length + 3 + a.length + arrow.length + b.length <= columns;
  const models = chalk.hex(TERMINAL_COLOURS.pre)(a) + arrow + chalk.hex(TERMINAL_COLOURS.post)(b);
  return `${chalk.bold(what)}${size}${oneLine ? "   " : "\n"}${models}`;
}

function legend(comparison: Comparison, ascii: boolean): string {
  const { options, tensors } = comparison;
  const window = options.bins === "auto" ? `median ${ascii ? "+-" : "±"} ${WINDOW_MADS} MAD or wider, ` : "";
  const outside = tensors.some(({ pre, post }) => outsideOf(pre.histogram) + outsideOf(post.histogram) > 0);
  const histograms = `Histograms: ${window}shared height a row${outside ? "; end numbers: values outside" : ""}.`;
  return [histograms, leftOut(comparison)].filter((text) => text !== null).join(" ");
}

function outsideOf(histogram: TensorComparison["pre"]["histogram"]): number {
  return histogram === null ? 0 : histogram.below + histogram.above;
}

function shorten(text: string, room: number, ascii: boolean): string {
  return text.length <= room
    ? text
    : `${ascii ? "..." : "…"}${text.slice(text.length - room + (ascii ? 3 : 1))}`;
}
