import { blockRanges } from "../analysis/blockRanges.js";
import { medianFraction } from "../analysis/findings.js";
import type { Architecture, TensorId } from "../model/architecture.js";
import type { Comparison, TensorComparison } from "../model/comparison.js";
import type { Finding, Move, OutlierCount, TensorDims } from "../model/findings.js";
import { idOfName } from "../model/sites.js";
import { factor, percent, percentNumber, signed, UNDEFINED } from "./numbers.js";

/** Findings in plain words, in ASCII. Figures and the terminal put typographic signs where they can. */

/** How many dims or tensors a sentence lists. */
const LISTED = 8;

/** The short name of a tensor: its block, as h5, and what its norm is called. */
export function tensorLabel({ norm, block, parameter }: TensorId): string {
  const place = block === null ? norm : `h${block} ${norm}`;
  return parameter === "bias" ? `${place} bias` : place;
}

/** The same from a canonical name. */
export function shortName(canonical: string, architecture: Architecture): string {
  const id = idOfName(architecture, canonical);
  return id === null ? canonical : tensorLabel(id);
}

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
      return `${capitalise(listed(clauses, "; "), architecture)}.`;
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
      return `${[...frozenBlocks(finding.blocks), ...finding.tensors.map(short)].join(", ")}: identical (frozen)`;
    case "median-shift":
      return `${place(finding.norm, finding.blocks)}: median ${range(finding.minFraction, finding.maxFraction, percentNumber)} %`;
    case "medians-steady":
      return `no median moved by more than ${percentNumber(finding.maxAbsFraction).slice(1)} %`;
    case "spread-change":
      return `interquartile range ${range(finding.minRatio, finding.maxRatio, factor)} in ${finding.tensors.length} of ${plural(finding.of, "tensor")}, most in ${short(finding.most)}`;
    case "most-moved":
      return `most moved: ${finding.moves.map(move).join("; ")}`;
    case "sign-flips":
      return `sign flips in ${short(finding.name)}: ${dims(finding.dims)}`;
    case "new-outliers":
      return `${plural(finding.total, "new outlier")} where the median held: ${outlierCounts(finding.tensors, short)}`;
  }
}

/** What the most telling finding says, as the title of a figure. */
export function figureTitle(findings: readonly Finding[]): string {
  const broken = findings.find((finding) => finding.rule === "non-finite");
  if (broken !== undefined)
    return `${capitalised(broken.side)} holds ${plural(broken.total, "value")} that ${broken.total === 1 ? "is" : "are"} NaN or infinite`;
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
  return `${norm} of ${blocks.length === 1 ? "block" : "blocks"} ${blockRanges(blocks)}`;
}

/** Which blocks a statement is about, in brackets; nothing where it is about none. */
function within(blocks: readonly number[]): string {
  return blocks.length === 0 ? "" : ` (${blocks.length === 1 ? "block" : "blocks"} ${blockRanges(blocks)})`;
}

function frozenBlocks(blocks: readonly number[]): string[] {
  if (blocks.length === 0) return [];
  return [`${blocks.length === 1 ? "block" : "blocks"} ${blockRanges(blocks)}`];
}

function move({ norm, parameter, dim, blocks, minDelta, maxDelta }: Move): string {
  const kind = parameter === "bias" ? " bias" : "";
  const by = `by ${range(minDelta, maxDelta, signed)}`;
  if (blocks.length > 1) return `dim ${dim} in ${norm}${kind} of blocks ${blockRanges(blocks)} ${by}`;
  return `${blocks.length === 1 ? `h${blocks[0]} ` : ""}${norm}${kind} dim ${dim} ${by}`;
}

function nonFinitePlaces(tensors: readonly TensorDims[], short: (name: string) => string): string {
  const named = tensors.slice(0, 2).map((tensor) => `${short(tensor.name)} ${dims(tensor.dims)}`);
  const others = tensors.length - named.length;
  return named.join(", ") + (others > 0 ? `, and ${plural(others, "more tensor")}` : "");
}

function outlierCounts(counts: readonly OutlierCount[], short: (name: string) => string): string {
  const named = counts.slice(0, 3).map(({ name, count }) => `${count} in ${short(name)}`);
  const others = counts.length - named.length;
  return named.join(", ") + (others > 0 ? `, the rest in ${plural(others, "other")}` : "");
}

function dims(dims: readonly number[]): string {
  const shown = dims.slice(0, LISTED).join(", ");
  return `${dims.length === 1 ? "dim" : "dims"} ${shown}${dims.length > LISTED ? ` and ${dims.length - LISTED} more` : ""}`;
}

/** Two ends as text, or one where they read the same. The end nearer to zero comes first. */
function range(a: number, b: number, format: (value: number) => string, between = " to "): string {
  const [first, last] = Math.abs(a) <= Math.abs(b) ? [format(a), format(b)] : [format(b), format(a)];
  return first === last ? first : `${first}${between}${last}`;
}

function listed(clauses: readonly string[], separator: string): string {
  const shown = clauses.slice(0, LISTED).join(separator);
  return clauses.length > LISTED ? `${shown}${separator}and ${clauses.length - LISTED} more` : shown;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The names of blocks and norms stay as they are. */
function capitalise(text: string, { sites }: Architecture): string {
  const isName = (name: string) => text.startsWith(name) && !/\w/.test(text.charAt(name.length));
  return /^h\d/.test(text) || sites.some(({ name }) => isName(name)) ? text : capitalised(text);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
