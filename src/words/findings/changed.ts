import { groupBy } from "../../analysis/diagnosis/ranges.js";
import type { TensorId } from "../../model/architecture.js";
import type {
  DimChange,
  FewDims,
  Identical,
  Moved,
  Offset,
  Range,
  Rounded,
  Scaled,
  Scattered,
  Slight,
  SpreadChanged,
} from "../../model/findings.js";
import { factorWords, growthWords, percentRange, rangeWords, signedWords, valueWords } from "../amounts.js";
import { plural } from "../phrases.js";
import { tensorLabel } from "../tensorNames.js";
import { normWords, whereWords } from "../where.js";
import { SIDE_NAMES, step } from "./pieces.js";

/** Changes that training makes, and what did not change, in plain words, in ASCII. `all`: every tensor of the model. */

/** A sum with 1 is rounded to float32, and the median of the differences may be. */
const ROUNDING_OF_ONE = 2 ** -22;

export function offsetWords(
  { tensors, offset, iqrs, one }: Offset,
  all: readonly TensorId[],
  names = SIDE_NAMES,
): string {
  const where = whereWords(tensors, all);
  if (one !== undefined) {
    const verb = offset.min > 0 ? "rose" : "fell";
    const cause =
      one.error === "lacking"
        ? `${names[one.side]} most likely lacks the 1 that is added to gains stored as gain - 1, as a converter leaves that forgot it`
        : `${names[one.side]} most likely has the 1 of gains stored as gain - 1 twice, as a converter leaves that adds it to gains that have it`;
    return `${where} ${verb} by 1 on every dimension: ${cause}`;
  }
  const fromOne = Math.max(...[offset.min, offset.max].map((each) => Math.abs(Math.abs(each) - 1)));
  if (fromOne <= ROUNDING_OF_ONE && tensors[0]?.parameter === "gain") {
    const verb = offset.min > 0 ? "rose" : "fell";
    const one = fromOne === 0 ? "exactly 1" : "1, but for rounding,";
    return `${where} ${verb} by ${one} on every dimension: an offset that conversions between gain and gain - 1 leave`;
  }
  const size = iqrs === null ? "" : ` (${rangeWords(iqrs, iqrsWords)} interquartile ranges)`;
  return `${where} ${offset.max > 0 ? "rose" : "fell"} by the same offset on every dimension: ${rangeWords(offset, signedWords)}${size}`;
}

export function scaledWords({ tensors, factor }: Scaled, all: readonly TensorId[]): string {
  const times = rangeWords(factor, (value) => `x${value >= 10 ? valueWords(value) : value.toPrecision(4)}`);
  const growth = { min: factor.min - 1, max: factor.max - 1 };
  const inPercent = factor.max < 2 && factor.min > 0.5 ? ` (${growthWords(growth)})` : "";
  return `${whereWords(tensors, all)} were scaled by one factor, ${times}${inPercent}`;
}

function iqrsWords(iqrs: number): string {
  return valueWords(Number(Math.abs(iqrs).toPrecision(2)));
}

export function roundedWords({ tensors, dtype, largest }: Rounded, all: readonly TensorId[]): string {
  const where = whereWords(tensors, all);
  if (dtype === null) {
    return `${where} differ in the last digits only, by at most ${largest.toExponential(1)} of a value`;
  }
  return `${where} hold the same values, rounded to ${dtype}`;
}

export function movedWords(
  { tensors, growth, shift, iqrs, shareUp, shareDown }: Moved,
  all: readonly TensorId[],
): string {
  const up = shift.max > 0;
  const dims = `${percentRange(up ? shareUp : shareDown)} of the dims ${up ? "rose" : "fell"}, by ${rangeWords(shift, signedWords)}`;
  const where = whereWords(tensors, all);
  if (growth !== null) return `${where} ${growthWords(growth)}: ${dims}`;
  const size = iqrs === null ? "" : `, or ${rangeWords(iqrs, iqrsWords)} interquartile ranges`;
  return `${where} ${up ? "rose" : "fell"} together: ${dims}${size}`;
}

