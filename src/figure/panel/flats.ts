/** A point this near to the line between its neighbours is left out, pixels. */
const FLAT_PX = 0.05;

/** A curve without the points that are on the line between those beside them. */
export function withoutFlats<T extends { readonly x: number; readonly y: number }>(
  points: readonly T[],
): T[] {
  const kept: T[] = [];
  points.forEach((point, i) => {
    const [before, after] = [kept.at(-1), points[i + 1]];
    if (before === undefined || after === undefined) kept.push(point);
    else {
      const share = after.x > before.x ? (point.x - before.x) / (after.x - before.x) : 0;
      if (Math.abs(before.y + share * (after.y - before.y) - point.y) > FLAT_PX) kept.push(point);
    }
  });
  return kept;
}
