import type { TensorId } from "../../model/architecture.js";
import type { TrackedRun, TrackedTensor } from "../../model/run.js";

/** A gain that was an outlier at some checkpoint. */
export interface OutlierGain {
  readonly tensor: TensorId;
  readonly dim: number;
  /** Where it was one, by ascending step; the ratio is null where the median is 0. */
  readonly seen: readonly { readonly step: number; readonly ratio: number | null }[];
  readonly isAtLast: boolean;
}

/** Those at the last checkpoint first, then those at most checkpoints, then those that came first. */
export function outlierGains({ tensors }: Pick<TrackedRun, "tensors">): readonly OutlierGain[] {
  return tensors
    .filter(({ id }) => id.parameter === "gain")
    .flatMap(gainsOf)
    .toSorted(
      (a, b) =>
        Number(b.isAtLast) - Number(a.isAtLast) ||
        b.seen.length - a.seen.length ||
        (a.seen[0]?.step ?? 0) - (b.seen[0]?.step ?? 0),
    );
}

function gainsOf({ id, steps }: TrackedTensor): OutlierGain[] {
  const seen = new Map<number, { step: number; ratio: number | null }[]>();
  for (const { step, summary, clearOutlierDims, clearOutlierValues } of steps) {
    clearOutlierDims.forEach((dim, i) => {
      const { median } = summary;
      const ratio = median === null || median === 0 ? null : (clearOutlierValues[i] as number) / median;
      const own = seen.get(dim);
      if (own === undefined) seen.set(dim, [{ step, ratio }]);
      else own.push({ step, ratio });
    });
  }
  const last = new Set(steps.at(-1)?.clearOutlierDims ?? []);
  return [...seen].map(([dim, own]) => ({ tensor: id, dim, seen: own, isAtLast: last.has(dim) }));
}