export function fewDimsWords(finding: FewDims, all: readonly TensorId[]): string {
  const { tensors, dims, fraction, isAllThatChanged } = finding;
  const only = isAllThatChanged ? `, and nothing else of ${whereWords(tensors, all)} changed` : "";
  if (fraction !== null) return `${largestWords(dims, fraction)}${only}`;
  const [first, ...others] = movesOf(dims);
  const more = others.length === 0 ? "" : `, as did ${plural(others.length, "other dim")}`;
  return `${moveWords(first as readonly DimChange[])}${more}${only}`;
}

/** "the 6 largest gains of ... shrank by 10 to 15 %: dim 496 (17.4 -> 14.9), 430, ..." */
function largestWords(dims: readonly DimChange[], fraction: Range): string {
  const [first, ...others] = dims as [DimChange, ...DimChange[]];
  const listed = others.map(({ dim }) => `, ${dim}`).join("");
  const noun = first.tensor.parameter === "gain" ? "gains" : "biases";
  const place = tensorLabel({ ...first.tensor, parameter: "gain" });
  return `the ${dims.length} largest ${noun} of ${place} ${growthWords(fraction)}: dim ${first.dim} (${step(first)})${listed}`;
}

/** A dim that moved one way in several tensors of a norm is one move. The farthest first. */
function movesOf(dims: readonly DimChange[]): (readonly DimChange[])[] {
  return groupBy(dims, ({ tensor: { norm, parameter }, dim, pre, post }) =>
    [norm, parameter, dim, Math.sign(post - pre)].join(" "),
  );
}

function moveWords(changes: readonly DimChange[]): string {
  const [first] = changes as [DimChange];
  const { norm, parameter } = first.tensor;
  if (changes.length === 1) {
    return `${tensorLabel(first.tensor)} dim ${first.dim} moved far from the others (${step(first)})`;
  }
  const blocks = changes.flatMap(({ tensor }) => (tensor.block === null ? [] : [tensor.block]));
  const deltas = changes.map(({ pre, post }) => post - pre);
  const by = rangeWords({ min: Math.min(...deltas), max: Math.max(...deltas) }, signedWords);
  const kind = parameter === "bias" ? " bias" : "";
  return `dim ${first.dim} of ${normWords(`${norm}${kind}`, blocks)} moved far from the others (${by})`;
}

export function spreadWords({ kind, tensors, ratio }: SpreadChanged, all: readonly TensorId[]): string {
  return `the bulk is ${kind === "widened" ? "wider" : "narrower"} in ${whereWords(tensors, all)}: interquartile range ${rangeWords(ratio, factorWords)}`;
}

export function scatteredWords({ tensors, relative, mads }: Scattered, all: readonly TensorId[]): string {
  const where = whereWords(tensors, all);
  if (relative !== null) {
    return `${where} scattered: every dimension moved by itself, as by noise of ${percentRange(relative)} of its value`;
  }
  return `${where} moved each by itself, by ${rangeWords(mads, iqrsWords)} MAD`;
}

export function slightWords(finding: Slight, all: readonly TensorId[]): string {
  const { tensors, relativeL2, way, fraction } = finding;
  const where = whereWords(tensors, all);
  const by = relativeL2 === null ? "" : ` (relative L2 ${percentRange(relativeL2)})`;
  const how = isSlight(finding) ? " slightly" : "";
  if (way === null) return `${where} changed${how}, without a common move${by}`;
  const verb = way === "up" ? "rose" : "fell";
  const medians = tensors.length === 1 ? "the median" : "medians";
  const size = fraction === null ? "" : `, ${medians} by ${percentRange(fraction)}`;
  return `most dims of ${where} ${verb}${how}${size}${by}`;
}

export function isSlight({ relativeL2 }: Pick<Slight, "relativeL2">): boolean {
  return relativeL2 !== null && relativeL2.max <= SLIGHT_L2;
}

/** Few dims may have gone far, while most stayed: that is no kind of its own, and not slight either. */
const SLIGHT_L2 = 0.1;

export function identicalWords({ tensors, isFrozen }: Identical, all: readonly TensorId[]): string {
  const frozen = isFrozen ? " (frozen)" : "";
  const verb = tensors.length === 1 ? "is" : "are";
  return `${whereWords(tensors, all)} ${verb} bit-identical${frozen}`;
}
