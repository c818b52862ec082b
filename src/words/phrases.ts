import { blockRanges } from "../analysis/blockRanges.js";
import type { Architecture } from "../model/architecture.js";

/** Parts of sentences, in ASCII. */

/** "1 tensor", "2 tensors". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export interface ListStyle {
  /** Between the items. */
  readonly separator?: string;
  /** Before "and 3 more", without its space. */
  readonly beforeMore?: string;
}

/** The first of some items, and how many there are besides: "a, b and 3 more". */
export function listed(items: readonly string[], most: number, style: ListStyle = {}): string {
  const { separator = ", ", beforeMore = "" } = style;
  const shown = items.slice(0, most).join(separator);
  return items.length > most ? `${shown}${beforeMore} and ${items.length - most} more` : shown;
}

/** "a", "a and b", "a, b and c". */
export function enumerated(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** "dim 3", "dims 3, 7 and 2 more". */
export function dimList(dims: readonly number[], most: number): string {
  return `${dims.length === 1 ? "dim" : "dims"} ${listed(dims.map(String), most)}`;
}

/** "block 5", "blocks 5-7, 9"; empty where there is none. */
export function blockList(blocks: readonly number[]): string {
  if (blocks.length === 0) return "";
  return `${blocks.length === 1 ? "block" : "blocks"} ${blockRanges(blocks)}`;
}

/** Two ends as text, or one where they read the same. The end nearer to zero comes first. */
export function range(a: number, b: number, format: (value: number) => string, between = " to "): string {
  const [first, last] = Math.abs(a) <= Math.abs(b) ? [format(a), format(b)] : [format(b), format(a)];
  return first === last ? first : `${first}${between}${last}`;
}

/** With a capital letter, as a sentence begins. The names of blocks and norms remain as they are. */
export function capitalise(text: string, { sites }: Architecture): string {
  const isName = (name: string) => text.startsWith(name) && !/\w/.test(text.charAt(name.length));
  const beginsWithName = /^h\d/.test(text) || sites.some(({ name }) => isName(name));
  return beginsWithName ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
