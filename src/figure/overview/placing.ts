/** Finds places for names among drawn things, in pixels. */

export interface Rect {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export function overlaps(a: Rect, b: Rect, blank = 0): boolean {
  return a.x < b.x2 + blank && b.x < a.x2 + blank && a.y < b.y2 && b.y < a.y2;
}

export function isWithin(inner: Rect, outer: Rect): boolean {
  return inner.x >= outer.x && inner.x2 <= outer.x2 && inner.y >= outer.y && inner.y2 <= outer.y2;
}

/** A rectangle of that size around a spot. */
export function rectAround({ x, y }: Spot, width: number, height: number): Rect {
  return { x: x - width / 2, x2: x + width / 2, y: y - height / 2, y2: y + height / 2 };
}

export function countIn({ x, x2, y, y2 }: Rect, spots: readonly Spot[]): number {
  return spots.filter((spot) => spot.x > x && spot.x < x2 && spot.y > y && spot.y < y2).length;
}

/** Spots along a curve, so close together that no name slips between them. */
export function along(points: readonly Spot[], step = 3): Spot[] {
  return points.flatMap((point, i) => {
    const next = points[i + 1];
    if (next === undefined) return [point];
    const count = Math.max(1, Math.ceil(Math.hypot(next.x - point.x, next.y - point.y) / step));
    return Array.from({ length: count }, (_, k) => ({
      x: point.x + ((next.x - point.x) * k) / count,
      y: point.y + ((next.y - point.y) * k) / count,
    }));
  });
}
