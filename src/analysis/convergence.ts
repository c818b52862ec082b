import type { TensorComparison } from "../model/comparison.js";
import type { Distribution } from "../model/numbers.js";
import { sublayerSites } from "../model/sites.js";
import { comparedBlocks } from "./blocks.js";

/** In how many blocks the norm before the MLP is narrower than the one before attention. */
export interface Convergence {
  readonly measure: "iqr" | "std" | "iqrOverMedian" | "stdOverMean";
  readonly pre: number;
  readonly post: number;
  /** Blocks in which the measure is defined for both norms, on both sides. */
  readonly of: number;
}

/** The same by every measure. */
export interface BlocksConverged {
  /** Those of which both norms were compared. */
  readonly blocks: readonly number[];
  readonly byMeasure: readonly Convergence[];
}

/** How wide a distribution is, by each measure of the study; null where it is undefined. */
export const SPREADS: Readonly<
  Record<Convergence["measure"], (distribution: Distribution) => number | null>
> = {
  iqr: ({ summary }) => summary.iqr,
  std: ({ summary }) => summary.std,
  iqrOverMedian: ({ summary }) => ratio(summary.iqr, summary.median),
  stdOverMean: ({ summary }) => ratio(summary.std, summary.mean),
};

function ratio(above: number | null, below: number | null): number | null {
  return above === null || below === null || below === 0 ? null : above / Math.abs(below);
}

/** In how many blocks the gains before the MLP are narrower than those before attention, by each measure. */
export function converged(tensors: readonly TensorComparison[]): BlocksConverged {
  const before = sublayerSites({ sites: tensors.map(({ site }) => site) });
  const gain = (block: number, norm: string | undefined) =>
    tensors.find(({ id }) => id.block === block && id.norm === norm && id.parameter === "gain");
  const pairs = comparedBlocks(tensors).flatMap((block) => {
    const [first, second] = [gain(block, before?.attention.name), gain(block, before?.mlp.name)];
    return first === undefined || second === undefined ? [] : [{ block, first, second }];
  });
  const measures = Object.keys(SPREADS) as Convergence["measure"][];
  const byMeasure = measures.map((measure) => {
    const spread = SPREADS[measure];
    const defined = pairs
      .map(({ first, second }) => [
        spread(first.pre),
        spread(second.pre),
        spread(first.post),
        spread(second.post),
      ])
      .filter((spreads): spreads is [number, number, number, number] =>
        spreads.every((value) => value !== null),
      );
    return {
      measure,
      pre: defined.filter(([first, second]) => second < first).length,
      post: defined.filter(([, , first, second]) => second < first).length,
      of: defined.length,
    };
  });
  return { blocks: pairs.map(({ block }) => block), byMeasure };
}
