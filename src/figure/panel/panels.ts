import { AXIS_PX, type FrameGrid, MARGIN_PX, type Words } from "./frame.js";
import type { Note } from "./layers.js";
import { mostRoom } from "./page.js";
import type { PanelSize } from "./panel.js";
import type { FontStyle } from "./text.js";
import { type Palette, SEMI_BOLD, TEXT } from "./theme.js";

/** Panels of one size beside and below each other, and the words around one. */

export interface PanelGrid extends FrameGrid {
  readonly panelPx: number;
  readonly heightPx: number;
}

/** What the panels of a figure need around them, in pixels. */
export interface Surroundings {
  readonly columns: number;
  /** Left of a panel, for the labels of its y axis, and right of it. */
  readonly leftPx: number;
  readonly rightPx: number;
  /** Between a panel's right and the next one's left. */
  readonly gapPx: number;
  /** From a panel to the one below it. */
  readonly rowGapPx: number;
  /** Height of a panel, if that of the picture is not limited. */
  readonly heightPx: number;
}

/** Nothing can be distinguished in lower panels. */
const LEAST_HEIGHT_PX = 49;

/** Spreads so many panels over the width of the picture, and over its height if that is limited. */
export function layOutPanels(count: number, words: Words, around: Surroundings): PanelGrid {
  const { columns, rightPx, rowGapPx } = around;
  const rows = Math.ceil(count / columns);
  const leftPx = MARGIN_PX + around.leftPx;
  const columnGapPx = rightPx + around.gapPx + around.leftPx;
  const free = words.options.width - leftPx - rightPx - MARGIN_PX - (columns - 1) * columnGapPx;
  const room = mostRoom(words);
  const roomPx =
    room === null ? around.heightPx : Math.floor((room - extraPx(words) - rows * rowGapPx) / rows);
  // A slide is filled; on a page panels are no higher than they need to be.
  const heightPx = words.options.height === null ? Math.min(around.heightPx, roomPx) : roomPx;
  return {
    columns,
    leftPx,
    rowGapPx,
    columnGapPx,
    panelPx: Math.floor(free / columns),
    heightPx: Math.max(LEAST_HEIGHT_PX, heightPx),
  };
}

/** What is above the first row and below the last needs this much less than the gap that every row has, on a slide. */
const SPARE_PX = 9;
/** And this much more on a page, where the gaps are smaller. */
const EXTRA_PX = 4;

/** Do so many panels, as they were laid out, leave the picture as high as it may be? */
export function fitsHeight({ columns, heightPx, rowGapPx }: PanelGrid, count: number, words: Words): boolean {
  const room = mostRoom(words);
  const sparePx = words.options.height === null ? -EXTRA_PX : SPARE_PX;
  return room === null || Math.ceil(count / columns) * (heightPx + rowGapPx) <= room + sparePx;
}

function extraPx({ options }: Words): number {
  return options.height === null ? EXTRA_PX : 0;
}

/** Of what a panel shows, above it. */
export const HEAD_FONT: FontStyle = { size: TEXT.headSize, weight: SEMI_BOLD };

/** What a panel shows, above it. */
export function panelHeading(text: string, palette: Palette, x = 0): Note {
  return { x, y: -8, text, fill: palette.ink, ...HEAD_FONT };
}

/** What the x axis of a panel means, below its labels. */
export function axisMeaning({ width, height }: PanelSize, text: string, palette: Palette): Note {
  const place = { x: width / 2, y: height + AXIS_PX + 3, align: "center" as const, baseline: "top" as const };
  return { ...place, text, fill: palette.ink };
}

/** What a y axis of counts means, above its labels. */
export function countNote(y: number, palette: Palette): Note {
  return { x: -4, y, text: "count", align: "right", size: TEXT.noteSize, fill: palette.quietInk };
}
