import { escapeControls } from "../escape.js";
import type { Side } from "../model/numbers.js";
import type { WeightGroup, WeightGroupComparison } from "../model/weights.js";
import { signed, significant, withCommas } from "./numbers.js";

/** All weights in plain words, in ASCII. */

/** What the weights of a model, or their groups, are like. */
export function weightsTitle(label: string, groups: readonly WeightGroup[]): string {
  const n = groups.reduce((sum, { summary }) => sum + summary.n, 0);
  const count = `${withCommas(n)} weights of ${escapeControls(label)}`;
  const [first] = groups;
  if (groups.length === 1 && first !== undefined) {
    const { mean, std } = first.summary;
    return std === null
      ? count
      : `${count}: mean ${significant(mean, 2)}, standard deviation ${significant(std, 3)}`;
  }
  const stds = groups
    .flatMap(({ name, summary: { std } }) => (std === null ? [] : [{ name: escapeControls(name), std }]))
    .toSorted((a, b) => a.std - b.std);
  const [least, most] = [stds[0], stds.at(-1)];
  if (least === undefined || most === undefined) return count;
  const ends = [least, most].map(({ name, std }) => `${significant(std, 2)} (${name})`);
  return `${count}: standard deviation from ${ends.join(" to ")}`;
}

/** How all weights changed, in one line. */
export function weightsChangeTitle(groups: readonly WeightGroupComparison[]): string {
  return weightsHeadline(groups)[0] ?? "";
}

/** One to four sentences, without a full stop each. */
export function weightsHeadline(groups: readonly WeightGroupComparison[]): string[] {
  const paired = groups.reduce((sum, group) => sum + group.paired, 0);
  const identical = groups.reduce((sum, group) => sum + group.identical, 0);
  if (paired > 0 && identical === paired) return [`All ${paired} tensors are identical, byte for byte`];
  const verb = identical === 1 ? "is" : "are";
  const same = identical > 0 ? [`${identical} of ${paired} tensors ${verb} identical, byte for byte`] : [];
  return [...nonFinite(groups), mostChanged(groups), ...same];
}

/** What no model should have, before anything else is said of it. */
function nonFinite(groups: readonly WeightGroupComparison[]): string[] {
  return (["pre", "post"] as const).flatMap((side) => {
    const count = groups.reduce((sum, group) => sum + group[side].summary.nonFinite, 0);
    return count === 0 ? [] : [`${capitalised(side)} holds ${notFinite(count)}`];
  });
}

function capitalised(side: Side): string {
  return side === "pre" ? "Pre" : "Post";
}

/** "76 weights that are NaN or infinite" */
export function notFinite(count: number): string {
  return `${withCommas(count)} ${count === 1 ? "weight that is" : "weights that are"} NaN or infinite`;
}

function mostChanged(groups: readonly WeightGroupComparison[]): string {
  const [most] = groups.toSorted((a, b) => (b.change.ks ?? 0) - (a.change.ks ?? 0));
  if (most === undefined) return "Nothing to compare";
  const { stdRatio, meanDelta, ks } = most.change;
  // Sums in another order may differ in their last digits.
  if (ks === 0 && Math.abs((stdRatio ?? 1) - 1) < 1e-9) {
    return `The histogram${groups.length === 1 ? "" : "s"} did not change`;
  }
  const name = escapeControls(most.name);
  const where = groups.length === 1 ? name.replace(/^all /, "All ") : `Most changed: ${name}`;
  return stdRatio === null
    ? `${where}: no standard deviation on both sides`
    : `${where}: standard deviation ${signed(100 * (stdRatio - 1))} %, mean ${signed(meanDelta)}`;
}
