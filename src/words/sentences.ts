import { medianFraction } from "../analysis/findings.js";
import type { Architecture } from "../model/architecture.js";
import type { Comparison, TensorComparison } from "../model/comparison.js";
import type { Finding, Move, OutlierCount, TensorDims } from "../model/findings.js";
import { factor, percent, percentNumber, signed, UNDEFINED } from "./numbers.js";
import { blockList, capitalise, dimList, listed, plural, range } from "./phrases.js";
import { blockLabel, shortName } from "./tensorNames.js";

/** Findings in plain words, in ASCII. Figures and the terminal put typographic signs where they can. */

/** How many dims or tensors a sentence lists. */
const LISTED = 8;

/**
 * How far a tensor's median moved: as a fraction where that says something, else as it is (biases lie about zero).
 */
export function medianChange(tensor: TensorComparison): string {
  const fraction = tensor.id.parameter === "gain" ? medianFraction(tensor) : null;
  if (fraction !== null) return percent(fraction);
  const { pre, post } = tensor;
  return pre.summary.median === null || post.summary.median === null
    ? UNDEFINED
    : signed(post.summary.median - pre.summary.median);
}

/** One to four sentences that say what changed. */
export function headline({ findings, pre }: Pick<Comparison, "findings" | "pre">): string[] {
  const { architecture } = pre;
  const paragraphs: readonly (readonly Finding["rule"][])[] = [
    ["non-finite", "identical", "frozen"],
    ["median-shift", "medians-steady"],
    ["most-moved"],
    ["spread-change", "sign-flips", "new-outliers"],
  ];
  return paragraphs
    .map((rules) => rules.flatMap((rule) => findings.filter((finding) => finding.rule === rule)))
    .filter((group) => group.length > 0)
    .map((group) => {
      const clauses = group.map((finding) => clause(finding, architecture));
      return `${capitalise(listed(clauses, LISTED, { separator: "; ", beforeMore: ";" }), architecture)}.`;
    });
}

/** One finding as a clause without a full stop. */
export function clause(finding: Finding, architecture: Architecture): string {
  const short = (name: string) => shortName(name, architecture);
  switch (finding.rule) {
    case "non-finite":
      return `${finding.side} holds ${plural(finding.total, "value")} that ${finding.total === 1 ? "is" : "are"} NaN or infinite: ${nonFinitePlaces(finding.tensors, short)}`;
    case "identical":
      return `${finding.tensors === 1 ? "the tensor" : `all ${finding.tensors} tensors`} compared ${finding.tensors === 1 ? "is" : "are"} identical${within(finding.blocks)}`;
    case "frozen":
      return `${[blockList(finding.blocks), ...finding.tensors.map(short)].filter((name) => name !== "").join(", ")}: identical (frozen)`;
    case "median-shift":
      return `${place(finding.norm, finding.blocks)}: median ${range(finding.minFraction, finding.maxFraction, percentNumber)} %`;
    case "medians-steady":
      return `no median moved by more than ${percentNumber(finding.maxAbsFraction).slice(1)} %`;
    case "spread-change":
      return `interquartile range ${range(finding.minRatio, finding.maxRatio, factor)} in ${finding.tensors.length} of ${plural(finding.of, "tensor")}, most in ${short(finding.most)}`;
    case "most-moved":
      return `most moved: ${finding.moves.map(move).join("; ")}`;
    case "sign-flips":
      return `sign flips in ${short(finding.name)}: ${dimList(finding.dims, LISTED)}`;
    case "new-outliers":
      return `${plural(finding.total, "new outlier")} where the median held: ${outlierCounts(finding.tensors, short)}`;
  }
}

/** What the most telling finding says, as the title of a figure. */
export function figureTitle(findings: readonly Finding[]): string {
  const broken = findings.find((finding) => finding.rule === "non-finite");
  if (broken !== undefined)
    return `${broken.side === "pre" ? "Pre" : "Post"} holds ${plural(broken.total, "value")} that ${broken.total === 1 ? "is" : "are"} NaN or infinite`;
  const shift = findings.find((finding) => finding.rule === "median-shift");
  if (shift !== undefined) {
    const verb = shift.minFraction > 0 ? "grew" : "shrank";
    const [least, most] = [Math.abs(shift.minFraction), Math.abs(shift.maxFraction)].sort(
      (a, b) => a - b,
    ) as [number, number];
    const decimals = most < 0.1 ? 1 : 0;
    const amount = range(least, most, (fraction) => (fraction * 100).toFixed(decimals), "-");
    return `Gains of ${place(shift.norm, shift.blocks)} ${verb} by ${amount} % (median)`;
  }
  const identical = findings.find((finding) => finding.rule === "identical");
  if (identical !== undefined) return `The LayerNorms compared are identical${within(identical.blocks)}`;
  const steady = findings.find((finding) => finding.rule === "medians-steady");
  if (steady !== undefined) {
    return `Median LayerNorm gains moved by at most ${percentNumber(steady.maxAbsFraction).slice(1)} %`;
  }
  return "LayerNorm gains before and after";
}

/** Which dimension moved farthest, as the title of a figure about that. */
export function mostMovedTitle(findings: readonly Finding[]): string {
  const [first] = findings.flatMap((finding) => (finding.rule === "most-moved" ? finding.moves : []));
  return first === undefined ? "No dimension moved" : `Most moved: ${move(first)}`;
}

function place(norm: string, blocks: readonly number[]): string {
  if (blocks.length === 0) return norm;
  return `${norm} of ${blockList(blocks)}`;
}

/** Which blocks a statement is about, in brackets; nothing where it is about none. */
function within(blocks: readonly number[]): string {
  return blocks.length === 0 ? "" : ` (${blockList(blocks)})`;
}

function move({ norm, parameter, dim, blocks, minDelta, maxDelta }: Move): string {
  const kind = parameter === "bias" ? " bias" : "";
  const by = `by ${range(minDelta, maxDelta, signed)}`;
  if (blocks.length > 1) return `dim ${dim} in ${norm}${kind} of ${blockList(blocks)} ${by}`;
  const [only] = blocks;
  const place = only === undefined ? "" : `${blockLabel(only)} `;
  return `${place}${norm}${kind} dim ${dim} ${by}`;
}

function nonFinitePlaces(tensors: readonly TensorDims[], short: (name: string) => string): string {
  const named = tensors.slice(0, 2).map((tensor) => `${short(tensor.name)} ${dimList(tensor.dims, LISTED)}`);
  const others = tensors.length - named.length;
  return named.join(", ") + (others > 0 ? `, and ${plural(others, "more tensor")}` : "");
}

function outlierCounts(counts: readonly OutlierCount[], short: (name: string) => string): string {
  const named = counts.slice(0, 3).map(({ name, count }) => `${count} in ${short(name)}`);
  const others = counts.length - named.length;
  return named.join(", ") + (others > 0 ? `, the rest in ${plural(others, "other")}` : "");
}
