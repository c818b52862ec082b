import type { BlocksConverged, Convergence } from "../model/answers.js";
import type { Distribution } from "../model/numbers.js";
import { sublayerSites } from "../model/sites.js";
import { comparedBlocks } from "./blocks.js";
import type { MeasuredPair } from "./diagnosis/subject.js";

/** How wide a distribution is, by each measure of the study; null where it is undefined. */
export const SPREADS: Readonly<
  Record<Convergence["measure"], (distribution: Pick<Distribution, "summary">) => number | null>
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
export function converged(tensors: readonly MeasuredPair[]): BlocksConverged {
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
