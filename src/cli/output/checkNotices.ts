import { matchesPattern, type RulePatch } from "../../analysis/check/settings.js";
import { escapeControls, quote } from "../../escape.js";

/** Remarks on checkpoints that were checked. */

export interface Noticed {
  /** As the user typed it. */
  readonly path: string;
  readonly notices: readonly string[];
}

/** Where there are several, a notice says which it is about; what is to be said of each is said once. */
export function noticesOfAll(checked: readonly Noticed[]): string[] {
  const [first, ...others] = checked;
  if (first === undefined || others.length === 0) return [...(first?.notices ?? [])];
  const common = first.notices.filter((notice) => others.every(({ notices }) => notices.includes(notice)));
  const own = checked.flatMap(({ path, notices }) =>
    notices
      .filter((notice) => !common.includes(notice))
      .map((notice) => `${escapeControls(path)}: ${notice}`),
  );
  // A checkpoint that is given twice has the same to say twice.
  return [...common.map((notice) => `all ${checked.length} checkpoints: ${notice}`), ...new Set(own)];
}

/** Patterns of overrides that mean no tensor of this model. */
export function idlePatterns(patches: readonly RulePatch[], names: readonly string[]): string[] {
  const patterns = new Set(patches.flatMap(({ tensors }) => tensors ?? []));
  return [...patterns]
    .filter((pattern) => !names.some((name) => matchesPattern(pattern, name)))
    .map((pattern) => `the override for ${quote(pattern)} matches no tensor`);
}
