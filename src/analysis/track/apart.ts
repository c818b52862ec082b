import type { TensorAtStep, TrackedRun } from "../../model/run.js";

/** Blocks in which the middle halves of two norms overlapped at the first checkpoint and no longer do at the last. */
export interface CameApart {
  readonly norms: readonly [string, string];
  readonly blocks: readonly number[];
  /** Blocks that have both. */
  readonly of: number;
}

/** Null where the blocks have no two norms, or more. */
export function cameApart({ tensors }: Pick<TrackedRun, "tensors">): CameApart | null {
  const gains = tensors.filter(({ id }) => id.parameter === "gain" && id.block !== null);
  const [first, second, ...others] = [...new Set(gains.map(({ id }) => id.norm))];
  if (first === undefined || second === undefined || others.length > 0) return null;
  const pairs = gains
    .filter(({ id }) => id.norm === first)
    .flatMap((a) => {
      const b = gains.find(({ id }) => id.norm === second && id.block === a.id.block);
      return b === undefined ? [] : [{ block: a.id.block as number, a, b }];
    });
  const apart = pairs.filter(
    ({ a, b }) =>
      overlap(a.steps[0], b.steps[0]) === true && overlap(a.steps.at(-1), b.steps.at(-1)) === false,
  );
  return { norms: [first, second], blocks: apart.map(({ block }) => block), of: pairs.length };
}

/** Null where one has no finite value. */
function overlap(a: TensorAtStep | undefined, b: TensorAtStep | undefined): boolean | null {
  const [one, other] = [a?.summary, b?.summary];
  if (one?.q1 == null || one.q3 === null || other?.q1 == null || other.q3 === null) return null;
  return one.q1 <= other.q3 && other.q1 <= one.q3;
}
