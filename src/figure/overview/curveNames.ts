import type { Note } from "../panel/layers.js";
import { fitNorm, NAME_PX } from "../panel/normName.js";
import type { PanelSize } from "../panel/panel.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT, type Palette, SEMI_BOLD, TEXT } from "../panel/theme.js";
import type { Mark, NormLook } from "./marks.js";
import { along, countIn, isWithin, overlaps, type Rect, rectAround, type Spot } from "./placing.js";

/** The curves of a panel of the strip, and their names. */

export interface Point extends Mark {
  readonly tensor: string;
  readonly value: number;
}

export interface Curve {
  readonly look: NormLook;
  readonly points: readonly Point[];
  /** Where it runs, with what it crosses of frozen blocks. */
  readonly path: readonly (Spot | null)[];
}

/** Between a name and the curve that it names. */
const NAME_OFF_PX = 9;

/** Each norm's name on its curve, where it covers least. `written`: where there are words already. */
export function nameNotes(
  curves: readonly Curve[],
  toPx: (spot: Spot) => Spot,
  { width, height }: PanelSize,
  palette: Palette,
  written: readonly Rect[],
): Note[] {
  const inBlocks = curves.filter(({ path }) => path.some((spot) => spot !== null));
  const ink = inBlocks.flatMap(({ path }) => along(path.filter((spot) => spot !== null).map(toPx)));
  const taken: Rect[] = [...written];
  return inBlocks.flatMap(({ look, points }) => {
    if (look.fill === palette.ink) return [];
    const style = { ...LABEL_FONT, weight: SEMI_BOLD };
    const text = fitNorm(look.name, style, NAME_PX);
    const textPx = textWidth(text, style);
    // Left of it are the numbers of the axis.
    const frame: Rect = { x: 0, x2: width + 4, y: -7, y2: height + 3 };
    const candidates = points.flatMap((point) => {
      const { x, y } = toPx(point);
      const held = Math.min(width + 4 - textPx / 2, Math.max(textPx / 2, x));
      const beside = textPx / 2 + NAME_OFF_PX - 2;
      return [
        { x: held, y: y - NAME_OFF_PX },
        { x: held, y: y + NAME_OFF_PX },
        { x: x + beside, y },
        { x: x - beside, y },
      ].map((spot) => rectAround(spot, textPx, TEXT.size));
    });
    const free = candidates.filter(
      (rect) => isWithin(rect, frame) && taken.every((other) => !overlaps(rect, other, 2)),
    );
    const best = free
      .map((rect) => ({ rect, cost: countIn(rect, ink) }))
      .reduce<{ rect: Rect; cost: number } | null>((a, b) => (a === null || b.cost < a.cost ? b : a), null);
    if (best === null) return [];
    taken.push(best.rect);
    const { x, x2, y, y2 } = best.rect;
    return [
      {
        x: (x + x2) / 2,
        y: (y + y2) / 2,
        text,
        fill: look.fill,
        weight: SEMI_BOLD,
        align: "center" as const,
        baseline: "middle" as const,
      },
    ];
  });
}
