import { answersOf } from "../../analysis/track/answers.js";
import type { TrackedRun } from "../../model/run.js";
import { fewerNormsWords } from "../../words/run/figures.js";
import { gainsByNorm } from "./look.js";

/** Some families have a dozen norms, more than a page or a slide has room for. */

/** A run with so many of its norms, those that moved farthest, and what a caption says of it. */
export function withFewerNorms(
  run: TrackedRun,
  most: number,
): { readonly shown: TrackedRun; readonly fewer: readonly string[] } {
  const all = gainsByNorm(run).map(({ norm }) => norm);
  if (all.length <= most) return { shown: run, fewer: [] };
  // Norms whose move has no number come after those that moved.
  const farthest = [...new Set([...answersOf(run).moved.map(({ norm }) => norm), ...all])].slice(0, most);
  const tensors = run.tensors.filter(({ id }) => farthest.includes(id.norm));
  return { shown: { ...run, tensors }, fewer: fewerNormsWords(farthest.length, all.length) };
}
