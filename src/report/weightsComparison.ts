import { escapeControls, escapeMarkdown } from "../escape.js";
import type { WeightGroup, WeightGroupComparison, WeightsComparison } from "../model/weights.js";
import { row } from "../table/markdown.js";
import { bars } from "../table/sparkline.js";
import { type Column, formatTable } from "../table/text.js";
import { modelLabel } from "../words/modelLabel.js";
import { signed, significant, UNDEFINED, withCommas } from "../words/numbers.js";
import { weightsHeadline } from "../words/weights.js";
import { POST_COLOUR, PRE_COLOUR, type TerminalStyle } from "./terminal.js";
import { bulkOf, cellsOf, nameCell } from "./weights.js";

/** All weights of two checkpoints: for people, and as Markdown. */

/** The columns of numbers, in text and Markdown. Those with a number are left out first where there is no room. */
const NUMBERS: readonly {
  readonly head: string;
  readonly of: (group: WeightGroupComparison) => string;
  readonly drop?: number;
}[] = [
  { head: "weights", of: ({ pre }) => withCommas(pre.summary.n), drop: 2 },
  { head: "identical", of: identicalShare },
  { head: "std", of: ({ pre }) => significant(pre.summary.std, 3), drop: 4 },
  { head: "std by", of: ({ change: { stdRatio } }) => percentOf(stdRatio) },
  { head: "mean", of: ({ pre }) => significant(pre.summary.mean, 3), drop: 3 },
  { head: "mean by", of: ({ change }) => signed(change.meanDelta), drop: 5 },
  {
    head: "not finite",
    of: ({ pre, post }) => `${pre.summary.nonFinite}/${post.summary.nonFinite}`,
    drop: 6,
  },
  { head: "KS", of: ({ change }) => significant(change.ks, 2) },
  { head: "W1", of: ({ change }) => significant(change.wasserstein, 2), drop: 1 },
];

function percentOf(ratio: number | null): string {
  return ratio === null ? UNDEFINED : `${signed(100 * (ratio - 1))}%`;
}

/** Of the tensors that have the same name on both sides. */
function identicalShare({ identical, paired }: WeightGroupComparison): string {
  return paired === 0 ? UNDEFINED : `${identical}/${paired}`;
}

export function weightsComparisonText(comparison: WeightsComparison, style: TerminalStyle): string {
  const { pre, post, options, groups } = comparison;
  const [before, after] = [pre, post].map(({ path }) => escapeControls(modelLabel(path)));
  const head = `${style.chalk.bold("all weights")}  ${style.chalk.hex(PRE_COLOUR)(before)} ${style.ascii ? "->" : "→"} ${style.chalk.hex(POST_COLOUR)(after)}, ${options.bins} bins`;
  const sentences = weightsHeadline(groups).map((sentence) => `${sentence}.`);
  return `${[...sentences, "", head, ...formatTable(columns(groups, style), style.columns)].join("\n")}\n`;
}

function columns(groups: readonly WeightGroupComparison[], { chalk, ascii }: TerminalStyle): Column[] {
  const plain = (text: string) => text;
  const lines = groups.map((group) => linesOf(group, ascii));
  const side = (name: "pre" | "post", colour: string): Column => ({
    head: name,
    cells: lines.map((line) => line[name]),
    align: "left",
    paint: (text) => chalk.hex(colour)(text),
    drop: 0,
  });
  return [
    { head: "", cells: groups.map(({ name }) => nameCell(name)), align: "left", paint: plain },
    side("pre", PRE_COLOUR),
    side("post", POST_COLOUR),
    ...shownNumbers(groups).map(
      ({ head, of, drop }): Column => ({
        head,
        cells: groups.map(of),
        align: "right",
        paint: plain,
        ...(drop === undefined ? {} : { drop }),
      }),
    ),
  ];
}

/** What is not finite has a column where there is any. */
function shownNumbers(groups: readonly WeightGroupComparison[]) {
  const isAny = groups.some(({ pre, post }) => pre.summary.nonFinite + post.summary.nonFinite > 0);
  return NUMBERS.filter(({ head }) => head !== "not finite" || isAny);
}

/** Both histograms over the same span and on one scale. */
function linesOf({ pre, post }: WeightGroupComparison, ascii: boolean): { pre: string; post: string } {
  const span = bulkOf([pre, post]);
  const [before, after] = [cellsOf(pre, span), cellsOf(post, span)];
  const highest = Math.max(1, ...(before ?? []), ...(after ?? []));
  const line = (cells: Uint32Array | null, { summary }: WeightGroup) =>
    cells === null ? (summary.n === 0 ? "no values" : "") : bars(cells, highest, ascii);
  return { pre: line(before, pre), post: line(after, post) };
}

export function weightsComparisonMarkdown({ pre, post, groups }: WeightsComparison): string {
  const [before, after] = [pre, post].map(({ path }) => escapeMarkdown(modelLabel(path)));
  const numbers = shownNumbers(groups);
  return [
    `### All weights: ${before} → ${after}`,
    "",
    ...weightsHeadline(groups).map((sentence) => `- ${escapeMarkdown(sentence)}`),
    "",
    row(["weights of", ...numbers.map(({ head }) => head)]),
    row(["---", ...numbers.map(() => "--:")]),
    ...groups.map((group) => row([escapeMarkdown(group.name), ...numbers.map(({ of }) => of(group))])),
    "",
  ].join("\n");
}
