import { escapeControls } from "../../escape.js";
import type { WeightGroup, WeightsSummary } from "../../model/weights.js";
import { shortened, weightNumbers } from "../../table/readable/weightGroups.js";
import { type TextColumn, textTable } from "../../table/readable.js";
import { bars } from "../../table/sparkline.js";
import { significant, withCommas } from "../../words/numbers.js";
import { TERMINAL_COLOURS, type TerminalStyle } from "./style.js";
import { bulkOf, cellsOf } from "./weightLines.js";

/** All weights of one or many checkpoints, for people at a terminal. */
export function weightsText(checkpoints: readonly WeightsSummary[], style: TerminalStyle): string {
  return checkpoints.map((checkpoint) => checkpointText(checkpoint, style)).join("\n");
}

function checkpointText({ model, groups, options }: WeightsSummary, style: TerminalStyle): string {
  const head = `${style.chalk.bold(escapeControls(model.path))}  ${options.bins} bins${errorText(groups)}${outsideText(groups)}`;
  return `${[head, ...textTable(columnsOf(groups, style), groups, style.columns)].join("\n")}\n`;
}

/** Of the widest bins: no quantile of the table is farther off. */
function errorText(groups: readonly WeightGroup[]): string {
  const widest = Math.max(...groups.map(({ summary }) => summary.quantileError ?? 0));
  return widest > 0 ? `, quantiles within ${significant(widest, 2)}` : "";
}

/** How many weights lie outside of the bins. */
function outsideText(groups: readonly WeightGroup[]): string {
  const outside = groups.reduce(
    (sum, { histogram }) => sum + (histogram === null ? 0 : histogram.below + histogram.above),
    0,
  );
  return outside === 0 ? "" : `, ${withCommas(outside)} weights outside of them`;
}

function columnsOf(
  groups: readonly WeightGroup[],
  { chalk, ascii }: TerminalStyle,
): readonly TextColumn<WeightGroup>[] {
  return [
    NAME_COLUMN,
    {
      head: "",
      align: "left",
      cell: (group) => line(group, ascii),
      paint: (text) => chalk.hex(TERMINAL_COLOURS.pre)(text),
      drop: 0,
    },
    ...weightNumbers(groups),
  ];
}

/** What a row is about, by a name that fits. */
export const NAME_COLUMN: TextColumn<{ readonly name: string }> = {
  head: "",
  align: "left",
  cell: ({ name }) => shortened(escapeControls(name)),
};

/** The histogram from the 0.1 % to the 99.9 % quantile, where it is not empty. */
function line(group: WeightGroup, ascii: boolean): string {
  const cells = cellsOf(group, bulkOf([group]));
  if (cells === null) return group.summary.n === 0 ? "no values" : "";
  return bars(cells, Math.max(1, ...cells), ascii);
}
