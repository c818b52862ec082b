import type { MeasuredTensor } from "../../model/comparison.js";
import { missingWords, NO_BINS, NOTHING_FINITE } from "../../words/overview.js";
import { blockLabel, tensorLabel } from "../../words/tensorNames.js";
import { hiddenAxis } from "../panel/axis.js";
import { AXIS_PX } from "../panel/frame.js";
import { boxLayer, type Note, noteLayer } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import type { Palette } from "../panel/theme.js";
import { areaLayer, outlineLayer } from "./bars.js";
import { acrossNotes, headsPx, meaningNote, rowNotes } from "./blockNotes.js";
import type { Grid } from "./frame.js";
import type { GridFacts } from "./gridFacts.js";
import { mirroredPanel, sidePanels } from "./histograms.js";
import { AROUND, isDense } from "./layout.js";
import type { PanelStyle } from "./panelStyle.js";
import type { PlacedTensor } from "./scale.js";
import { stagePx } from "./stage.js";
import { highestShareOf, type StagedTensor } from "./staging.js";
import type { Row } from "./subject.js";
import { xAxis } from "./valueAxis.js";
import { roomForWords } from "./wordsRoom.js";

/** The grid of histograms: a row a block, a column a norm (and side), or blocks across. */

/** One place of the grid, and what is around its panel. */
interface Cell {
  readonly row: Row;
  readonly norm: number;
  readonly notes: readonly [first: readonly Note[], last: readonly Note[]];
  readonly hasXLabels: boolean;
  readonly isFirst: boolean;
}

export function blockGrid(facts: GridFacts): Grid {
  const { layout, subject } = facts;
  const isAcross = layout.arrangement === "across";
  const { columnGapPx, rowGapPx } = layout.blocks;
  const norms = subject.norms.map((_, norm) => norm);
  const places = isAcross
    ? norms.flatMap((norm) => subject.rows.map((_, row) => ({ row, norm })))
    : subject.rows.flatMap((_, row) => norms.map((norm) => ({ row, norm })));
  const panels = places.flatMap(({ row, norm }) => cellPanels(cellAt(row, norm, facts), facts));
  const perNorm = layout.arrangement === "sides" ? 2 : 1;
  return {
    name: "histograms by block",
    panels,
    columns: isAcross ? subject.rows.length : perNorm * norms.length,
    spacing: { row: rowGapPx, column: columnGapPx },
    topPx: headsPx(subject, layout),
    bottomPx: isAcross ? AXIS_PX : AROUND.blocksBottom,
  };
}

function cellAt(place: number, norm: number, facts: GridFacts): Cell {
  const { subject, layout } = facts;
  const row = subject.rows[place] as Row;
  const isAcross = layout.arrangement === "across";
  const isBottom = isAcross ? norm === subject.norms.length - 1 : place === subject.rows.length - 1;
  const own = stagedOf(row, norm, facts)?.isOwn === true;
  const foot = (isFirst: boolean) => (isBottom ? meaningNote(facts, layout.blocks, isFirst) : []);
  return {
    row,
    norm,
    notes: isAcross
      ? [acrossNotes(place, norm, facts), []]
      : [[...rowNotes(place, norm, facts), ...foot(norm === 0)], foot(false)],
    hasXLabels: own || (isAcross ? isBottom : isLastShared(place, norm, facts)),
    isFirst: place === 0 && norm === 0,
  };
}

function stagedOf(row: Row, norm: number, { staged }: GridFacts): StagedTensor | null {
  return staged.get(row.tensors[norm]?.name ?? "") ?? null;
}

/** The last of a column that is on the shared axis, which is labelled there. */
function isLastShared(place: number, norm: number, facts: GridFacts): boolean {
  const { rows } = facts.subject;
  const shared = rows.findLastIndex((row) => stagedOf(row, norm, facts)?.isOwn !== true);
  return place === shared;
}

