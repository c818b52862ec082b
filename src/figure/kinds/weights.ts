import { foremost } from "../../analysis/foremost.js";
import { escapeControls } from "../../escape.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { WeightGroup, WeightSummary, WeightsComparison, WeightsSummary } from "../../model/weights.js";
import { isIdentical, ratioSentence } from "../../words/figures/weightRatios.js";
import { labelOf } from "../../words/modelLabel.js";
import { withCommas } from "../../words/numbers.js";
import { weightsChangeTitle } from "../../words/weightChange.js";
import { notFinite, weightsTitle } from "../../words/weights.js";
import type { FigureKind } from "../kind.js";
import { AXIS_PX, framed, LINE_PX, NARROW_PX, type Words } from "../panel/frame.js";
import { filledHistogram, type Note, noteLayer, outlinedHistogram } from "../panel/layers.js";
import { notePanel, type Panel, type PanelSize } from "../panel/panel.js";
import {
  axisMeaning,
  countNote,
  fitsHeight,
  layOutPanels,
  type PanelGrid,
  panelHeading,
} from "../panel/panels.js";
import { identicalStrip, MOST_RATIO, ratioLayers, stripPx } from "../panel/ratioStrip.js";
import { fitText, typeset } from "../panel/text.js";
import { type Palette, paletteOf, SEMI_BOLD, TEXT } from "../panel/theme.js";
import { beyondNotes, weightAxes } from "../panel/weightAxes.js";
import { type CountScale, onOneAxis, type WeightWindow, windowOfWeights } from "../panel/weightWindow.js";
import { emptyNote } from "../panel/window.js";

/** All weights, a panel for each group: of one model as the study drew them first, of two with counts on a logarithmic axis. */

/** Nobody reads more panels. On a page and on a slide there are fewer, and under a long title fewer still. */
const MOST_PANELS = { page: [48, 36, 30, 27, 24, 18, 12], slide: [9, 6, 3] } as const;
const HEIGHTS_PX = { single: 230, few: 110, many: 70 };
const FEW = 4;
const Y_LABELS_PX = 30;
const GAP_PX = 14;

/** What a panel shows: a group before, and after if there are two models. */
interface Shown {
  readonly name: string;
  readonly pre: WeightGroup;
  readonly post: WeightGroup | null;
  /** The two are byte for byte the same. */
  readonly isIdentical: boolean;
}

export const weights = {
  name: "weights",
  shows: "every weight of one or two models, a histogram a group",
  of: "weights",
  build,
} as const satisfies FigureKind<"weights">;

function build(subject: WeightsSummary | WeightsComparison, options: FigureOptions): VegaLiteSpec {
  const draw = (most: number) =>
    "pre" in subject ? drawTwo(subject, options, most) : drawOne(subject, options, most);
  const [first, ...fewer] = options.height === null ? MOST_PANELS.page : MOST_PANELS.slide;
  return fewer.reduce((drawn, most) => (drawn.fits ? drawn : draw(most)), draw(first)).spec;
}

interface Drawn {
  readonly spec: VegaLiteSpec;
  /** Within the height of the picture, if that is limited. */
  readonly fits: boolean;
}

function drawOne(
  { model, groups, options: { bins, groupBy } }: WeightsSummary,
  options: FigureOptions,
  most: number,
): Drawn {
  const shown = foremost(groups, most, ({ summary }) => summary.n);
  const panels = shown.map(
    (group): Shown => ({ name: group.name, pre: group, post: null, isIdentical: false }),
  );
  return draw(panels, {
    title: weightsTitle(labelOf(model), groups),
    caption: [
      `Histogram of ${withCommas(bins)} bins.`,
      ...leftOut(shown.map(({ summary }) => summary)),
      ...fewer(shown.length, groups.length, "largest"),
    ],
    counts: "linear",
    sharesAxis: groupBy === "block",
    options,
  });
}

function drawTwo(comparison: WeightsComparison, options: FigureOptions, most: number): Drawn {
  const {
    groups,
    pre,
    post,
    options: { bins, groupBy },
  } = comparison;
  const changed = groups.filter(({ change }) => change.ks !== 0);
  const shown = foremost(
    groups.length > most && changed.length > 0 ? changed : groups,
    most,
    ({ change }) => change.ks ?? 0,
  );
  const [before, after] = [pre, post].map((model) => escapeControls(labelOf(model)));
  const panels = shown.map((group): Shown => ({ ...group, isIdentical: isIdentical(group) }));
  return draw(panels, {
    title: weightsChangeTitle(comparison),
    caption: [
      `Filled: ${before}; outlined: ${after}, in the same ${withCommas(bins)} bins. Counts on a logarithmic axis; empty bins at its foot.`,
      ...(panels.every((panel) => panel.isIdentical) ? [] : [typeset(ratioSentence(MOST_RATIO))]),
      ...leftOut(shown.flatMap((group) => [group.pre.summary, group.post.summary])),
      ...fewer(shown.length, groups.length, "most changed"),
    ],
    counts: "logarithmic",
    sharesAxis: groupBy === "block",
    options,
  });
}

