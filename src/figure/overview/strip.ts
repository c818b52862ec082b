import type { Architecture } from "../../model/architecture.js";
import type { MeasuredTensor } from "../../model/comparison.js";
import { factorWords, signedWords } from "../../words/amounts.js";
import { percent } from "../../words/numbers.js";
import {
  dimsHeading,
  type Heading,
  LOST_ORDER,
  medianHeading,
  ORDER_HEADING,
  WIDTH_HEADING,
} from "../../words/overview.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { ZERO_AS_0 } from "../panel/axis.js";
import { LINE_PX } from "../panel/frame.js";
import type { Note } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { fitText, typeset } from "../panel/text.js";
import { LABEL_FONT, type Palette, SEMI_BOLD, TEXT } from "../panel/theme.js";
import { type BlockAxis, blockAxis, stopNotes } from "./blockAxis.js";
import { changesOf, dimsUnitOf, heldShare } from "./changes.js";
import { type Curves, curvesPanel } from "./curvesPanel.js";
import { dimsPanel } from "./dimsPanel.js";
import type { Grid } from "./frame.js";
import { AROUND, type Layout } from "./layout.js";
import { looksOf } from "./marks.js";
import type { ValueMode } from "./scale.js";
import type { OverviewSubject } from "./subject.js";

/** The strip above the histograms, which tells what happened to the whole model: three small panels by block. */

/** Between the panels of a row: the labels of a y axis. */
const GAP_PX = 44;
const LABELS_OFF_PX = 4;
const HEADING_OFF_PX = 38;
/** Above the panel, whose highest axis label reaches out of it. */
const SUB_OFF_PX = 8;

interface Around {
  readonly subject: OverviewSubject;
  readonly architecture: Architecture;
  readonly mode: ValueMode;
  readonly isOrderLost: boolean;
  readonly palette: Palette;
}

export function stripGrids(around: Around, layout: Layout): Grid[] {
  const { subject, palette } = around;
  const axis = blockAxis(subject.whole, subject.blocks);
  const draw = [medianPanel, secondPanel, everyDimPanel];
  let drawn = 0;
  return layout.strip.map(({ widths, heightPx }, row): Grid => {
    const panels = widths.map((width): Panel => {
      const size = { width, height: heightPx };
      const stops = stopNotes(axis, width, heightPx + TEXT.size + LABELS_OFF_PX, palette);
      const build = draw[drawn++] as typeof medianPanel;
      return build(around, axis, size, stops);
    });
    return {
      name: layout.strip.length === 1 ? "strip" : `strip row ${row + 1}`,
      panels,
      columns: panels.length,
      spacing: { row: 0, column: GAP_PX },
      topPx: AROUND.stripTop,
      bottomPx: AROUND.stripBottom,
    };
  });
}

/** Above the labels of the y axis, which are as far left as the heading begins. */
function headingNotes({ title, sub }: Heading, width: number, palette: Palette): Note[] {
  const titleStyle = { size: TEXT.headSize, weight: SEMI_BOLD };
  return [
    {
      x: -HEADING_OFF_PX,
      y: -LINE_PX - SUB_OFF_PX,
      text: fitText(typeset(title), titleStyle, width + HEADING_OFF_PX),
      fill: palette.ink,
      ...titleStyle,
    },
    {
      x: -HEADING_OFF_PX,
      y: -SUB_OFF_PX,
      text: fitText(typeset(sub), LABEL_FONT, width + HEADING_OFF_PX + 4),
      fill: palette.quietInk,
    },
  ];
}

function medianPanel(around: Around, axis: BlockAxis, size: PanelSize, stops: readonly Note[]): Panel {
  const { subject, mode, palette } = around;
  const heading = headingNotes(medianHeading(subject.parameter, mode), size.width, palette);
  return panelOf({ name: "median by block", ...MEDIANS[mode] }, around, axis, size, [...heading, ...stops]);
}

function panelOf(
  curves: Curves,
  { subject, architecture, palette }: Around,
  axis: BlockAxis,
  size: PanelSize,
  notes: readonly Note[],
): Panel {
  const looks = looksOf(subject.whole, architecture.sites, palette);
  return curvesPanel(curves, subject.whole, looks, axis, size, notes, palette);
}

