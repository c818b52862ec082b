import type { Exchanged } from "../../../model/findings.js";
import { idsOf } from "../ranges.js";
import type { Diagnosed, MeasuredPair, Subject } from "../subject.js";

/** A tensor that holds another one's values correlates with it at least so well, */
const LEAST_SPEARMAN = 0.5;
/** and by so many standard errors: of many narrow tensors some correlate by chance. */
const LEAST_ERRORS = 6;
/** And it misses a perfect correlation by so much less than with itself: neighbouring blocks correlate up to 0.94. */
const MOST_OF_OWN_GAP = 0.3;
/** Its values are nearer to the other's than to its own by at least this factor. */
const MOST_OF_OWN_DISTANCE = 0.6;

/** Rounding a value to its storage type and back leaves an error of at most one roundoff. */
const COPY_ROUNDINGS = 2;

/** Tensors that match another tensor of pre far better than their own, also after a little training. */
export function diagnoseExchanged(open: readonly MeasuredPair[], { kinship }: Subject): Diagnosed<Exchanged> {
  const exchanged = displaced(
    open.flatMap((pair) => {
      const source = pair.change.identical ? null : sourceOf(pair, kinship);
      return source === null ? [] : [{ pair, source }];
    }),
  );
  if (exchanged.length === 0) return { findings: [], settled: [] };
  return {
    findings: [
      {
        kind: "exchanged",
        weight: "broken",
        tensors: idsOf(exchanged),
        source: exchanged.map(({ source }) => source.id),
        isExact: exchanged.every(({ pair, source }) => areSame(source.pre.values, pair.post.values)),
      },
    ],
    settled: exchanged.map(({ pair }) => pair),
  };
}

interface Exchange {
  readonly pair: MeasuredPair;
  readonly source: MeasuredPair;
}

/** Those whose source was displaced itself, and no other's; and exact copies, whatever became of the source. */
function displaced(candidates: readonly Exchange[]): readonly Exchange[] {
  const kept = candidates.filter(({ pair, source }) => {
    const takers = candidates.filter((other) => other.source === source);
    const isDisplaced = candidates.some((other) => other.pair === source);
    return (takers.length === 1 && isDisplaced) || areSame(source.pre.values, pair.post.values);
  });
  return kept.length === candidates.length ? kept : displaced(kept);
}

/** The tensor whose values of before `pair` holds now; null where its own are as near. */
function sourceOf(pair: MeasuredPair, kinship: Subject["kinship"]): MeasuredPair | null {
  const kin = kinship.of(pair);
  // The very numbers of another tensor are no chance, however few they are.
  const copied = kin.find(({ other }) => other !== pair && isCopy(other, pair));
  if (copied !== undefined) return copied.other;
  const own = kin.find(({ other }) => other === pair)?.spearman ?? 1;
  const [best] = kin.filter(({ other }) => other !== pair).toSorted((a, b) => b.spearman - a.spearman);
  const chance = LEAST_ERRORS / Math.sqrt(pair.pre.summary.n - 1);
  if (best === undefined || best.spearman < Math.max(LEAST_SPEARMAN, chance)) return null;
  if (1 - best.spearman > MOST_OF_OWN_GAP * (1 - own)) return null;
  const { values } = pair.post;
  const isNearer =
    distance(best.other.pre.values, values) <= MOST_OF_OWN_DISTANCE * distance(pair.pre.values, values);
  return isNearer ? best.other : null;
}

/** Does `pair` hold what `other` held, to rounding? Constants have no number that tells them apart. */
function isCopy(
  { pre: { values: held, summary } }: MeasuredPair,
  { post, pre, roundoff }: MeasuredPair,
): boolean {
  if (summary.min === summary.max) return false;
  // What one offset makes of its own values needs no other tensor: many narrow ones are alike but for an offset.
  const offset = (post.values[0] as number) - (pre.values[0] as number);
  const isNear = (values: Float64Array, added: number) =>
    post.values.every((value, dim) => {
      const before = (values[dim] as number) + added;
      return (
        Math.abs(value - before) <= COPY_ROUNDINGS * roundoff * Math.max(Math.abs(before), Math.abs(added))
      );
    });
  return isNear(held, 0) && !isNear(pre.values, offset);
}

/** Mean absolute difference of two vectors of one length. */
function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
  return sum / a.length;
}

function areSame(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => Object.is(value, b[i]));
}
