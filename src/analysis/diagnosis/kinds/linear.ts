import type { Offset, Scaled } from "../../../model/findings.js";
import { median } from "../../../stats/quantiles.js";
import { sampleOf } from "../../../stats/sample.js";
import { deltasOf } from "../deltas.js";
import { groupBy, idsOf, rangeOf, rangeOrNull } from "../ranges.js";
import type { Diagnosed, MeasuredPair } from "../subject.js";

/** Changes that one number describes: the same factor, or the same summand, for every value, to within rounding. */

/** Rounding both values to their storage types leaves an error of at most so many roundoffs of the larger one. */
const ROUNDINGS = 3;
/** A factor or summand counts from so many times that error on: below it is rounding itself. */
const LEAST_OF_ROUNDING = 20;
/** The median of rounded differences misses a whole number by less. */
const NEARLY_WHOLE = 1e-3;
/** Factors this near to each other are one statement. */
const SAME_FACTOR = 0.002;

export function diagnoseScaled(open: readonly MeasuredPair[]): Diagnosed<Scaled> {
  const scaled = open.flatMap((pair) => {
    const factor = pair.change.identical ? null : factorOf(pair);
    return factor === null ? [] : [{ pair, factor }];
  });
  const groups = groupBy(
    scaled,
    ({ pair, factor }) => `${pair.id.parameter} ${Math.round(Math.log(factor) / SAME_FACTOR)}`,
  );
  return {
    findings: groups.map((group) => ({
      kind: "scaled",
      weight: "changed",
      tensors: idsOf(group),
      factor: rangeOf(group.map(({ factor }) => factor)),
    })),
    settled: scaled.map(({ pair }) => pair),
  };
}

/** Of a positive factor that explains every value; null where there is none. */
function factorOf({ pre, post, roundoff }: MeasuredPair): number | null {
  const ratios = post.values
    .map((value, dim) => value / (pre.values[dim] as number))
    .filter((ratio) => Number.isFinite(ratio));
  if (ratios.length < 2) return null;
  const factor = median(sampleOf(ratios).ascending);
  if (!(factor > 0) || Math.abs(factor - 1) < LEAST_OF_ROUNDING * ROUNDINGS * roundoff) return null;
  const fits = post.values.every((value, dim) => {
    const expected = factor * (pre.values[dim] as number);
    return Math.abs(value - expected) <= ROUNDINGS * roundoff * Math.max(Math.abs(value), Math.abs(expected));
  });
  return fits ? factor : null;
}

export function diagnoseOffset(open: readonly MeasuredPair[]): Diagnosed<Offset> {
  const moved = open.flatMap((pair) => {
    const offset = pair.change.identical ? null : offsetOf(pair);
    return offset === null ? [] : [{ pair, offset }];
  });
  const groups = groupBy(moved, ({ pair, offset }) =>
    [
      pair.id.parameter,
      pair.site.storedAs,
      Math.sign(offset),
      isWhole(offset) ? Math.round(offset) : "",
    ].join(" "),
  );
  return {
    findings: groups.map((group) => ({
      kind: "offset",
      // Training adds no whole number to every gain; a conversion between gain and gain - 1 does.
      weight: isWhole(group[0]?.offset ?? 0) ? "broken" : "changed",
      tensors: idsOf(group),
      offset: rangeOf(group.map(({ offset }) => offset)),
      iqrs: rangeOrNull(group.map(({ pair, offset }) => inIqrs(pair, offset))),
      ...oneOf(group),
    })),
    settled: moved.map(({ pair }) => pair),
  };
}

/** Trained gains are hardly ever negative: so many of them say that the 1 is lacking. */
const NEGATIVE_SHARE = 0.1;

/** What became of the 1 of gains that are stored as gain - 1: the lower side lacks it, or the higher one has it twice. */
function oneOf(
  group: readonly { readonly pair: MeasuredPair; readonly offset: number }[],
): Pick<Offset, "one"> {
  const [first] = group;
  if (first === undefined || Math.abs(Math.round(first.offset)) !== 1 || !isWhole(first.offset)) return {};
  const { pair } = first;
  if (pair.id.parameter !== "gain" || pair.site.storedAs !== "gain - 1") return {};
  const [lower, higher] = first.offset < 0 ? (["post", "pre"] as const) : (["pre", "post"] as const);
  const values = group.flatMap((one) => [...one.pair[lower].values]);
  const negative = values.filter((value) => value < 0).length;
  return negative >= NEGATIVE_SHARE * values.length
    ? { one: { side: lower, error: "lacking" } }
    : { one: { side: higher, error: "twice" } };
}

function isWhole(offset: number): boolean {
  return Math.round(offset) !== 0 && Math.abs(offset - Math.round(offset)) < NEARLY_WHOLE;
}

function inIqrs({ pre }: MeasuredPair, offset: number): number | null {
  const { iqr } = pre.summary;
  return iqr === null || iqr === 0 ? null : offset / iqr;
}

/** The summand that explains every value; null where there is none. */
function offsetOf(pair: MeasuredPair): number | null {
  const { pre, post, roundoff } = pair;
  const { median: offset } = deltasOf(pair);
  const error = (dim: number) =>
    ROUNDINGS *
    roundoff *
    Math.max(Math.abs(pre.values[dim] as number), Math.abs(post.values[dim] as number), Math.abs(offset));
  const { min, max } = post.summary;
  const largest = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0));
  if (Math.abs(offset) < LEAST_OF_ROUNDING * ROUNDINGS * roundoff * largest) return null;
  const fits = post.values.every(
    (value, dim) => Math.abs(value - (pre.values[dim] as number) - offset) <= error(dim),
  );
  return fits ? offset : null;
}