const PERCENT_LABEL = "datum.value === 0 ? '0 %' : datum.label + ' %'";
const TIMES_LABEL = "'×' + datum.label";
const POWER_LABEL = "'×' + format(pow(10, datum.value), '.2~r')";

function inPercent({ change, pre }: MeasuredTensor): number | null {
  if (change.identical) return 0;
  const median = pre.summary.median;
  if (change.medianChange === null || median === null || median === 0) return null;
  return (100 * change.medianChange) / median;
}

const MEDIANS: Readonly<Record<ValueMode, Omit<Curves, "name">>> = {
  percent: {
    numberOf: inPercent,
    base: 0,
    least: 4,
    look: { labelExpr: PERCENT_LABEL },
    signed: true,
    say: (value) => percent(value / 100).replace("%", " %"),
  },
  factor: {
    numberOf: (tensor) => {
      const fraction = inPercent(tensor);
      return fraction === null || fraction <= -100 ? null : Math.log10(1 + fraction / 100);
    },
    base: 0,
    least: 0.2,
    look: { labelExpr: POWER_LABEL },
    signed: false,
    say: (value) => factorWords(10 ** value),
  },
  iqrs: {
    numberOf: ({ change, pre }) => {
      if (change.identical) return 0;
      const iqr = pre.summary.iqr;
      return change.medianChange === null || iqr === null || iqr === 0 ? null : change.medianChange / iqr;
    },
    base: 0,
    least: 2,
    look: ZERO_AS_0,
    signed: true,
    say: signedWords,
  },
  values: {
    numberOf: ({ change }) => (change.identical ? 0 : change.medianChange),
    base: 0,
    least: 1e-9,
    look: ZERO_AS_0,
    signed: true,
    say: signedWords,
  },
};

/** How wide the bulk became; where dimensions lost their order, how much of it is left, since nothing else tells of that. */
function secondPanel(around: Around, axis: BlockAxis, size: PanelSize, stops: readonly Note[]): Panel {
  const { isOrderLost, palette } = around;
  const heading = isOrderLost ? ORDER_HEADING : WIDTH_HEADING;
  const notes = [...headingNotes(heading, size.width, palette), ...stops];
  return panelOf(isOrderLost ? ORDER : WIDTH, around, axis, size, notes);
}

const WIDTH: Curves = {
  name: "width by block",
  numberOf: ({ change }) => (change.identical ? 1 : change.iqrRatio),
  base: 1,
  least: 0.1,
  look: { labelExpr: TIMES_LABEL },
  signed: false,
  say: factorWords,
};

const ORDER: Curves = {
  name: "order by block",
  numberOf: ({ change }) => (change.identical ? 1 : change.spearman),
  base: 1,
  least: 1,
  look: {},
  signed: false,
  say: (value) => value.toFixed(2),
};

/** So many of the changed tensors have lost the order of their dimensions. */
const MANY = 1 / 3;

export function isOrderLostIn(whole: readonly MeasuredTensor[]): boolean {
  const changed = whole.filter(({ change }) => !change.identical && change.spearman !== null);
  const lost = changed.filter(({ change }) => Math.abs(change.spearman as number) < LOST_ORDER);
  return lost.length > 0 && lost.length >= MANY * changed.length;
}

function everyDimPanel(around: Around, axis: BlockAxis, size: PanelSize, stops: readonly Note[]): Panel {
  const { subject, architecture, mode, palette } = around;
  const { whole, missing, changedAsOne } = subject;
  const unit = dimsUnitOf(whole, mode);
  const held = heldShare(whole);
  const changes = changesOf(whole, unit, held);
  const areNamed = changes.some(({ tensor }) => !changedAsOne.has(tensorLabel(tensor.id)));
  return dimsPanel("change of every dimension", size, {
    axis,
    looks: looksOf(whole, architecture.sites, palette),
    whole,
    changes,
    changedAsOne,
    missing,
    palette,
    notes: [...headingNotes(dimsHeading(unit, held, areNamed), size.width, palette), ...stops],
  });
}
