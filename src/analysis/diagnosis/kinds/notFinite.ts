import type { NotFinite } from "../../../model/findings.js";
import type { Diagnosed, MeasuredPair } from "../subject.js";

/** NaN and infinite values. One finding a side; a checkpoint that was as broken before says so. */
export function diagnoseNotFinite(open: readonly MeasuredPair[]): Diagnosed<NotFinite> {
  const findings = (["pre", "post"] as const).flatMap((side): NotFinite[] => {
    const holding = open.filter((pair) => pair[side].summary.nonFinite > 0);
    if (holding.length === 0) return [];
    const dims = holding.map((pair) => pair[side].summary.nonFiniteDims);
    const other = side === "pre" ? "post" : "pre";
    return [
      {
        kind: "not-finite",
        weight: "broken",
        side,
        tensors: holding.map(({ id }) => id),
        dims,
        total: dims.reduce((sum, { length }) => sum + length, 0),
        wasSo: holding.every((pair, i) => String(pair[other].summary.nonFiniteDims) === String(dims[i])),
      },
    ];
  });
  const settled = open.filter(({ pre, post }) => pre.summary.nonFinite + post.summary.nonFinite > 0);
  return { findings, settled };
}
