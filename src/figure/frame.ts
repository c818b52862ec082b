import type { Comparison, FigureOptions, VegaLiteSpec } from "../model.js";
import { figureTitle, plural } from "../report/words.js";
import { WINDOW_MADS } from "../stats/binning.js";
import type { Box, Layer } from "./layers.js";
import { typeset, wrapText } from "./text.js";
import { type Palette, REGULAR, SEMI_BOLD, TEXT, themeConfig } from "./theme.js";

/** The whole picture around the panels: title, paddings, and a width that is exactly the one asked for. */

/** Blank around the picture. */
export const MARGIN_PX = 4;

/** Between the title and what stands highest below it. */
const TITLE_GAP_PX = 7;

export interface Frame {
  readonly comparison: Comparison;
  readonly options: FigureOptions;
  readonly palette: Palette;
  /** How to read the figure, under its title; wrapped here. */
  readonly caption: string;
  /** Panels in reading order, two a row, all of the same size in a column. */
  readonly panels: readonly Layer[];
  readonly grid: { readonly leftPx: number; readonly rowGapPx: number; readonly columnGapPx: number };
}

export function framed(frame: Frame): VegaLiteSpec {
  const { comparison, options, palette } = frame;
  const textWidthPx = options.width - 2 * MARGIN_PX;
  const title = options.title ?? typeset(figureTitle(comparison.findings));
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

/** What every caption begins with: what a panel shows, and what part of it, and the gutters if there are any. */
export function captionStart({ options, tensors }: Comparison, gutters: string): string[] {
  const width = tensors[0]?.pre.values.length ?? 0;
  const biased = tensors.some(({ id }) => id.parameter === "bias");
  const outside = tensors.some((tensor) =>
    [tensor.pre, tensor.post].some(
      ({ histogram }) => histogram !== null && histogram.below + histogram.above > 0,
    ),
  );
  return [
    `Histograms of ${biased ? "gain γ and bias β" : "gain γ"} over ${plural(width, "dimension")}.`,
    ...(options.bins === "auto" ? [`Centre: median ± ${WINDOW_MADS} MAD on shared bins.`] : []),
    ...(outside ? [gutters] : []),
  ];
}

/** An invisible box, for the first panel: it reaches over the picture's whole width, so that the picture has it. */
export function widthBox(leftPx: number, width: number): Box {
  return { x: -leftPx, x2: width - leftPx, y: 0, y2: 0, fill: "transparent" };
}
