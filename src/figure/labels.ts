import { NOTE_FONT, type Note } from "./layers.js";
import type { MovedDot, Plane } from "./plane.js";
import { textWidth } from "./text.js";
import { type Palette, TEXT } from "./theme.js";

/** Names of dots, each beside its own and clear of the others. */

interface Place {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
}

const DOT_PX = 3;
/** Towards the right, the left, above, below; then the same farther out. */
const DIRECTIONS = [1, 1.9].flatMap((far) =>
  [
    [1, 0],
    [-1, 0],
    [0, -1],
    [0, 1],
    [1, -0.8],
    [-1, -0.8],
    [1, 0.8],
    [-1, 0.8],
  ].map(([x = 0, y = 0]) => ({ x, y: y * far })),
);

/** A name over more of the other dots than this cannot be read. */
const MOST_COVERED = 2;

/** A dot's number where a place is free; those that moved farthest choose first, and one without a place has none. */
export function placeLabels(
  dots: readonly MovedDot[],
  others: readonly MovedDot[],
  plane: Plane,
  palette: Palette,
): Note[] {
  const pointOf = (dot: MovedDot) => ({ x: plane.xPx(dot.x), y: plane.yPx(dot.y) });
  const taken: Place[] = dots.map(pointOf).map(({ x, y }) => {
    return { x: x - DOT_PX, x2: x + DOT_PX, y: y - DOT_PX, y2: y + DOT_PX };
  });
  const dust = others.map(pointOf);
  const covered = ({ x, x2, y, y2 }: Place) =>
    dust.filter((point) => point.x > x && point.x < x2 && point.y > y && point.y < y2).length;
  const height = TEXT.noteSize;
  return dots
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.dim - b.dim)
    .flatMap((dot) => {
      const text = String(dot.dim);
      const width = textWidth(text, NOTE_FONT);
      const [best] = DIRECTIONS.map((to) => placeBeside(dot, to, width, height, plane))
        .filter((place) => isInside(place, plane) && taken.every((other) => !overlap(place, other)))
        .map((place) => ({ place, cost: covered(place) }))
        .filter(({ cost }) => cost <= MOST_COVERED)
        .sort((a, b) => a.cost - b.cost);
      if (best === undefined) return [];
      const { place } = best;
      taken.push(place);
      const middle = (place.y + place.y2) / 2;
      return [{ x: place.x, y: middle, text, baseline: "middle" as const, size: height, fill: palette.ink }];
    });
}

function placeBeside(
  dot: MovedDot,
  to: { readonly x: number; readonly y: number },
  width: number,
  height: number,
  plane: Plane,
): Place {
  const x = plane.xPx(dot.x) + to.x * (width / 2 + DOT_PX + 1.5);
  const y = plane.yPx(dot.y) + to.y * (height / 2 + DOT_PX);
  return { x: x - width / 2, x2: x + width / 2, y: y - height / 2, y2: y + height / 2 };
}

function isInside({ x, x2, y, y2 }: Place, { width, height }: Plane): boolean {
  return x >= 1 && x2 <= width + 12 && y >= -2 && y2 <= height - 1;
}

function overlap(a: Place, b: Place): boolean {
  return a.x < b.x2 && b.x < a.x2 && a.y < b.y2 && b.y < a.y2;
}
