import { AXIS_PX, LINE_PX, MARGIN_PX, type Words } from "../panel/frame.js";
import { mostRoom } from "../panel/page.js";

/** Where the panels of a run's figure are: columns on one axis of steps, rows below each other. */

export interface Sheet {
  readonly columns: number;
  /** From the picture's left edge to the first panel's. */
  readonly leftPx: number;
  readonly columnGapPx: number;
  readonly panelPx: number;
  /** A heading of a panel may be so wide. */
  readonly headPx: number;
}

/** What panels need beside them, in pixels. */
export interface Beside {
  readonly columns: number;
  /** Left of a panel, for the labels of its y axis, and right of it. */
  readonly leftPx: number;
  readonly rightPx: number;
}

/** Between what belongs to a panel and what belongs to the next. */
const GAP_PX = 12;

export function sheetOf({ options }: Words, { columns, rightPx, ...beside }: Beside): Sheet {
  const leftPx = MARGIN_PX + beside.leftPx;
  const columnGapPx = rightPx + GAP_PX + beside.leftPx;
  const free = options.width - leftPx - rightPx - MARGIN_PX - (columns - 1) * columnGapPx;
  const panelPx = Math.floor(free / columns);
  return { columns, leftPx, columnGapPx, panelPx, headPx: panelPx + rightPx };
}

/** With so many columns at most, and as few as it takes for panels that are no narrower than this. */
export function widest(most: number, leastPx: number, sheetWith: (columns: number) => Sheet): Sheet {
  const sheet = sheetWith(Math.max(1, most));
  return most <= 1 || sheet.panelPx >= leastPx ? sheet : widest(most - 1, leastPx, sheetWith);
}

/** Of a heading above its panel. */
export const HEAD_PX = 20;
/** From a panel without labels to the one below it. */
export const BARE_GAP_PX = HEAD_PX + 8;
/** Below the lowest panel: labels of the axis, and what it means. */
export const FOOT_PX = Math.round(AXIS_PX + 3 + LINE_PX);
/** From a panel with labels at its axis, and with what it means, to the one below it. */
export const LABELLED_GAP_PX = FOOT_PX + HEAD_PX;

/** How many norms have room, each with so many rows of panels of its own. `otherPx`: what all else takes. */
export function normsThatFit(words: Words, rowsEach: number, otherPx: number): number {
  const room = mostRoom(words);
  if (room === null) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.floor((room - otherPx + BARE_GAP_PX) / (rowsEach * (LEAST_PX + BARE_GAP_PX))));
}

/** Nothing can be told apart in lower panels. */
const LEAST_PX = 40;
/** Higher ones make no slide clearer. */
const MOST_PX = 220;

/**
 * Height of each of so many rows of panels: as wanted where there is room. A slide is filled. `otherPx`: what the gaps and all else takes.
 */
export function rowHeight(words: Words, rows: number, wantedPx: number, otherPx: number): number {
  const room = mostRoom(words);
  if (room === null) return wantedPx;
  const each = Math.floor((room - otherPx) / rows);
  const heightPx = words.options.height === null ? Math.min(wantedPx, each) : Math.min(MOST_PX, each);
  return Math.max(LEAST_PX, heightPx);
}
