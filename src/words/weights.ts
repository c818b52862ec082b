import { escapeControls } from "../escape.js";
import type { WeightGroup } from "../model/weights.js";
import { significant, withCommas } from "./numbers.js";

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

/** "76 weights that are NaN or infinite" */
export function notFinite(count: number): string {
  return `${withCommas(count)} ${count === 1 ? "weight that is" : "weights that are"} NaN or infinite`;
}
