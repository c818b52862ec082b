/** Points, boxes and lines in pixels, and whether they are in each other's way. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
}

/** From x, y to x2, y2. */
export type Segment = Box;

/** From a box to a point; 0 inside. */
export function distance({ x, x2, y, y2 }: Box, point: Point): number {
  return Math.hypot(Math.max(x - point.x, 0, point.x - x2), Math.max(y - point.y, 0, point.y - y2));
}

/** `blank`: so much must be left between them, beside each other. */
export function overlap(a: Box, b: Box, blank: number): boolean {
  return a.x < b.x2 + blank && b.x < a.x2 + blank && a.y < b.y2 && b.y < a.y2;
}

export function crosses(a: Segment, b: Segment): boolean {
  const side = ({ x, y, x2, y2 }: Segment, point: Point) =>
    Math.sign((x2 - x) * (point.y - y) - (y2 - y) * (point.x - x));
  const apart = (line: Segment, other: Segment) =>
    side(line, other) * side(line, { x: other.x2, y: other.y2 }) < 0;
  return apart(a, b) && apart(b, a);
}

/** Does a line touch a box? */
export function crossesBox(line: Segment, { x, x2, y, y2 }: Box): boolean {
  const isIn = (point: Point) => point.x > x && point.x < x2 && point.y > y && point.y < y2;
  return (
    isIn(line) ||
    isIn({ x: line.x2, y: line.y2 }) ||
    crosses(line, { x, y, x2, y2 }) ||
    crosses(line, { x, y: y2, x2, y2: y })
  );
}
