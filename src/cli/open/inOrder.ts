/** Checkpoints that are open at once: enough for a network's round trips to overlap, and few files. */
export const AT_ONCE = 8;

/** What `action` makes of each item, in their order, so many at a time; of the items that fail, the first is reported. */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  action: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures: { readonly place: number; readonly cause: unknown }[] = [];
  const waiting = items.entries();
  const work = async () => {
    for (const [place, item] of waiting) {
      // Those before it have begun, so that the first that fails is among them; no more is read than that needs.
      if (failures.length > 0) return;
      try {
        results[place] = await action(item);
      } catch (cause) {
        failures.push({ place, cause });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  const [first] = failures.toSorted((a, b) => a.place - b.place);
  if (first !== undefined) throw first.cause;
  return results;
}
