import type { Parameter } from "../model/architecture.js";
import type { TensorComparison } from "../model/comparison.js";
import { quantile } from "../stats/quantiles.js";
import { sampleOf } from "../stats/sample.js";
import { iqrUnit, medianUnit } from "./changeUnit.js";

/** Single dimensions from block to block, before and after, in a unit that the blocks share. */

/** Of the same norm in each block, ascending. */
export interface BlockRow {
  readonly norm: string;
  readonly parameter: Parameter;
  readonly tensors: readonly TensorComparison[];
}

/**
 * `ratio`: percent of the median of pre, for a logarithmic axis; `distance`: interquartile ranges of pre from that median,
 * where it is about zero, or too many values are not on its side of zero.
 */
export type TrajectoryUnit = "ratio" | "distance";

export interface TrajectoryPoint {
  readonly block: number;
  readonly tensor: TensorComparison;
  /** As they are stored. */
  readonly pre: number;
  readonly post: number;
  /** In the unit; null where undefined. */
  readonly before: number | null;
  readonly after: number | null;
}

/** The part of all dims of post that most are in, in a block. */
export interface TrajectoryBand {
  readonly block: number;
  readonly low: number;
  readonly high: number;
}

const BAND = [0.01, 0.99] as const;
/** At and below this percentage of the median a logarithmic axis has its edge. */
export const LEAST_PERCENT = 4;
/** Of all points; where more are at the edge, a logarithmic axis hides what they are. */
const MOST_AT_EDGE = 0.25;

/** The rows of the norms in blocks, in order of the forward pass, gains first. */
export function blockRows(tensors: readonly TensorComparison[], norms: readonly string[]): BlockRow[] {
  return (["gain", "bias"] as const).flatMap((parameter) =>
    norms.flatMap((norm) => {
      const own = tensors
        .filter(({ id }) => id.norm === norm && id.parameter === parameter && id.block !== null)
        .toSorted((a, b) => (a.id.block as number) - (b.id.block as number));
      return own.length === 0 ? [] : [{ norm, parameter, tensors: own }];
    }),
  );
}

export function unitOfRow({ tensors }: BlockRow, dims: readonly number[]): TrajectoryUnit {
  const finite = tensors.filter(({ pre }) => pre.summary.n > 0);
  if (finite.some((tensor) => medianUnit(tensor) === null)) return "distance";
  const ratios = finite.flatMap((tensor) =>
    [tensor.pre, tensor.post].flatMap(({ values }) =>
      dims.map((dim) => inUnit("ratio", tensor, values[dim] as number)),
    ),
  );
  const defined = ratios.filter((ratio) => ratio !== null);
  const atEdge = defined.filter((ratio) => ratio <= LEAST_PERCENT).length;
  return atEdge > MOST_AT_EDGE * defined.length ? "distance" : "ratio";
}

function inUnit(unit: TrajectoryUnit, tensor: TensorComparison, value: number): number | null {
  const { median } = tensor.pre.summary;
  const size = iqrUnit(tensor);
  if (median === null || (unit === "ratio" ? median === 0 : size === null)) return null;
  const scaled = unit === "ratio" ? (100 * value) / median : (value - median) / (size as number);
  return Number.isFinite(scaled) ? scaled : null;
}

export function trajectory(row: BlockRow, dim: number, unit: TrajectoryUnit): TrajectoryPoint[] {
  return row.tensors.map((tensor) => {
    const [pre, post] = [tensor.pre.values[dim] as number, tensor.post.values[dim] as number];
    return {
      block: tensor.id.block as number,
      tensor,
      pre,
      post,
      before: inUnit(unit, tensor, pre),
      after: inUnit(unit, tensor, post),
    };
  });
}

export function bandOf({ tensors }: BlockRow, unit: TrajectoryUnit): TrajectoryBand[] {
  return tensors.flatMap((tensor) => {
    const { ascending } = sampleOf(tensor.post.values);
    const ends = BAND.map((q) => inUnit(unit, tensor, quantile(ascending, q)));
    const [low, high] = ends.toSorted((a, b) => (a ?? 0) - (b ?? 0));
    if (low == null || high == null) return [];
    return [{ block: tensor.id.block as number, low, high }];
  });
}
