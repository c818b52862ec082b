import type { Rounded } from "../../../model/findings.js";
import { groupBy } from "../ranges.js";
import type { Diagnosed, MeasuredPair } from "../subject.js";

/** Values that differ by less than this many roundoffs of their storage type differ in their last digits only. */
const LAST_DIGITS = 16;

/** The same values in a coarser type, or the same but for last digits. */
export function diagnoseRounded(open: readonly MeasuredPair[]): Diagnosed<Rounded> {
  const rounded = open.flatMap((pair) => {
    return isRounded(pair) ? [{ pair, largest: largestRelative(pair), dtype: pair.change.roundedTo }] : [];
  });
  const groups = groupBy(rounded, ({ dtype }) => dtype ?? "");
  return {
    findings: groups.map((group) => ({
      kind: "rounded",
      weight: "rounded",
      tensors: group.map(({ pair }) => pair.id),
      dtype: group[0]?.dtype ?? null,
      largest: Math.max(...group.map(({ largest }) => largest)),
    })),
    settled: rounded.map(({ pair }) => pair),
  };
}

/** Do the two differ, but no more than storage types do? */
export function isRounded(pair: MeasuredPair): boolean {
  const { identical, roundedTo } = pair.change;
  return !identical && (roundedTo !== null || largestRelative(pair) <= LAST_DIGITS * pair.roundoff);
}

/** Largest abs(b - a) / abs(a) over the dims that changed. */
function largestRelative({ pre, post }: MeasuredPair): number {
  return pre.values.reduce((largest, before, dim) => {
    const delta = Math.abs((post.values[dim] as number) - before);
    return delta === 0 ? largest : Math.max(largest, delta / Math.abs(before));
  }, 0);
}
