import type { Box, Note } from "../panel/layers.js";
import { textWidth } from "../panel/text.js";
import { NOTE_FONT, type Palette, TEXT } from "../panel/theme.js";
import { isWithin, overlaps, type Rect, rectAround, type Spot } from "./placing.js";

/** The names of the dimensions that moved farthest, each at its dot. */

export interface DimDot {
  readonly dim: number;
  readonly spot: Spot;
  /** In the unit of the panel. */
  readonly change: number;
  /** No dot of its tensor lies farther to this side. */
  readonly isOutermost: boolean;
  /** Its tensor's dims moved each by itself. */
  readonly isNamed: boolean;
}

export interface DimNames {
  readonly notes: readonly Note[];
  readonly leaders: readonly Box[];
}

/** What moved less than this share of the farthest is not named, nor what moved less than so many units. */
const TELLING_SHARE = 0.5;
const DOT_PX = 2.5;
const BESIDE_PX = 8;

/** Those that moved farthest choose first; a name for which there is no place is left out. */
export function dimNames(
  dots: readonly DimDot[],
  frame: Rect,
  palette: Palette,
  most: number,
  grounds: readonly Rect[],
): DimNames {
  const nameable = dots.filter(({ isNamed }) => isNamed);
  const farthest = Math.max(0, ...nameable.map(({ change }) => Math.abs(change)));
  const ranked = nameable
    .filter(({ change }) => Math.abs(change) >= TELLING_SHARE * farthest && change !== 0)
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.dim - b.dim)
    .slice(0, 3 * most);
  const marks = dots.map(({ spot }) => rectAround(spot, 2 * DOT_PX, 2 * DOT_PX));
  const taken: Rect[] = [...grounds];
  const notes: Note[] = [];
  const leaders: Box[] = [];
  for (const dot of ranked) {
    if (notes.length === most) break;
    const width = textWidth(String(dot.dim), NOTE_FONT);
    const isFree = ({ rect, isBeside }: NamePlace) =>
      isWithin(rect, frame) &&
      taken.every((other) => !overlaps(rect, other, isBeside ? BESIDE_PX : 2)) &&
      marks.every((mark) => !overlaps(isBeside ? away(rect, dot.spot) : rect, mark, 0));
    const place = placesFor(dot, width).find(isFree);
    if (place === undefined) continue;
    const { rect, isBeside } = place;
    taken.push(rect);
    const y = (rect.y + rect.y2) / 2;
    notes.push({
      x: (rect.x + rect.x2) / 2,
      y,
      text: String(dot.dim),
      fill: palette.ink,
      align: "center",
      baseline: "middle",
      size: TEXT.noteSize,
    });
    if (isBeside) leaders.push(leaderTo(rect, dot.spot, y, palette));
  }
  return { notes, leaders };
}

interface NamePlace {
  readonly rect: Rect;
  readonly isBeside: boolean;
}

/** With the blank that a name beside its dot keeps from the dots of the next tensor, which it might seem to name. */
function away(rect: Rect, dot: Spot): Rect {
  return rect.x > dot.x ? { ...rect, x2: rect.x2 + BESIDE_PX } : { ...rect, x: rect.x - BESIDE_PX };
}

/** Above or below its dot if no other is there; else beside it, a leader between them. */
function placesFor({ spot, change, isOutermost }: DimDot, width: number): NamePlace[] {
  const height = TEXT.noteSize;
  const off = Math.sign(change) * -(height / 2 + DOT_PX + 0.5);
  const beside = width / 2 + BESIDE_PX;
  return [
    ...(isOutermost
      ? [
          { rect: rectAround({ x: spot.x, y: spot.y + off }, width, height), isBeside: false },
          {
            rect: rectAround({ x: spot.x + width / 2 - 2, y: spot.y + off }, width, height),
            isBeside: false,
          },
          {
            rect: rectAround({ x: spot.x - width / 2 + 2, y: spot.y + off }, width, height),
            isBeside: false,
          },
        ]
      : []),
    { rect: rectAround({ x: spot.x + beside, y: spot.y }, width, height), isBeside: true },
    { rect: rectAround({ x: spot.x - beside, y: spot.y }, width, height), isBeside: true },
  ];
}

function leaderTo(rect: Rect, dot: Spot, y: number, { quietInk }: Palette): Box {
  const isRight = rect.x > dot.x;
  const [x, x2] = isRight ? [dot.x + DOT_PX, rect.x - 1] : [rect.x2 + 1, dot.x - DOT_PX];
  return { x, x2, y: y - 0.25, y2: y + 0.25, fill: quietInk };
}
