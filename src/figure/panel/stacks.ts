import type { Parameter } from "../../model/architecture.js";
import type { TensorComparison } from "../../model/comparison.js";
import { spaceOf } from "../../model/sites.js";
import { silvermanBandwidth } from "../../stats/density.js";
import { sampleOf } from "../../stats/sample.js";
import { dimensionsOf } from "../../words/sites.js";
import { tensorLabel } from "../../words/tensorNames.js";
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
  const below = [
    ...others,
    ...rowsBeyond(blocks).map(({ tensors: own }) => stackOf(own, centresSpan(own), true)),
  ];
  const isOdd = blocks.length % 2 === 1 && below.length > 0 && columnsOf(tensors) === 2;
  return [...blocks, ...(isOdd ? [null] : []), ...below];
}

/** An axis leaves out no more of a row than this; otherwise that row is drawn again, on an axis of its own. */
const MOST_BEYOND = 0.05;
const MOST_DRAWN_AGAIN = 3;

/** The rows that their axis leaves out too much of, those of which it leaves out most. */
function rowsBeyond(stacks: readonly Stack[]): readonly Pick<Stack, "tensors">[] {
  return (
    stacks
      .flatMap(({ tensors, span }) =>
        tensors.map((tensor) => ({ tensors: [tensor], share: shareOutside(tensor, span) })),
      )
      // One number, or a range beyond float64, has no density to draw.
      .filter(({ share, tensors: [tensor] }) => share > MOST_BEYOND && hasDensity(tensor as TensorComparison))
      .toSorted((a, b) => b.share - a.share)
      .slice(0, MOST_DRAWN_AGAIN)
  );
}

function hasDensity({ pre, post }: TensorComparison): boolean {
  return [pre, post].some(({ values }) => silvermanBandwidth(sampleOf(values).ascending) !== null);
}

/** Tensors of one norm together, in the order of the first of each. */
function bySite(tensors: readonly TensorComparison[]): readonly (readonly TensorComparison[])[] {
  const groups = new Map<string, TensorComparison[]>();
  for (const tensor of tensors) groups.set(tensor.id.norm, [...(groups.get(tensor.id.norm) ?? []), tensor]);
  return [...groups.values()];
}

/** Its norm is named with its place, since names alone may mislead. */
function stackOf(tensors: readonly TensorComparison[], span: Span, isAgain = false): Stack {
  const { id, site } = tensors[0] as TensorComparison;
  const name = isAgain ? `${tensorLabel({ ...id, parameter: "gain" })} again` : `${site.name}, ${site.place}`;
  return { name: `${name}${id.parameter === "bias" ? " (β)" : ""}`, tensors, span };
}

/** One column where only one kind of norm is there. */
export function columnsOf(tensors: readonly TensorComparison[]): number {
  const stacks = new Set(tensors.map(({ id }) => `${id.norm} ${id.parameter}`));
  return stacks.size > 1 ? 2 : 1;
}

export function caption(tensors: readonly TensorComparison[], stacks: readonly (Stack | null)[]): string {
  const shares = stacks.flatMap((stack) =>
    stack === null ? [] : stack.tensors.map((tensor) => shareOutside(tensor, stack.span)),
  );
  const most = Math.max(0, ...shares.filter((share) => share <= MOST_BEYOND));
  const areAgain = shares.some((share) => share > MOST_BEYOND);
  return [
    `Densities of ${dimensionsOf(tensors.map(({ pre }) => pre.values))} a row: compare places and widths, not heights.`,
    ...(most > 0 ? [`Up to ${percentOf(most)} % of a row's values lie beyond the axis.`] : []),
    ...(areAgain ? ["A row of which more is beyond it is drawn again below, on an axis of its own."] : []),
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
