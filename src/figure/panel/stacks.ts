import type { Parameter } from "../../model/architecture.js";
import type { TensorComparison } from "../../model/comparison.js";
import { spaceOf } from "../../model/sites.js";
import { WINDOW_MADS } from "../../stats/bulkWindow.js";
import { dimensionsOf } from "../../words/sites.js";
import { centresSpan, type Span } from "./span.js";

/** Which tensors are above each other in a ridgeline, on which axis, and how to read them. */

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
    return bySite(inBlocks).map((stack) => {
      const space = spaceOf((stack[0] as TensorComparison).site);
      return stackOf(stack, centresSpan(inBlocks.filter(({ site }) => spaceOf(site) === space)));
    });
  });
  const others = ofParameter.flatMap((group) =>
    bySite(group.filter(({ id }) => id.block === null)).map((single) => stackOf(single, centresSpan(single))),
  );
  const isOdd = blocks.length % 2 === 1 && others.length > 0 && columnsOf(tensors) === 2;
  return [...blocks, ...(isOdd ? [null] : []), ...others];
}

/** Tensors of one norm together, in the order of the first of each. */
function bySite(tensors: readonly TensorComparison[]): readonly (readonly TensorComparison[])[] {
  const groups = new Map<string, TensorComparison[]>();
  for (const tensor of tensors) groups.set(tensor.id.norm, [...(groups.get(tensor.id.norm) ?? []), tensor]);
  return [...groups.values()];
}

/** Its norm is named with its place, since names alone may mislead. */
function stackOf(tensors: readonly TensorComparison[], span: Span): Stack {
  const { id, site } = tensors[0] as TensorComparison;
  return { name: `${site.name}, ${site.place}${id.parameter === "bias" ? " (β)" : ""}`, tensors, span };
}

/** One column where only one kind of norm is there. */
export function columnsOf(tensors: readonly TensorComparison[]): number {
  const stacks = new Set(tensors.map(({ id }) => `${id.norm} ${id.parameter}`));
  return stacks.size > 1 ? 2 : 1;
}

export function caption(tensors: readonly TensorComparison[], stacks: readonly (Stack | null)[]): string {
  const outside = stacks.flatMap((stack) =>
    stack === null ? [] : stack.tensors.map((tensor) => shareOutside(tensor, stack.span)),
  );
  const most = Math.max(0, ...outside);
  return [
    `Densities of ${dimensionsOf(tensors.map(({ pre }) => pre.values))} a row (Gaussian kernel, Silverman's bandwidth), each row scaled to the higher of its two peaks.`,
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
