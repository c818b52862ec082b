import type { Parameter } from "../../model/architecture.js";
import type { TensorComparison } from "../../model/comparison.js";
import { WINDOW_MADS } from "../../stats/binning.js";
import { plural } from "../../words/phrases.js";
import { centresSpan, type Span } from "./span.js";

/** Which tensors stand above each other in a ridgeline, on which axis, and how to read them. */

/** Tensors above each other on one axis. */
export interface Stack {
  readonly name: string;
  readonly tensors: readonly TensorComparison[];
  readonly span: Span;
}

/** Stacks in reading order; null keeps a place empty. */
export function stacksOf(tensors: readonly TensorComparison[]): readonly (Stack | null)[] {
  const parameters: readonly Parameter[] = ["gain", "bias"];
  const ofParameter = parameters.map((parameter) => tensors.filter(({ id }) => id.parameter === parameter));
  const blocks = ofParameter.flatMap((group) => {
    const inBlocks = group.filter(({ id }) => id.block !== null);
    const span = centresSpan(inBlocks);
    const norms = (["ln_1", "ln_2"] as const).map((norm) => inBlocks.filter(({ id }) => id.norm === norm));
    return norms.flatMap((stack) => (stack.length === 0 ? [] : [stackOf(stack, span)]));
  });
  const finals = ofParameter.flatMap((group) => {
    const final = group.filter(({ id }) => id.norm === "ln_f");
    return final.length === 0 ? [] : [stackOf(final, centresSpan(final))];
  });
  const isOdd = blocks.length % 2 === 1 && finals.length > 0 && columnsOf(tensors) === 2;
  return [...blocks, ...(isOdd ? [null] : []), ...finals];
}

function stackOf(tensors: readonly TensorComparison[], span: Span): Stack {
  const { norm, parameter } = (tensors[0] as TensorComparison).id;
  const place = {
    ln_1: "ln_1, before attention",
    ln_2: "ln_2, before the MLP",
    ln_f: "ln_f, before the output",
  };
  return { name: `${place[norm]}${parameter === "bias" ? " (β)" : ""}`, tensors, span };
}

/** One column where only one kind of norm is there. */
export function columnsOf(tensors: readonly TensorComparison[]): number {
  const stacks = new Set(tensors.map(({ id }) => `${id.norm} ${id.parameter}`));
  return stacks.size > 1 ? 2 : 1;
}

export function caption(tensors: readonly TensorComparison[], stacks: readonly (Stack | null)[]): string {
  const width = tensors[0]?.pre.values.length ?? 0;
  const outside = stacks.flatMap((stack) =>
    stack === null ? [] : stack.tensors.map((tensor) => shareOutside(tensor, stack.span)),
  );
  const most = Math.max(0, ...outside);
  return [
    `Densities of ${plural(width, "dimension")} a row (Gaussian kernel, Silverman's bandwidth), each row scaled to the higher of its two peaks.`,
    ...(most > 0
      ? [
          `Axis: where the medians lie ± ${WINDOW_MADS} MAD; up to ${percentOf(most)} % of a row's values lie beyond.`,
        ]
      : []),
    "Right: change of the median.",
  ].join(" ");
}

function percentOf(share: number): string {
  return (share * 100).toFixed(share < 0.1 ? 1 : 0);
}

/** The larger share of either side's finite values that the axis leaves out. */
function shareOutside({ pre, post }: TensorComparison, { lo, hi }: Span): number {
  const shares = [pre, post].map(({ values, summary: { n } }) =>
    n === 0 ? 0 : values.filter((value) => Number.isFinite(value) && (value < lo || value > hi)).length / n,
  );
  return Math.max(...shares);
}
