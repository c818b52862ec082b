import type { Note } from "./layers.js";
import type { MovedDot, Plane } from "./plane.js";
import { textWidth } from "./text.js";
import { NOTE_FONT, type Palette, TEXT } from "./theme.js";

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

/** A name that covers more of the other dots than this cannot be read. */
const MOST_COVERED = 2;
/** Any other dot must be so much farther from a name than its own, so that nobody confuses them. */
const CLEARER_PX = 2;
/** How far a name may reach below its panel: to the labels of the axis. */
const BELOW_PX = 3;
/** Above a panel, room for its heading at the left, and for the meaning of its axis at the right. */
const HEADING_PX = { left: 64, right: 48 };

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The dots that have a place for their name, by their dims, and the names. */
export interface Labels {
  readonly dims: ReadonlySet<number>;
  readonly notes: readonly Note[];
}

/** Each dot's number, where nobody takes it for another's. Those that moved farthest choose first; some may find no place. */
export function placeLabels(
  dots: readonly MovedDot[],
  others: readonly MovedDot[],
  plane: Plane,
  palette: Palette,
): Labels {
  const pointOf = (dot: MovedDot): Point => ({ x: plane.xPx(dot.x), y: plane.yPx(dot.y) });
  const points = dots.map(pointOf);
  const names: Place[] = [];
  const marks: readonly Place[] = points.map(({ x, y }) => {
    return { x: x - DOT_PX, x2: x + DOT_PX, y: y - DOT_PX, y2: y + DOT_PX };
  });
  const dust = others.map(pointOf);
  const covered = ({ x, x2, y, y2 }: Place) =>
    dust.filter((point) => point.x > x && point.x < x2 && point.y > y && point.y < y2).length;
  const height = TEXT.noteSize;
  const dims = new Set<number>();
  const notes = dots
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.dim - b.dim)
    .flatMap((dot) => {
      const text = String(dot.dim);
      const width = textWidth(text, NOTE_FONT);
      const [best] = DIRECTIONS.map((to) => placeBeside(dot, to, width, height, plane))
        .filter((place) => isInside(place, plane) && marks.every((mark) => !overlap(place, mark, 0)))
        .filter((place) => names.every((name) => !overlap(place, name, BLANK_PX)))
        .filter((place) => isNearest(place, pointOf(dot), points))
        .map((place) => ({ place, cost: covered(place) }))
        .filter(({ cost }) => cost <= MOST_COVERED)
        .sort((a, b) => a.cost - b.cost);
      if (best === undefined) return [];
      const { place } = best;
      names.push(place);
      dims.add(dot.dim);
      const middle = (place.y + place.y2) / 2;
      return [{ x: place.x, y: middle, text, baseline: "middle" as const, size: height, fill: palette.ink }];
    });
  return { dims, notes };
}

/** Is a dot clearly nearer to a place than any other? */
function isNearest(place: Place, own: Point, points: readonly Point[]): boolean {
  const limit = distance(place, own) + CLEARER_PX;
  return points.every((point) => (point.x === own.x && point.y === own.y) || distance(place, point) > limit);
}

function distance({ x, x2, y, y2 }: Place, point: Point): number {
  return Math.hypot(Math.max(x - point.x, 0, point.x - x2), Math.max(y - point.y, 0, point.y - y2));
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
  const isBetweenHeadings = x >= HEADING_PX.left && x2 <= width - HEADING_PX.right;
  const top = isBetweenHeadings ? -TEXT.noteSize : -2;
  return x >= 1 && x2 <= width + 12 && y >= top && y2 <= height + BELOW_PX;
}

/** Without a blank between them, two names beside each other would read as one. */
const BLANK_PX = 2.5;

/** `blank`: so much must be left between them, beside each other. */
function overlap(a: Place, b: Place, blank: number): boolean {
  return a.x < b.x2 + blank && b.x < a.x2 + blank && a.y < b.y2 && b.y < a.y2;
}
