import type { DimChange } from "../../model/findings.js";
import type { Side } from "../../model/numbers.js";
import { valueWords } from "../amounts.js";
import { listed } from "../phrases.js";
import { tensorLabel } from "../tensorNames.js";

/** Parts that several sentences are made of. */

/** What two checkpoints are called in sentences. */
export type SideNames = Readonly<Record<Side, string>>;
export const SIDE_NAMES: SideNames = { pre: "pre", post: "post" };

/** How many dims, and how many changes of single dims, a sentence lists. */
export const DIMS_LISTED = 8;
const CHANGES_LISTED = 3;

/** "... dim 64 (0.8 -> 0.59); ...", the first few. */
export function dimChanges(changes: readonly DimChange[]): string {
  const items = changes.map((change) => `${tensorLabel(change.tensor)} dim ${change.dim} (${step(change)})`);
  return listed(items, CHANGES_LISTED, { separator: "; ", beforeMore: ";" });
}

export function step({ pre, post }: Pick<DimChange, "pre" | "post">): string {
  return `${valueWords(pre)} -> ${valueWords(post)}`;
}
