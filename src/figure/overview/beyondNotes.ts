import type { Note } from "../panel/layers.js";
import type { PanelSize } from "../panel/panel.js";
import { textWidth, typeset } from "../panel/text.js";
import { NOTE_FONT, TEXT } from "../panel/theme.js";
import { isBeyond, type Range } from "./clipped.js";
import type { Curve } from "./curveNames.js";
import { overlaps, type Rect, type Spot } from "./placing.js";

/** What marks at the edges of a panel stand for, each number where no other is. */

export interface Placed {
  readonly note: Note;
  readonly rect: Rect;
}

/** Between a mark and its number. */
const OFF_PX = 5;

export function beyondNotes(
  curves: readonly Curve[],
  range: Range,
  toPx: (spot: Spot) => Spot,
  { width, height }: PanelSize,
  say: (value: number) => string,
): Placed[] {
  const placed: Placed[] = [];
  for (const { points, look } of curves) {
    for (const point of points.filter(({ value }) => isBeyond(value, range))) {
      const { x, y } = toPx(point);
      const text = typeset(say(point.value));
      const textPx = textWidth(text, NOTE_FONT);
      const inward = (y > height / 2 ? -1 : 1) * (TEXT.noteSize + 1);
      const sides = x > width / 2 ? (["right", "left"] as const) : (["left", "right"] as const);
      const candidates = [y, y + inward].flatMap((at) =>
        sides.map((align) => candidate(x, at, textPx, align, width)),
      );
      const free = candidates.find(
        ({ rect, isWithin }) => isWithin && placed.every((other) => !overlaps(rect, other.rect, 2)),
      );
      const { rect, spot } = free ?? (candidates[0] as Candidate);
      const note: Note = { ...spot, text, fill: look.fill, baseline: "middle", size: TEXT.noteSize };
      placed.push({ note, rect });
    }
  }
  return placed;
}

interface Candidate {
  readonly rect: Rect;
  readonly spot: Pick<Note, "x" | "y" | "align">;
  readonly isWithin: boolean;
}

/** `align`: which end of the number is at its mark. */
function candidate(
  markX: number,
  y: number,
  textPx: number,
  align: "left" | "right",
  width: number,
): Candidate {
  const x = align === "right" ? markX - OFF_PX : markX + OFF_PX;
  const start = align === "right" ? x - textPx : x;
  const rect = { x: start, x2: start + textPx, y: y - TEXT.noteSize / 2, y2: y + TEXT.noteSize / 2 };
  return { rect, spot: { x, y, align }, isWithin: rect.x >= 0 && rect.x2 <= width };
}
