import type { MeasuredTensor } from "../../model/comparison.js";
import { NO_BINS, NOTHING_FINITE } from "../../words/overview.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { MARGIN_PX } from "../panel/frame.js";
import type { Note } from "../panel/layers.js";
import { fitNorm, NAME_PX } from "../panel/normName.js";
import { notePanel, type Panel } from "../panel/panel.js";
import { LABEL_FONT, SEMI_BOLD } from "../panel/theme.js";
import { meaningNote } from "./blockNotes.js";
import type { Grid } from "./frame.js";
import type { GridFacts } from "./gridFacts.js";
import { mirroredPanel, sidePanels } from "./histograms.js";
import { AROUND, isDense } from "./layout.js";
import type { PanelStyle } from "./panelStyle.js";
import { guttersFor, stagePx } from "./stage.js";

/** The norms outside of the blocks, each with an axis of its own: twice as wide, so that far gains fit. */

/** How many of the dims that moved farthest are named. */
const NAMED_DIMS = 3;

export function finalGrid(facts: GridFacts): Grid {
  const { layout, subject } = facts;
  const isSides = layout.arrangement === "sides";
  const { columnGapPx, rowGapPx } = layout.finals;
  return {
    name: "histograms outside of blocks",
    panels: subject.finals.flatMap((tensor, i) =>
      finalPanels(tensor, i === subject.finals.length - 1, facts),
    ),
    columns: isSides ? 2 : 1,
    spacing: { row: rowGapPx, column: columnGapPx },
    topPx: AROUND.finalsTop,
    bottomPx: AROUND.blocksBottom,
  };
}

function finalPanels(tensor: MeasuredTensor, isLast: boolean, facts: GridFacts): Panel[] {
  const { layout, staged } = facts;
  const size = layout.finals;
  const isSides = layout.arrangement === "sides";
  const own = staged.get(tensor.name);
  const label: Note = {
    x: MARGIN_PX - layout.leftPx,
    y: size.height / 2,
    text: fitNorm(tensor.id.norm, { ...LABEL_FONT, weight: SEMI_BOLD }, NAME_PX),
    fill: facts.palette.ink,
    weight: SEMI_BOLD,
    baseline: "middle",
  };
  const foot = isLast ? meaningNote(facts, size, true) : [];
  if (own === undefined) {
    const text = { x: 4, y: size.height / 2, text: emptyText(tensor), fill: facts.palette.quietInk };
    const first = notePanel(size, [label, text, ...foot]);
    return isSides ? [first, notePanel(size, [text, ...foot])] : [first];
  }
  const stage = stagePx(own.stage, own.placed, size, guttersFor([own]));
  const style = styleOf(tensor, facts);
  if (!isSides)
    return [mirroredPanel(tensor.id.norm, own.placed, stage, { ...style, notes: [label, ...foot] })];
  return sidePanels(tensor.id.norm, own.placed, stage, [
    { ...style, hasCountAxis: true, notes: [label, ...foot] },
    { ...style, notes: foot },
  ]);
}

function emptyText({ pre, post }: MeasuredTensor): string {
  return pre.summary.n + post.summary.n === 0 ? NOTHING_FINITE : NO_BINS;
}

function styleOf({ id, change }: MeasuredTensor, facts: GridFacts): PanelStyle {
  const isChangedAsOne = facts.subject.changedAsOne.has(tensorLabel(id));
  const { mode, palette, isOrderLost, options, layout } = facts;
  return {
    mode,
    palette,
    highestShare: facts.highestShares.finals,
    isOrderLost,
    hasXLabels: true,
    hasCountAxis: false,
    isInteractive: options.interactive,
    namedDims: isChangedAsOne ? [] : change.topMoved.slice(0, NAMED_DIMS).map(({ dim }) => dim),
    notes: [],
    isShort: isDense(layout.finals.height),
  };
}
