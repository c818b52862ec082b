import type { TensorId } from "../../model/architecture.js";
import type { Range } from "../../model/findings.js";
import type { MeasuredPair } from "./subject.js";

/** From tensors that share a kind of change to findings: grouped, with the ranges of their numbers. */

export function rangeOf(values: readonly number[]): Range {
  return { min: Math.min(...values), max: Math.max(...values) };
}

/** Null where a value is undefined or there is none. */
export function rangeOrNull(values: readonly (number | null)[]): Range | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 || defined.length < values.length ? null : rangeOf(defined);
}

/** Of the values that are defined; null where none is. */
export function rangeOfDefined(values: readonly (number | null)[]): Range | null {
  return rangeOrNull(values.filter((value) => value !== null));
}

/** Items by a key, in the order in which the keys first come. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

export function idsOf(pairs: readonly { readonly pair: MeasuredPair }[]): TensorId[] {
  return pairs.map(({ pair }) => pair.id);
}