/** How many values no histogram can show. */
function leftOut(summaries: readonly WeightSummary[]): string[] {
  const count = summaries.reduce((sum, { nonFinite }) => sum + nonFinite, 0);
  return count === 0 ? [] : [`Left out: ${notFinite(count)}.`];
}

function fewer(shown: number, all: number, which: string): string[] {
  return shown < all ? [`Shown: the ${shown} ${which} of ${all} groups.`] : [];
}

interface Drawing {
  readonly title: string;
  /** Sentences. */
  readonly caption: readonly string[];
  readonly counts: CountScale;
  /** All panels have the same x axis. */
  readonly sharesAxis: boolean;
  readonly options: FigureOptions;
}

function draw(shown: readonly Shown[], drawing: Drawing): Drawn {
  const { title, caption, counts, sharesAxis, options } = drawing;
  const palette = paletteOf(options.theme);
  const columns = columnsFor(shown.length, options.width);
  const rough = options.width / columns;
  const own = shown.map((panel) => windowOfWeights(groupsOf(panel), rough, counts));
  const windows = sharesAxis ? onOneAxis(own) : own;
  const words = {
    title: typeset(title),
    caption: [...caption, ...windowSentences(windows)].join(" "),
    options,
  };
  const grid = layOut(shown.length, columns, words);
  const panels = shown.map((panel, i) => {
    const place = { isHighest: i < columns, isLowest: i + columns >= shown.length };
    return panelOf(panel, windows[i] ?? null, { grid, counts, palette, ...place });
  });
  return {
    spec: framed({ ...words, palette, panels, grid }),
    fits: fitsHeight(grid, shown.length, words),
  };
}

function columnsFor(count: number, width: number): number {
  if (count === 1) return 1;
  return count <= FEW || width < NARROW_PX ? 2 : 3;
}

function layOut(count: number, columns: number, words: Words): PanelGrid {
  // In a picture of limited height, each row has to have room for what is above the first and below the last.
  const gapLines = words.options.height === null ? 2 : 3;
  const size = count === 1 ? "single" : count <= FEW ? "few" : "many";
  return layOutPanels(count, words, {
    columns,
    leftPx: Y_LABELS_PX,
    rightPx: 6,
    gapPx: GAP_PX,
    rowGapPx: AXIS_PX + gapLines * LINE_PX,
    heightPx: HEIGHTS_PX[size],
  });
}

/** What the axes leave out, and how many bins are drawn as one step. */
function windowSentences(windows: readonly (WeightWindow | null)[]): string[] {
  const known = windows.filter((window) => window !== null);
  const cut = known.some(({ below, above }) => below + above > 0);
  const merged = Math.max(1, ...known.map(({ binsAStep }) => binsAStep));
  return [
    ...(cut ? ["Numbers at the sides: weights beyond the axis, and how far they reach."] : []),
    ...(merged > 1
      ? [`Heights: weights in each step, of up to ${merged} bins together.`]
      : ["Heights: weights in each bin."]),
  ];
}

interface Style {
  readonly grid: PanelGrid;
  readonly counts: CountScale;
  readonly palette: Palette;
  /** There is no panel above it, or below it: what its axes mean is written there. */
  readonly isHighest: boolean;
  readonly isLowest: boolean;
}

function panelOf(
  shown: Shown,
  window: WeightWindow | null,
  { grid, counts, palette, isHighest, isLowest }: Style,
): Panel {
  const size: PanelSize = { width: grid.panelPx, height: grid.heightPx };
  const heading = fitText(escapeControls(shown.name), { size: TEXT.headSize, weight: SEMI_BOLD }, size.width);
  const words: Note[] = [panelHeading(heading, palette)];
  if (window === null) {
    const sharing = [shown.pre, shown.post].flatMap((group) => (group === null ? [] : [group.summary]));
    return notePanel(size, [...words, emptyNote(shown.pre.summary, palette, sharing)]);
  }
  const [pre, post] = window.steps;
  const axes = weightAxes(window, size, counts, post === undefined ? 0 : stripPx(size.height));
  const strip =
    post === undefined
      ? { layers: [], notes: [] }
      : shown.isIdentical
        ? identicalStrip(size, palette)
        : ratioLayers(pre, post, { size, palette });
  return {
    ...size,
    label: heading,
    axes,
    layers: [
      filledHistogram(pre, axes, post === undefined ? palette.pre : palette.preFill),
      ...(post === undefined ? [] : [outlinedHistogram(post, axes, palette.post)]),
      ...strip.layers,
      noteLayer([
        ...words,
        ...(isHighest ? [countNote(-8, palette)] : []),
        ...strip.notes,
        ...beyondNotes(window, size, palette),
        ...(isLowest ? [axisMeaning(size, "weight", palette)] : []),
      ]),
    ],
  };
}

function groupsOf({ pre, post }: Shown): readonly WeightGroup[] {
  return post === null ? [pre] : [pre, post];
}
