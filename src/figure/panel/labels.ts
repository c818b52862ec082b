import type { Note } from "./layers.js";
import { type Leader, placeWithLeader } from "./leaders.js";
import { type Box, crossesBox, distance, overlap, type Point } from "./places.js";
import type { MovedDot, Plane } from "./plane.js";
import { textWidth } from "./text.js";
import { NOTE_FONT, type Palette, TEXT } from "./theme.js";

/** Names of dots, each beside its own and clear of the others, or joined to it by a line where there is no room beside it. */

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
const MOST_COVERED = 1;
/** Any other dot must be so much farther from a name than its own, so that nobody confuses them. */
const CLEARER_PX = 2;
/** How far a name may reach below its panel: to the labels of the axis. */
const BELOW_PX = 3;
/** Above a panel, room for its heading at the left, and for the meaning of its axis at the right. */
const HEADING_PX = { left: 64, right: 48 };
/** Without a blank between them, two names beside each other would read as one, and a dot as a full stop. */
const BLANK_PX = { names: 2.5, dots: 1.5 };

/** The dots that have a place for their name, by their dims, the names, and the lines that join some of them. */
export interface Labels {
  readonly dims: ReadonlySet<number>;
  readonly notes: readonly Note[];
  readonly leaders: readonly Leader[];
}

/** What names keep clear of. */
interface Taken {
  /** Where the named dots are. */
  readonly points: readonly Point[];
  readonly dust: readonly Point[];
  readonly names: Box[];
  readonly leaders: Leader[];
}

/** Each dot's number, where nobody takes it for another's. Those that moved farthest choose first; some may find no place. */
export function placeLabels(
  dots: readonly MovedDot[],
  others: readonly MovedDot[],
  plane: Plane,
  palette: Palette,
): Labels {
  const pointOf = (dot: MovedDot): Point => ({ x: plane.xPx(dot.x), y: plane.yPx(dot.y) });
  const taken: Taken = { points: dots.map(pointOf), dust: others.map(pointOf), names: [], leaders: [] };
  const dims = new Set<number>();
  const notes = dots
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.dim - b.dim)
    .flatMap((dot) => {
      const text = String(dot.dim);
      const size = { width: textWidth(text, NOTE_FONT), height: TEXT.noteSize };
      const place = placeOf(pointOf(dot), size, plane, taken);
      if (place === null) return [];
      taken.names.push(place);
      dims.add(dot.dim);
      const middle = (place.y + place.y2) / 2;
      return [
        { x: place.x, y: middle, text, baseline: "middle" as const, size: TEXT.noteSize, fill: palette.ink },
      ];
    });
  return { dims, notes, leaders: taken.leaders };
}

type Size = Readonly<Record<"width" | "height", number>>;

/** Beside its dot, or else joined to it by a line, which is then taken. */
function placeOf(own: Point, size: Size, plane: Plane, taken: Taken): Box | null {
  const { points, names, leaders, dust } = taken;
  const isFree = (place: Box) =>
    isInside(place, plane) &&
    points.every((point) => !overlap(place, boxAround(point), 0)) &&
    names.every((name) => !overlap(place, name, BLANK_PX.names)) &&
    leaders.every((leader) => !crossesBox(leader, place));
  const covered = (place: Box) => dust.filter((point) => distance(place, point) < BLANK_PX.dots).length;
  const [beside] = DIRECTIONS.map((to) => placeBeside(own, to, size))
    .filter((place) => isFree(place) && isNearest(place, own, points))
    .map((place) => ({ place, cost: covered(place) }))
    .filter(({ cost }) => cost <= MOST_COVERED)
    .sort((a, b) => a.cost - b.cost);
  if (beside !== undefined) return beside.place;
  const joined = placeWithLeader(own, size, { isFree, covered, names, leaders });
  if (joined === null) return null;
  leaders.push(joined.leader);
  return joined.place;
}

function boxAround({ x, y }: Point): Box {
  return { x: x - DOT_PX, x2: x + DOT_PX, y: y - DOT_PX, y2: y + DOT_PX };
}

/** Is a dot clearly nearer to a place than any other? */
function isNearest(place: Box, own: Point, points: readonly Point[]): boolean {
  const limit = distance(place, own) + CLEARER_PX;
  return points.every((point) => (point.x === own.x && point.y === own.y) || distance(place, point) > limit);
}

function placeBeside(own: Point, to: Point, { width, height }: Size): Box {
  const x = own.x + to.x * (width / 2 + DOT_PX + 1.5);
  const y = own.y + to.y * (height / 2 + DOT_PX);
  return { x: x - width / 2, x2: x + width / 2, y: y - height / 2, y2: y + height / 2 };
}

function isInside({ x, x2, y, y2 }: Box, { width, height }: Plane): boolean {
  const isBetweenHeadings = x >= HEADING_PX.left && x2 <= width - HEADING_PX.right;
  const top = isBetweenHeadings ? -TEXT.noteSize : -2;
  return x >= 1 && x2 <= width + 12 && y >= top && y2 <= height + BELOW_PX;
}
