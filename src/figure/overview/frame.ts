import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { Section } from "../panel/drawing.js";
import { specOf } from "../panel/drawing.js";
import { MARGIN_PX } from "../panel/frame.js";
import { interactive } from "../panel/interactive.js";
import { boxLayer } from "../panel/layers.js";
import type { Panel } from "../panel/panel.js";
import { type FontStyle, wrapText } from "../panel/text.js";
import { LINE_HEIGHT, type Palette, REGULAR, SEMI_BOLD, TEXT, themeConfig } from "../panel/theme.js";
import { titleLines } from "../panel/titleLines.js";

/** The picture around grids of panels below each other: its title, a caption, and a width that is exactly the one asked for. */

/** A grid, and how far the words around it reach: so sections keep their distance whatever their words are. */
export interface Grid extends Omit<Section, "count" | "reach"> {
  readonly name: string;
  readonly panels: readonly Panel[];
  readonly topPx: number;
  readonly bottomPx: number;
}

export interface WordedPicture {
  readonly title: string;
  readonly caption: string;
  readonly options: FigureOptions;
}

const TITLE_STYLE: FontStyle = { size: TEXT.titleSize, weight: SEMI_BOLD };
const CAPTION_STYLE: FontStyle = { size: TEXT.size, weight: REGULAR };
/** Between the caption and the highest words below it. */
const TITLE_GAP_PX = 6;
export const SECTION_GAP_PX = 8;

export function pictureOf(
  words: WordedPicture,
  grids: readonly [Grid, ...Grid[]],
  leftPx: number,
  palette: Palette,
): VegaLiteSpec {
  const { options } = words;
  const { height, zoom, width } = options;
  const { title, caption } = linesOf(words);
  const [first, ...others] = grids.map((grid) => sectionOf(grid, leftPx, width));
  const spec = specOf({
    ...(height === null && zoom === 1 ? {} : { usermeta: { picture: { height, zoom } } }),
    config: { ...themeConfig(palette), mark: { invalid: null } },
    padding: { left: 0, right: 0, top: MARGIN_PX, bottom: MARGIN_PX },
    ...(title.join("") === ""
      ? {}
      : {
          title: {
            text: title,
            ...(caption.length === 0 ? {} : { subtitle: caption }),
            dx: MARGIN_PX - leftPx,
            offset: TITLE_GAP_PX,
          },
        }),
    panels: grids.flatMap(({ panels }) => panels),
    sections: [first as Section, ...others],
    sectionGapPx: SECTION_GAP_PX,
  });
  return options.interactive ? interactive(spec, palette) : spec;
}

function sectionOf({ name, panels, columns, spacing, topPx, bottomPx }: Grid, leftPx: number, width: number) {
  const rows = Math.ceil(panels.length / columns);
  const height = (panels[0]?.height ?? 0) * rows + (rows - 1) * spacing.row;
  const reach = { x: -leftPx, x2: width - leftPx, y: -topPx, y2: height + bottomPx, fill: "transparent" };
  return { name, count: panels.length, columns, spacing, reach: boxLayer([reach]) };
}

/** Pixels that the words above the sections take, with the margins. */
export function wordsPx(words: WordedPicture): number {
  const { title, caption } = linesOf(words);
  const titlePx = title.length * (TEXT.titleSize + 2);
  const captionPx = caption.length === 0 ? 0 : 4 + caption.length * TEXT.size * LINE_HEIGHT;
  return Math.ceil(2 * MARGIN_PX + titlePx + captionPx + TITLE_GAP_PX);
}

function linesOf({ title, caption, options }: WordedPicture) {
  const width = options.width - 2 * MARGIN_PX;
  return {
    title: titleLines(options.title ?? title, TITLE_STYLE, width),
    caption: caption === "" ? [] : wrapText(caption, CAPTION_STYLE, width),
  };
}
