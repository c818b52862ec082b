import type { PickleItems, PickleValue } from "./pickleValues.js";

/** Most objects have no items: they share these. */
export const NO_ITEMS: PickleItems = new Map();
export const NONE: readonly PickleValue[] = [];

/** The same list with more in it; a new list where it was the one that all share. */
export function joined(list: readonly PickleValue[], more: readonly PickleValue[]): readonly PickleValue[] {
  if (list === NONE) return [...more];
  for (const value of more) (list as PickleValue[]).push(value);
  return list;
}
