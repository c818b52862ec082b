import { escapeControls, escapeMarkdown } from "../escape.js";
import type { WeightGroup, WeightSummary, WeightsSummary } from "../model/weights.js";
import { quantileOf } from "../stats/binnedQuantiles.js";
import { row } from "../table/markdown.js";
import { bars } from "../table/sparkline.js";
import { type Column, formatTable } from "../table/text.js";
import { significant, UNDEFINED, withCommas } from "../words/numbers.js";
import { PRE_COLOUR, type TerminalStyle } from "./terminal.js";

/** All weights of one or many checkpoints: for people, and as Markdown. */

/** Longer names are shortened in tables. */
const LONGEST_NAME = 48;
/** Cells of the histogram in a row of the table. */
const CELLS = 15;

const quantile = ({ quantiles }: WeightSummary, q: number) => quantileOf(quantiles, q);

/** The columns of numbers, in text and Markdown. Those with a number are left out first where there is no room. */
const NUMBERS: readonly {
  readonly head: string;
  readonly of: (summary: WeightSummary) => string;
  readonly drop?: number;
}[] = [
  { head: "weights", of: ({ n }) => withCommas(n) },
  { head: "mean", of: ({ mean }) => significant(mean, 3) },
  { head: "std", of: ({ std }) => significant(std, 3) },
  { head: "skewness", of: ({ skewness }) => significant(skewness, 3), drop: 4 },
  { head: "kurtosis", of: ({ excessKurtosis }) => significant(excessKurtosis, 3), drop: 5 },
  { head: "min", of: ({ min }) => significant(min, 3) },
  { head: "0.1 %", of: (summary) => significant(quantile(summary, 0.001), 3), drop: 1 },
  { head: "median", of: (summary) => significant(quantile(summary, 0.5), 3), drop: 6 },
  { head: "99.9 %", of: (summary) => significant(quantile(summary, 0.999), 3), drop: 2 },
  { head: "max", of: ({ max }) => significant(max, 3) },
  { head: "zeros", of: ({ zeroShare }) => share(zeroShare), drop: 3 },
  { head: "not finite", of: ({ nonFinite }) => withCommas(nonFinite), drop: 7 },
];

function share(part: number | null): string {
  return part === null ? UNDEFINED : part === 0 ? "0" : `${significant(part * 100, 2)}%`;
}

export function weightsText(checkpoints: readonly WeightsSummary[], style: TerminalStyle): string {
  return checkpoints.map((checkpoint) => checkpointText(checkpoint, style)).join("\n");
}

function checkpointText({ model, groups, options }: WeightsSummary, style: TerminalStyle): string {
  const head = `${style.chalk.bold(escapeControls(model.path))}  ${options.bins} bins${errorText(groups)}${outsideText(groups)}`;
  return `${[head, ...formatTable(columns(groups, style), style.columns)].join("\n")}\n`;
}

/** Of the widest bins: no quantile of the table is farther off. */
function errorText(groups: readonly WeightGroup[]): string {
  const widest = Math.max(...groups.map(({ summary }) => summary.quantileError ?? 0));
  return widest > 0 ? `, quantiles within ${significant(widest, 2)}` : "";
}

/** How many weights --xlim leaves out. */
function outsideText(groups: readonly WeightGroup[]): string {
  const outside = groups.reduce(
    (sum, { histogram }) => sum + (histogram === null ? 0 : histogram.below + histogram.above),
    0,
  );
  return outside === 0 ? "" : `, ${withCommas(outside)} weights outside of them`;
}

/** A group's name as tables have it: its beginning and its end, where it is long. */
export function nameCell(name: string): string {
  const shown = escapeControls(name);
  return shown.length <= LONGEST_NAME
    ? shown
    : `${shown.slice(0, LONGEST_NAME / 2)}...${shown.slice(3 - LONGEST_NAME / 2)}`;
}

function columns(groups: readonly WeightGroup[], { chalk, ascii }: TerminalStyle): Column[] {
  const plain = (text: string) => text;
  const inBlue = (text: string) => chalk.hex(PRE_COLOUR)(text);
  const numbers = NUMBERS.filter(
    ({ head }) => head !== "not finite" || groups.some(({ summary }) => summary.nonFinite > 0),
  );
  return [
    { head: "", cells: groups.map(({ name }) => nameCell(name)), align: "left", paint: plain },
    { head: "", cells: groups.map((group) => line(group, ascii)), align: "left", paint: inBlue, drop: 0 },
    ...numbers.map(
      ({ head, of, drop }): Column => ({
        head,
        cells: groups.map(({ summary }) => of(summary)),
        align: "right",
        paint: plain,
        ...(drop === undefined ? {} : { drop }),
      }),
    ),
  ];
}

/** The histogram from the 0.1 % to the 99.9 % quantile, where it is not empty. */
function line(group: WeightGroup, ascii: boolean): string {
  const cells = cellsOf(group, bulkOf([group]));
  if (cells === null) return group.summary.n === 0 ? "no values" : "";
  return bars(cells, Math.max(1, ...cells), ascii);
}

/** From the 0.1 % to the 99.9 % quantile of the groups together; where one is not known, from the first or to the last edge. */
export function bulkOf(groups: readonly WeightGroup[]): readonly [from: number, to: number] {
  const ends = groups.flatMap(({ histogram, summary }) =>
    histogram === null
      ? []
      : [
          [
            quantile(summary, 0.001) ?? histogram.edges[0],
            quantile(summary, 0.999) ?? histogram.edges.at(-1),
          ],
        ],
  );
  return [Math.min(...ends.map(([from]) => from as number)), Math.max(...ends.map(([, to]) => to as number))];
}

/** The counts of a histogram in the few cells of a line; null where there is none. */
export function cellsOf(
  { histogram }: WeightGroup,
  [from, to]: readonly [from: number, to: number],
): Uint32Array | null {
  if (histogram === null) return null;
  const { edges, counts } = histogram;
  const cells = new Uint32Array(CELLS);
  for (const [bin, count] of counts.entries()) {
    const middle = ((edges[bin] as number) + (edges[bin + 1] as number)) / 2;
    const cell = to > from ? Math.floor(((middle - from) / (to - from)) * CELLS) : 0;
    if (cell >= 0 && cell < CELLS) cells[cell] = (cells[cell] as number) + count;
  }
  return cells;
}

export function weightsMarkdown(checkpoints: readonly WeightsSummary[]): string {
  return checkpoints.map(checkpointMarkdown).join("\n");
}

function checkpointMarkdown({ model, groups }: WeightsSummary): string {
  return [
    `### ${escapeMarkdown(model.path)}`,
    "",
    row(["weights of", ...NUMBERS.map(({ head }) => head)]),
    row(["---", ...NUMBERS.map(() => "--:")]),
    ...groups.map(({ name, summary }) =>
      row([escapeMarkdown(name), ...NUMBERS.map(({ of }) => of(summary))]),
    ),
    "",
  ].join("\n");
}
