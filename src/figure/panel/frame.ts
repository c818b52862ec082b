import type { Comparison, TensorSummary } from "../../model/comparison.js";
import type { FigureOptions, PictureSize, VegaLiteSpec } from "../../model/figure.js";
import { dimensionsOf } from "../../words/sites.js";
import { specOf } from "./drawing.js";
import type { Fields } from "./fields.js";
import { interactive } from "./interactive.js";
import { boxLayer, type Layer } from "./layers.js";
import { notePanel, type Panel } from "./panel.js";
import { type FontStyle, wrapText } from "./text.js";
import { LINE_HEIGHT, type Palette, REGULAR, SEMI_BOLD, TEXT, themeConfig } from "./theme.js";
import { titleLines } from "./titleLines.js";

/** The whole picture around the panels: title, paddings, and a width that is exactly the one asked for. */

/** Blank around the picture. */
export const MARGIN_PX = 4;

/** Below this width a picture, or a group of its rows, has its panels in fewer columns and its words above them. */
export const NARROW_PX = 480;
/** Room below a panel for its axis labels. */
export const AXIS_PX = 15;
export const LINE_PX = TEXT.size * LINE_HEIGHT;

/** Between the title and the highest mark below it. */
const TITLE_GAP_PX = 7;

export interface Frame {
  /** What the data say, typeset. The user's own title is shown instead. */
  readonly title: string;
  readonly options: FigureOptions;
  readonly palette: Palette;
  /** How to read the figure, under its title; wrapped here. */
  readonly caption: string;
  /** Panels in reading order, `grid.columns` a row, all of the same size in a column. */
  readonly panels: readonly Panel[];
  readonly grid: FrameGrid;
}

/** What is written above the panels, and the size of the picture. */
export type Words = Pick<Frame, "title" | "caption" | "options">;

export interface FrameGrid {
  readonly columns: number;
  /** From the picture's left edge to the first panel's. */
  readonly leftPx: number;
  readonly rowGapPx: number;
  readonly columnGapPx: number;
}

const TITLE_STYLE: FontStyle = { size: TEXT.titleSize, weight: SEMI_BOLD };
const CAPTION_STYLE: FontStyle = { size: TEXT.size, weight: REGULAR };

export function framed(frame: Frame): VegaLiteSpec {
  const { options, palette, grid } = frame;
  const { title, caption } = wrappedWords(frame);
  const spec = specOf({
    ...usermeta(options),
    config: { ...themeConfig(palette), mark: { invalid: null } },
    padding: { left: 0, right: 0, top: MARGIN_PX, bottom: MARGIN_PX },
    ...(title.join("") === ""
      ? {}
      : { title: { text: title, subtitle: caption, dx: MARGIN_PX - grid.leftPx, offset: TITLE_GAP_PX } }),
    panels: frame.panels,
    sections: [
      {
        count: frame.panels.length,
        columns: grid.columns,
        spacing: { row: grid.rowGapPx, column: grid.columnGapPx },
        reach: reachLayer(grid.leftPx, options.width),
      },
    ],
  });
  return options.interactive ? interactive(spec, palette) : spec;
}

/** What a figure's title says, in one line; null where it has none. */
export function specTitle({ title }: VegaLiteSpec): string | null {
  const { text } = (title ?? {}) as { readonly text?: readonly string[] };
  return text === undefined ? null : text.join(" ");
}

/** Title and caption in lines that the picture is wide enough for. */
function wrappedWords({ title, caption, options }: Words) {
  const width = options.width - 2 * MARGIN_PX;
  return {
    title: titleLines(options.title ?? title, TITLE_STYLE, width),
    caption: wrapText(caption, CAPTION_STYLE, width),
  };
}

/** Pixels between the words above the panels and the picture's lower margin; null where its height is not limited. */
export function roomForPanels(words: Words): number | null {
  const { height } = words.options;
  if (height === null) return null;
  const { title, caption } = wrappedWords(words);
  const wordsPx = title.length * (TEXT.titleSize + 2) + 4 + caption.length * LINE_PX;
  return height - 2 * MARGIN_PX - wordsPx - TITLE_GAP_PX;
}

/** What the renderer needs to know beyond Vega-Lite: see `PictureSize`. */
function usermeta({ height, zoom }: PictureSize): { readonly usermeta?: Fields } {
  return height === null && zoom === 1 ? {} : { usermeta: { picture: { height, zoom } } };
}

/** A panel that says why there is nothing to draw. */
export function messagePanel(text: string, width: number, palette: Palette): Panel {
  const lines = wrapText(text, CAPTION_STYLE, width);
  const notes = lines.map((line, i) => ({
    x: 0,
    y: TEXT.size + 6 + i * LINE_PX,
    text: line,
    fill: palette.quietInk,
  }));
  return notePanel({ width, height: Math.round((lines.length + 1) * LINE_PX) }, notes);
}

/** An invisible box over the whole width of the picture, in pixels of the first panel. */
function reachLayer(leftPx: number, width: number): Layer {
  return boxLayer([{ x: -leftPx, x2: width - leftPx, y: 0, y2: 0, fill: "transparent" }]);
}

/** What is grey in a histogram. */
export const GUTTERS = "Grey: values beyond the axis, compressed: how many, and the most extreme.";

/** How a caption begins: what a panel shows, and what is grey in it, if anything is. */
export function captionStart(shown: readonly Shown[], gutters: string): string[] {
  const biased = shown.some(({ id }) => id.parameter === "bias");
  const outside = shown.some(
    ({ distribution: { histogram } }) => histogram !== null && histogram.below + histogram.above > 0,
  );
  return [
    `${biased ? "Gain γ and bias β" : "Gain γ"} of ${dimensionsOf(shown.map(({ distribution }) => distribution.values))}.`,
    ...(outside ? [gutters] : []),
  ];
}

/** One tensor of one checkpoint in a figure. */
export type Shown = Pick<TensorSummary, "id" | "distribution">;

/** Both sides of every tensor. */
export function shownIn({ tensors }: Comparison): Shown[] {
  return tensors.flatMap(({ id, pre, post }) => [pre, post].map((distribution) => ({ id, distribution })));
}
