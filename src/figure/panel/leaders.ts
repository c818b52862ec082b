import { type Box, crosses, crossesBox, type Point, type Segment } from "./places.js";

/** Names that have no room beside their dots stand farther off, joined to them by lines. */

/** From the edge of a dot to its name. */
export type Leader = Segment;

const FROM_DOT_PX = 2.5;
const TO_NAME_PX = 1;
/** How far off names are looked for, and in how many directions. */
const DISTANCES_PX = [9, 13, 18, 24, 32, 42, 54, 68];
const ANGLES = 24;
/** A covered dot is as bad as so many pixels of line. */
const COVERED_PX = 12;
const MOST_COVERED = 2;

export interface Surroundings {
  readonly isFree: (place: Box) => boolean;
  /** How many dots a name would cover. */
  readonly covered: (place: Box) => number;
  readonly names: readonly Box[];
  readonly leaders: readonly Leader[];
}

/** The nearest free place from which a line to the dot crosses neither a name nor another line. */
export function placeWithLeader(
  dot: Point,
  size: Readonly<Record<"width" | "height", number>>,
  { isFree, covered, names, leaders }: Surroundings,
): { readonly place: Box; readonly leader: Leader } | null {
  const [best] = DISTANCES_PX.flatMap((distance) =>
    around(dot, size, distance).map((place) => ({ place, distance })),
  )
    .map((candidate) => ({ ...candidate, leader: leaderTo(dot, candidate.place) }))
    .filter(({ place, leader }) => isFree(place) && isClear(leader, names, leaders))
    .map((candidate) => ({ ...candidate, dots: covered(candidate.place) }))
    .filter(({ dots }) => dots <= MOST_COVERED)
    .map((candidate) => ({ ...candidate, cost: candidate.distance + COVERED_PX * candidate.dots }))
    .sort((a, b) => a.cost - b.cost);
  return best ?? null;
}

/** Places whose nearest edge is about so far from a dot. */
function around(
  dot: Point,
  { width, height }: Readonly<Record<"width" | "height", number>>,
  distance: number,
): Box[] {
  return Array.from({ length: ANGLES }, (_, i) => {
    const angle = (2 * Math.PI * i) / ANGLES;
    const x = dot.x + Math.cos(angle) * (distance + width / 2);
    const y = dot.y + Math.sin(angle) * (distance + height / 2);
    return { x: x - width / 2, x2: x + width / 2, y: y - height / 2, y2: y + height / 2 };
  });
}

/** To the point of a name that is nearest to its dot. */
function leaderTo(dot: Point, { x, x2, y, y2 }: Box): Leader {
  const to = { x: Math.max(x, Math.min(x2, dot.x)), y: Math.max(y, Math.min(y2, dot.y)) };
  const length = Math.hypot(to.x - dot.x, to.y - dot.y) || 1;
  const along = (px: number) => ({
    x: dot.x + ((to.x - dot.x) * px) / length,
    y: dot.y + ((to.y - dot.y) * px) / length,
  });
  const [start, end] = [along(FROM_DOT_PX), along(length - TO_NAME_PX)];
  return { x: start.x, y: start.y, x2: end.x, y2: end.y };
}

function isClear(leader: Leader, names: readonly Box[], leaders: readonly Leader[]): boolean {
  return (
    names.every((name) => !crossesBox(leader, name)) && leaders.every((other) => !crosses(leader, other))
  );
}
