/** As many as the usual choice reads of a long run, and more than anyone tells apart side by side. */
const MOST_KEPT = 48;

/** The steps at which a run's values are kept. */
export function stepsToKeep(steps: readonly number[]): ReadonlySet<number> {
  return new Set(evenly(steps, MOST_KEPT));
}

/** At most so many of some items, the first and the last among them, evenly by their places; at least two. */
export function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from(
    { length: most },
    (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))] as Item,
  );
}
