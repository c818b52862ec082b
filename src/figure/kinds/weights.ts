import { foremost } from "../../analysis/foremost.js";
import { escapeControls } from "../../escape.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { WeightOptions, WeightSummary, WeightsComparison, WeightsSummary } from "../../model/weights.js";
import { isIdentical, noRatio, ratioSentence, whoseCountsDiffer } from "../../words/figures/weightRatios.js";
import { labelOf } from "../../words/modelLabel.js";
import { withCommas } from "../../words/numbers.js";
import { weightsChangeTitle } from "../../words/weightChange.js";
import { notFinite, weightsTitle } from "../../words/weights.js";
import type { FigureKind } from "../kind.js";
import { AXIS_PX, framed, LINE_PX, NARROW_PX, type Words } from "../panel/frame.js";
import { fitsHeight, layOutPanels, type PanelGrid } from "../panel/panels.js";
import { MOST_RATIO } from "../panel/ratioStrip.js";
import { typeset } from "../panel/text.js";
import { paletteOf } from "../panel/theme.js";
import { groupsOf, type Shown, weightPanel } from "../panel/weightPanel.js";
import { type CountScale, onOneAxis, type WeightWindow, windowOfWeights } from "../panel/weightWindow.js";

/** All weights, a panel for each group: of one model as the study drew them first, of two with counts on a logarithmic axis. */

/** Nobody reads more panels. On a page and on a slide there are fewer, and under a long title fewer still. */
const MOST_PANELS = { page: [48, 36, 30, 27, 24, 18, 12], slide: [9, 6, 3] } as const;
const HEIGHTS_PX = { single: 230, few: 110, many: 70 };
const FEW = 4;
const Y_LABELS_PX = 30;
const GAP_PX = 14;

export const weights = {
  name: "weights",
  shows: "every weight of one or two models, a histogram a group",
  of: "weights",
  build,
} as const satisfies FigureKind<"weights">;

function build(subject: WeightsSummary | WeightsComparison, options: FigureOptions): VegaLiteSpec {
  const draw = (most: number) =>
    "pre" in subject
      ? drawTwo({ ...subject, groups: inOrder(subject) }, options, most)
      : drawOne({ ...subject, groups: inOrder(subject) }, options, most);
  const [first, ...fewer] = options.height === null ? MOST_PANELS.page : MOST_PANELS.slide;
  return fewer.reduce((drawn, most) => (drawn.fits ? drawn : draw(most)), draw(first)).spec;
}

/** Tensors by their names, block 9 before block 10: most files have the order of an alphabet. */
function inOrder<Group extends { readonly name: string }>({
  groups,
  options,
}: {
  readonly groups: readonly Group[];
  readonly options: WeightOptions;
}): readonly Group[] {
  if (options.groupBy !== "tensor") return groups;
  const { compare } = new Intl.Collator("en", { numeric: true });
  return groups.toSorted((a, b) => compare(a.name, b.name));
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
  const isCut = groups.length > most && changed.length > 0;
  const shown = foremost(isCut ? changed : groups, most, ({ change }) => change.ks ?? 0);
  const areAllChanged = isCut && changed.length <= most;
  const [before, after] = [pre, post].map((model) => escapeControls(labelOf(model)));
  const panels = shown.map((group): Shown => ({ ...group, isIdentical: isIdentical(group) }));
  return draw(panels, {
    title: weightsChangeTitle(comparison),
    caption: [
      `Filled: ${before}; outlined: ${after}, in the same ${withCommas(bins)} bins. Counts on a logarithmic axis; empty bins at its foot.`,
      ...(panels.some(hasRatio) ? [typeset(ratioSentence(MOST_RATIO))] : []),
      ...leftOut(shown.flatMap((group) => [group.pre.summary, group.post.summary])),
      ...(areAllChanged
        ? [whoseCountsDiffer(shown.length, groups.length)]
        : fewer(shown.length, groups.length, "most changed")),
    ],
    counts: "logarithmic",
    sharesAxis: groupBy === "block",
    options,
  });
}

function hasRatio({ pre, post, isIdentical }: Shown): boolean {
  return post !== null && noRatio(pre, post, isIdentical) === null;
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
    return weightPanel(panel, windows[i] ?? null, { grid, counts, palette, ...place });
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
