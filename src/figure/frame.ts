import type { BinRule, Comparison, FigureOptions, TensorSummary, VegaLiteSpec } from "../model.js";
import { plural } from "../report/words.js";
import { WINDOW_MADS } from "../stats/binning.js";
import type { Box, Layer } from "./layers.js";
import { wrapText } from "./text.js";
import { type Palette, REGULAR, SEMI_BOLD, TEXT, themeConfig } from "./theme.js";

/** The whole picture around the panels: title, paddings, and a width that is exactly the one asked for. */

/** Blank around the picture. */
export const MARGIN_PX = 4;

/** Between the title and what stands highest below it. */
const TITLE_GAP_PX = 7;

export interface Frame {
  /** What the data say, typeset; the user's own title goes before. */
  readonly title: string;
  readonly options: FigureOptions;
  readonly palette: Palette;
  /** How to read the figure, under its title; wrapped here. */
  readonly caption: string;
  /** Panels in reading order, two a row, all of the same size in a column. */
  readonly panels: readonly Layer[];
  readonly grid: { readonly leftPx: number; readonly rowGapPx: number; readonly columnGapPx: number };
}

export function framed(frame: Frame): VegaLiteSpec {
  const { options, palette } = frame;
  const textWidthPx = options.width - 2 * MARGIN_PX;
  const title = options.title ?? frame.title;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    config: { ...themeConfig(palette), mark: { invalid: null } },
    padding: { left: 0, right: 0, top: MARGIN_PX, bottom: MARGIN_PX },
    title: {
      text: wrapText(title, { size: TEXT.titleSize, weight: SEMI_BOLD }, textWidthPx),
      subtitle: wrapText(frame.caption, { size: TEXT.size, weight: REGULAR }, textWidthPx),
      dx: MARGIN_PX - frame.grid.leftPx,
      offset: TITLE_GAP_PX,
    },
    concat: frame.panels,
    columns: 2,
    // Panels alone make the grid: what stands around them (labels, axes) has its room in the gaps.
    bounds: "flush",
    spacing: { row: frame.grid.rowGapPx, column: frame.grid.columnGapPx },
  };
}

/** What a caption begins with: what a panel shows, and what part of it, and the gutters if there are any. */
export function captionStart(bins: BinRule, shown: readonly Shown[], gutters: string): string[] {
  const width = shown[0]?.distribution.values.length ?? 0;
  const biased = shown.some(({ id }) => id.parameter === "bias");
  const outside = shown.some(
    ({ distribution: { histogram } }) => histogram !== null && histogram.below + histogram.above > 0,
  );
  return [
    `Histograms of ${biased ? "gain γ and bias β" : "gain γ"} over ${plural(width, "dimension")}.`,
    ...(bins === "auto"
      ? [`Centre: median ± ${WINDOW_MADS} MAD, of pre and post together, on shared bins.`]
      : []),
    ...(outside ? [gutters] : []),
  ];
}

/** One tensor of one checkpoint in a figure. */
export type Shown = Pick<TensorSummary, "id" | "distribution">;

/** Both sides of every tensor. */
export function shownIn({ tensors }: Comparison): Shown[] {
  return tensors.flatMap(({ id, pre, post }) => [pre, post].map((distribution) => ({ id, distribution })));
}

/** An invisible box, for the first panel: it reaches over the picture's whole width, so that the picture has it. */
export function widthBox(leftPx: number, width: number): Box {
  return { x: -leftPx, x2: width - leftPx, y: 0, y2: 0, fill: "transparent" };
}
