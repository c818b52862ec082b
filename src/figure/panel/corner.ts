import type { Note } from "./layers.js";
import type { PanelSize } from "./panel.js";
import type { Point } from "./places.js";
import { textWidth } from "./text.js";
import { LABEL_FONT, TEXT } from "./theme.js";

/** A few names inside a panel, in the corner where they hide least. */

interface Name {
  readonly text: string;
  readonly fill: string;
}

const INSET_PX = 4;
const LINE_PX = TEXT.size + 3;

/** `points`: pixels of what is drawn. */
export function cornerNotes(
  names: readonly Name[],
  { width, height }: PanelSize,
  points: readonly Point[],
): Note[] {
  const widthPx = Math.max(0, ...names.map(({ text }) => textWidth(text, LABEL_FONT))) + 2 * INSET_PX;
  const heightPx = names.length * LINE_PX + INSET_PX;
  const corners = [
    { isRight: true, isBottom: false },
    { isRight: false, isBottom: false },
    { isRight: true, isBottom: true },
    { isRight: false, isBottom: true },
  ].map((corner) => {
    const [x, y] = [corner.isRight ? width - widthPx : 0, corner.isBottom ? height - heightPx : 0];
    const hidden = points.filter(
      (point) => point.x >= x && point.x <= x + widthPx && point.y >= y && point.y <= y + heightPx,
    );
    return { ...corner, y, hidden: hidden.length };
  });
  const [best] = corners.toSorted((a, b) => a.hidden - b.hidden);
  if (best === undefined) return [];
  return names.map(({ text, fill }, i) => ({
    x: best.isRight ? width - INSET_PX : INSET_PX,
    y: best.y + INSET_PX / 2 + (i + 0.5) * LINE_PX,
    text,
    fill,
    align: best.isRight ? "right" : "left",
    baseline: "middle",
  }));
}
