import type { EffectiveChange } from "../model/effective.js";
import { median } from "./quantiles.js";
import { sampleOf } from "./sample.js";
import { finiteOrNull, sum } from "./sum.js";

/** How gains and the rows behind them changed together. */

/** A vector before and after, each of shape [width]. */
interface Sides {
  readonly pre: Float64Array;
  readonly post: Float64Array;
}

type Trade = Omit<EffectiveChange, "pre" | "post">;

/**
 * @param gains as they act
 * @param rows norms of the rows behind them
 */
export function tradeOf(gains: Sides, rows: Sides): Trade {
  const effective = {
    pre: product(gains.pre, rows.pre),
    post: product(gains.post, rows.post),
  };
  const dims = Array.from(gains.pre.keys());
  const logs = dims.flatMap((dim) => {
    const [gain, row] = [logRatio(gains, dim), logRatio(rows, dim)];
    return gain === null || row === null ? [] : [{ gain, row }];
  });
  const gainSquares = sum(logs.map(({ gain }) => gain * gain));
  const rowSquares = sum(logs.map(({ row }) => row * row));
  const both = sum(logs.map(({ gain, row }) => gain * row));
  const effectiveSquares = sum(logs.map(({ gain, row }) => (gain + row) ** 2));
  const size = (squares: number) =>
    logs.length === 0 ? null : finiteOrNull(Math.sqrt(squares / logs.length));
  return {
    gainFraction: medianFraction(gains),
    rowFraction: medianFraction(rows),
    effectiveFraction: medianFraction(effective),
    carried: finiteOrNull(1 + both / gainSquares),
    agreement: finiteOrNull(both / Math.sqrt(gainSquares * rowSquares)),
    gainSize: size(gainSquares),
    effectiveSize: size(effectiveSquares),
  };
}

export function product(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, dim) => value * (b[dim] as number));
}

/** Null where a value is 0, not finite, or changed its sign: no factor leads from one to the other. */
function logRatio({ pre, post }: Sides, dim: number): number | null {
  const log = Math.log((post[dim] as number) / (pre[dim] as number));
  return Number.isFinite(log) ? log : null;
}

/** Median over the dims of how much a magnitude grew, as a fraction of it; over those where that is defined. */
function medianFraction({ pre, post }: Sides): number | null {
  const fractions = pre.map((before, dim) => Math.abs((post[dim] as number) / before) - 1);
  return finiteOrNull(median(sampleOf(fractions).ascending));
}
