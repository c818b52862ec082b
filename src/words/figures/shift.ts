import type { Parameter, TensorId } from "../../model/architecture.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { Finding, FindingKind } from "../../model/findings.js";
import type { Judged } from "../findings/headline.js";
import { figureTitle, findingsTitle } from "../findings/title.js";
import { tensorLabel } from "../tensorNames.js";

/** What the figure of shifted percentiles says, in ASCII. */

/** Changes of a distribution as a whole: where it lies, and how wide it is. */
const OF_DISTRIBUTIONS: readonly FindingKind[] = ["moved", "offset", "scaled", "widened", "narrowed"];

/** What is broken, then how the distributions changed of which some are shown. */
export function shiftTitle(comparison: Judged & Pick<Comparison, "tensors">): string {
  const shown = new Set(comparison.tensors.map(({ id }) => tensorLabel(id)));
  const told = comparison.findings.filter(
    ({ kind, weight, tensors }) =>
      weight === "broken" ||
      (OF_DISTRIBUTIONS.includes(kind) && tensors.some((id) => shown.has(tensorLabel(id)))),
  );
  return told.length === 0 ? figureTitle(comparison) : findingsTitle(told, comparison);
}

/** Above a panel, what happened to its tensor: a word or two, of the findings that its percentiles show if there are any. */
export function shiftWords(id: TensorId, findings: readonly Finding[]): readonly string[] {
  const label = tensorLabel(id);
  const own = findings.filter(({ tensors }) => tensors.some((tensor) => tensorLabel(tensor) === label));
  const words = own.map((finding) => {
    const { rank, word } = WORDS[finding.kind];
    return { rank, word: typeof word === "string" ? word : word(finding) };
  });
  const least = Math.min(...words.map(({ rank }) => rank));
  return [...new Set(words.filter(({ rank }) => rank === least).map(({ word }) => word))].slice(0, 2);
}

/** In its panel, why a tensor has no shifts. */
export function noShiftWords({ pre, post }: Pick<TensorComparison, "pre" | "post">): string {
  if (pre.summary.n === 0 || post.summary.n === 0) return "no finite values";
  const hasSpread = pre.summary.iqr !== 0 || post.summary.iqr !== 0;
  return hasSpread ? "too wide for an axis in float64" : "pre and post have no IQR to measure by";
}

interface KindWord {
  /** Of several findings about a tensor those of the least rank are told. */
  readonly rank: number;
  readonly word: string | ((finding: Finding) => string);
}

const WORDS: Readonly<Record<FindingKind, KindWord>> = {
  "not-finite": { rank: 0, word: "not finite" },
  missing: { rank: 0, word: "missing" },
  reset: { rank: 0, word: "reset" },
  constant: { rank: 0, word: "constant" },
  exchanged: { rank: 0, word: "exchanged" },
  permuted: { rank: 0, word: "permuted" },
  unrelated: { rank: 0, word: "unrelated" },
  identical: { rank: 0, word: "identical" },
  rounded: { rank: 0, word: "rounded" },
  "left-initial": { rank: 0, word: "trained" },
  sign: { rank: 3, word: (finding) => (finding.kind === "sign" && finding.isWhole ? "negated" : "few dims") },
  offset: {
    rank: 1,
    word: (finding) => (finding.kind === "offset" && finding.offset.max > 0 ? "rose" : "fell"),
  },
  moved: {
    rank: 1,
    word: (finding) => (finding.kind === "moved" && finding.shift.max > 0 ? "rose" : "fell"),
  },
  scaled: { rank: 1, word: "scaled" },
  widened: { rank: 1, word: "wider" },
  narrowed: { rank: 1, word: "narrower" },
  "few-dims": { rank: 3, word: "few dims" },
  scattered: { rank: 2, word: "scattered" },
  slight: { rank: 2, word: "slight" },
  // No distribution of gains shows these.
  undone: { rank: 4, word: "undone" },
  amplified: { rank: 4, word: "amplified" },
};

/** In which unit the changes are: of the gains, and of the biases. */
export type ShiftUnit = "percent" | "iqr";

/** `units` of what is shown: of the gains, and of the biases. */
export function shiftCaption(
  units: { readonly gain?: ShiftUnit; readonly bias?: ShiftUnit },
  tensors: readonly TensorComparison[],
): string {
  const { gain, bias } = units;
  const words = (unit: ShiftUnit, parameter: Parameter) =>
    unit === "percent" ? percentWords(tensors.filter(({ id }) => id.parameter === parameter)) : IQR_WORDS;
  const unit =
    gain !== undefined && bias !== undefined && gain !== bias
      ? `${words(gain, "gain")} (gains) or ${words(bias, "bias")} (biases)`
      : words(gain ?? bias ?? "percent", gain === undefined ? "bias" : "gain");
  const hasNoIqr = [gain, bias].includes("iqr") && tensors.some(lacksIqr);
  return [
    `Each percentile of post minus the same percentile of pre, in ${unit}.`,
    ...(hasNoIqr ? ["Where pre is one number, in those of post."] : []),
    "Level, off zero: all moved alike. Rising: the bulk is wider; falling: narrower.",
    "Band: 95 % of resamples of dims.",
  ].join(" ");
}

const IQR_WORDS = "interquartile ranges (IQR) of pre";

function percentWords(tensors: readonly TensorComparison[]): string {
  const isNegative = tensors.some(({ pre: { summary } }) => (summary.median ?? 0) < 0);
  return isNegative ? "% of the magnitude of the pre median" : "% of the pre median";
}

function lacksIqr({ pre, post, change }: TensorComparison): boolean {
  return !change.identical && pre.summary.iqr === 0 && (post.summary.iqr ?? 0) > 0;
}

/** What the caption adds where the picture has no room for all blocks. */
export function fewerBlocks(shown: number, all: number): string {
  return `Shown: the ${shown} of ${all} blocks that changed most (relative L2).`;
}

/** What the x axis shows. */
export const PERCENTILE_MEANING = "percentile";
