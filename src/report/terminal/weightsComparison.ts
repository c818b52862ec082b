import { escapeControls } from "../../escape.js";
import type { Side } from "../../model/numbers.js";
import type { WeightGroup, WeightGroupComparison, WeightsComparison } from "../../model/weights.js";
import { weightChangeNumbers } from "../../table/readable/comparedWeightGroups.js";
import { type TextColumn, textTable } from "../../table/readable.js";
import { bars } from "../../table/sparkline.js";
import { labelOf } from "../../words/modelLabel.js";
import { weightsHeadline } from "../../words/weightChange.js";
import { TERMINAL_COLOURS, type TerminalStyle } from "./style.js";
import { bulkOf, cellsOf } from "./weightLines.js";
import { NAME_COLUMN } from "./weights.js";

/** All weights of two checkpoints, for people at a terminal. */
export function weightsComparisonText(comparison: WeightsComparison, style: TerminalStyle): string {
  const { pre, post, options, groups } = comparison;
  const [before, after] = [pre, post].map((model) => escapeControls(labelOf(model)));
  const head = `${style.chalk.bold("all weights")}  ${style.chalk.hex(TERMINAL_COLOURS.pre)(before)} ${style.ascii ? "->" : "→"} ${style.chalk.hex(TERMINAL_COLOURS.post)(after)}, ${options.bins} bins`;
  const sentences = weightsHeadline(comparison).map((sentence) => `${sentence}.`);
  const rows = textTable(columnsOf(groups, style), groups, style.columns);
  return `${[...sentences, "", head, ...rows].join("\n")}\n`;
}

function columnsOf(
  groups: readonly WeightGroupComparison[],
  { chalk, ascii }: TerminalStyle,
): readonly TextColumn<WeightGroupComparison>[] {
  const lines = groups.map((group) => linesOf(group, ascii));
  const side = (name: Side, colour: string): TextColumn<WeightGroupComparison> => ({
    head: name,
    align: "left",
    cell: (_, place) => lines[place]?.[name] ?? "",
    paint: (text) => chalk.hex(colour)(text),
    drop: 0,
  });
  return [
    NAME_COLUMN,
    side("pre", TERMINAL_COLOURS.pre),
    side("post", TERMINAL_COLOURS.post),
    ...weightChangeNumbers(groups),
  ];
}

/** Both histograms over the same span and on one scale. */
function linesOf({ pre, post }: WeightGroupComparison, ascii: boolean): Record<Side, string> {
  const span = bulkOf([pre, post]);
  const [before, after] = [cellsOf(pre, span), cellsOf(post, span)];
  const highest = Math.max(1, ...(before ?? []), ...(after ?? []));
  const line = (cells: Uint32Array | null, { summary }: WeightGroup) =>
    cells === null ? (summary.n === 0 ? "no values" : "") : bars(cells, highest, ascii);
  return { pre: line(before, pre), post: line(after, post) };
}