function cellPanels(cell: Cell, facts: GridFacts): Panel[] {
  const { layout, palette, subject } = facts;
  const tensor = cell.row.tensors[cell.norm] ?? null;
  const staged = tensor === null ? undefined : facts.staged.get(tensor.name);
  const isSides = layout.arrangement === "sides";
  if (tensor === null || staged === undefined) {
    const text = emptyText(cell.row, tensor);
    const name = `${blockLabel(cell.row.block)} ${subject.norms[cell.norm]?.name ?? ""}`;
    const notes = (own: readonly Note[]): Note[] => [...own, ...middle(layout.blocks, text, palette)];
    const first = emptyPanel(isSides ? `${name} pre` : name, notes(cell.notes[0]), cell, text, facts);
    return isSides ? [first, emptyPanel(`${name} post`, notes(cell.notes[1]), cell, text, facts)] : [first];
  }
  const { placed, stage } = staged;
  const onStage = stagePx(stage, placed, layout.blocks, facts.gutters);
  const label = tensorLabel(tensor.id);
  if (!isSides) return [mirroredPanel(label, placed, onStage, styleOf(cell, cell.notes[0], facts))];
  return sidePanels(label, placed, onStage, [
    styleOf(cell, cell.notes[0], facts),
    { ...styleOf(cell, cell.notes[1], facts), hasCountAxis: false },
  ]);
}

/** Why a place has no histogram; nothing is said of a norm that was not asked for. */
function emptyText({ missingFrom }: Row, tensor: MeasuredTensor | null): string {
  if (tensor === null) return missingFrom === null ? "" : missingWords(missingFrom);
  return tensor.pre.summary.n + tensor.post.summary.n === 0 ? NOTHING_FINITE : NO_BINS;
}

function styleOf(cell: Cell, notes: readonly Note[], facts: GridFacts): PanelStyle {
  const staged = stagedOf(cell.row, cell.norm, facts);
  const own = staged?.isOwn === true ? staged : null;
  const { mode, palette, highestShares, isOrderLost, options, layout } = facts;
  return {
    mode,
    palette,
    // Bins of another width hold other counts.
    highestShare: own === null ? highestShares.blocks : ownHighestShare(own, facts),
    isOrderLost,
    hasXLabels: cell.hasXLabels,
    hasCountAxis: cell.isFirst && layout.arrangement === "sides",
    isInteractive: options.interactive,
    namedDims: [],
    notes,
    isShort: layout.arrangement === "across" || isDense(layout.blocks.height),
  };
}

function ownHighestShare(own: StagedTensor, { layout, gutters, isOrderLost }: GridFacts): number {
  const highest = highestShareOf([own]);
  return highest * roomForWords([own], highest, layout, gutters, isOrderLost);
}

/** A place without a histogram is of the same template as those with one, on the axis that all share. */
function emptyPanel(name: string, notes: readonly Note[], cell: Cell, text: string, facts: GridFacts): Panel {
  const { layout, mode, shared, gutters, palette } = facts;
  const size = layout.blocks;
  const { lo, hi, binWidth } = shared ?? { lo: 0, hi: 1, binWidth: 1 };
  const none = {
    byDim: new Float64Array(0),
    ascending: new Float64Array(0),
    finite: new Float64Array(0),
    median: null,
  };
  const stage = stagePx({ lo, hi, binWidth }, { pre: none, post: none } as PlacedTensor, size, gutters);
  const isSides = layout.arrangement === "sides";
  const look = { type: "linear", look: { domain: false } } as const;
  return {
    label: name,
    width: size.width,
    height: size.height,
    axes: {
      x: xAxis(stage, mode, shared !== null && cell.hasXLabels, !isSides),
      y: isSides
        ? { scale: { domain: [0, 1] }, ticks: { values: [], format: ",d" }, kind: look }
        : hiddenAxis([-1, 1]),
    },
    layers: [
      areaLayer([]),
      isSides ? outlineLayer([]) : areaLayer([]),
      boxLayer(text === "" ? [] : grounds(size, palette)),
      noteLayer(notes),
    ],
  };
}

function grounds({ width, height }: PanelSize, palette: Palette) {
  return [{ x: 0, x2: width, y: 0, y2: height, fill: palette.gutter }];
}

function middle({ width, height }: PanelSize, text: string, { quietInk }: Palette): Note[] {
  return text === ""
    ? []
    : [{ x: width / 2, y: height / 2, text, fill: quietInk, align: "center", baseline: "middle" }];
}
