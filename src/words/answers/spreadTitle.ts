import type { Convergence } from "../../model/answers.js";
import type { Architecture } from "../../model/architecture.js";
import { sublayerSites } from "../../model/sites.js";
import { enumerated } from "../phrases.js";
import { normNoun } from "../sites.js";
import { SPREAD_NAMES } from "./converged.js";

/** In how many blocks one norm is narrower than the other, by each measure, before and after. In ASCII. */
export function spreadTitle(byMeasure: readonly Convergence[], architecture: Architecture): string {
  const before = sublayerSites(architecture);
  const counts = byMeasure.filter(({ of }) => of > 0);
  if (before === null || counts.length === 0) return `Spread of the ${normNoun(architecture)} gains by block`;
  const narrower = `${before.mlp.name} is narrower than ${before.attention.name}`;
  const blocks = Math.max(...counts.map(({ of }) => of));
  const every = (amount: number) => counts.every(({ pre, post }) => pre === amount && post === amount);
  if (every(0)) return `${narrower} in no block by any measure, before or after`;
  if (blocks === 1) return `In the block, ${narrower} ${inOneBlock(counts)}`;
  if (every(blocks)) return `${narrower} in all ${blocks} blocks by every measure, before and after`;
  return `Of ${blocks} blocks, ${narrower} ${inManyBlocks(counts, blocks)}`;
}

/** "by std before and after, by IQR only after, not by std/mean" */
function inOneBlock(counts: readonly Convergence[]): string {
  const by = (when: string, is: (pre: boolean, post: boolean) => boolean) => {
    const names = counts.filter(({ pre, post }) => is(pre > 0, post > 0)).map(nameOf);
    return names.length === 0 ? [] : [`by ${enumerated(names)} ${when}`];
  };
  const never = counts.filter(({ pre, post }) => pre + post === 0).map(nameOf);
  return [
    ...by("before and after", (pre, post) => pre && post),
    ...by("only before", (pre, post) => pre && !post),
    ...by("only after", (pre, post) => !pre && post),
    ...(never.length === 0 ? [] : [`not by ${never.join(" or ")}`]),
  ].join(", ");
}

/** "in all by IQR and in none by std/mean, before and after; in 3 before and 2 after by std" */
function inManyBlocks(counts: readonly Convergence[], blocks: number): string {
  const amount = (count: number) => (count === 0 ? "none" : count === blocks ? "all" : String(count));
  const steady = new Map<number, string[]>();
  for (const count of counts.filter(({ pre, post }) => pre === post))
    steady.set(count.pre, [...(steady.get(count.pre) ?? []), nameOf(count)]);
  const held = [...steady]
    .sort(([a], [b]) => b - a)
    .map(([count, names]) => `in ${amount(count)} by ${enumerated(names)}`);
  const moved = counts
    .filter(({ pre, post }) => pre !== post)
    .map((count) => `in ${amount(count.pre)} before and ${amount(count.post)} after by ${nameOf(count)}`);
  return [
    ...(held.length === 0 ? [] : [`${held.join(", ")}, before and after`]),
    ...(moved.length === 0 ? [] : [moved.join(", ")]),
  ].join("; ");
}

function nameOf({ measure }: Convergence): string {
  return SPREAD_NAMES[measure];
}
