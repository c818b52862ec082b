import { escapeControls, quote } from "../../escape.js";
import type { ModelInfo } from "../../model/norms.js";
import type { Skipped } from "../../model/tensors.js";

/** Remarks for stderr. */

/** A checkpoint under the name that the user gave it. */
export interface Opened {
  readonly typed: string;
  readonly info: ModelInfo;
}

/** Which file was taken, where the user named a directory or a model of the hub. A URL may hold a secret. */
export function takenNotices(opened: readonly Opened[]): string[] {
  const notices = opened
    .filter(({ typed, info }) => info.path !== typed && !/^https?:/i.test(typed))
    .map(({ typed, info }) => `${escapeControls(typed)}: took ${escapeControls(info.path)}`);
  return [...new Set(notices)];
}

/** Reasons that are named. */
const MOST_REASONS = 3;

/** How the request was met, and what was left out, by reason. */
export function noticesOf({
  notices,
  skipped,
  unpaired = [],
}: {
  notices: readonly string[];
  skipped: readonly Skipped[];
  unpaired?: readonly Skipped[];
}): string[] {
  return [...notices, ...byReason("skipped", skipped), ...byReason("not paired", unpaired)];
}

/** `done`: what was done with the tensors, "skipped". */
function byReason(done: string, tensors: readonly Skipped[]): string[] {
  const reasons = new Map<string, { readonly example: string; count: number }>();
  for (const { name, reason } of tensors) {
    const group = reasons.get(reason) ?? { example: name, count: 0 };
    group.count++;
    reasons.set(reason, group);
  }
  const groups = [...reasons];
  const shown = groups.slice(0, MOST_REASONS).map(([reason, { example, count }]) => {
    const which = count === 1 ? quote(example) : `${count} tensors, such as ${quote(example)}`;
    return `${done} ${which}: ${escapeControls(reason)}`;
  });
  const left = groups.slice(MOST_REASONS).reduce((sum, [, { count }]) => sum + count, 0);
  return [...shown, ...(left > 0 ? [`${done} ${left} more tensors, for other reasons`] : [])];
}
