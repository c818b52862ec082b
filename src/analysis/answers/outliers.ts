import type { Outliers } from "../../model/answers.js";
import type { Side } from "../../model/numbers.js";
import { farthestOut } from "../../stats/outliers.js";
import { rangeOfDefined } from "../diagnosis/ranges.js";
import type { MeasuredPair } from "../diagnosis/subject.js";
import { inOneSpace } from "../spaces.js";

/** Are there outliers, and which dimensions are it again and again? Each side by its own median and mad. */
export function outliers(tensors: readonly MeasuredPair[], side: Side): Outliers {
  const gains = tensors.filter(({ id }) => id.parameter === "gain");
  const comparable = inOneSpace(gains);
  const counts = new Map<number, number>();
  for (const tensor of comparable) {
    for (const dim of tensor[side].summary.outlierDims ?? []) counts.set(dim, (counts.get(dim) ?? 0) + 1);
  }
  const often = [...counts]
    .map(([dim, count]) => ({ dim, tensors: count }))
    .sort((a, b) => b.tensors - a.tensors || a.dim - b.dim);
  return {
    share: rangeOfDefined(gains.map((tensor) => outlierShare(tensor[side]))),
    everywhere: often.filter(({ tensors: count }) => count === comparable.length).map(({ dim }) => dim),
    recurring: often.filter(({ tensors: count }) => count >= comparable.length / 2),
    largestZ: largestZ(gains, side),
  };
}

function outlierShare({ summary: { outlierDims, n } }: MeasuredPair["pre"]): number | null {
  return outlierDims === null || n === 0 ? null : outlierDims.length / n;
}

function largestZ(gains: readonly MeasuredPair[], side: Side): Outliers["largestZ"] {
  const extremes = gains.flatMap((tensor) => {
    const { values, summary } = tensor[side];
    const { median, mad } = summary;
    const farthest = median === null || mad === null ? null : farthestOut(values, { median, mad });
    return farthest === null ? [] : [{ name: tensor.name, ...farthest }];
  });
  return extremes.toSorted((a, b) => b.z - a.z)[0] ?? null;
}
