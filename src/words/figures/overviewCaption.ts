import type { Parameter } from "../../model/architecture.js";
import type { Comparison, MeasuredTensor } from "../../model/comparison.js";
import type { Side } from "../../model/numbers.js";
import { pairLabel } from "../modelLabel.js";
import { blockList, enumerated } from "../phrases.js";
import { dimensionsOf, normNoun } from "../sites.js";
import { typeset } from "../typeset.js";
import { biasesLeftOut, haveBiasesChanged } from "./biasesLeftOut.js";

/** What the caption of an overview says: what is drawn, what is not, and how to read it. */

export interface CaptionFacts {
  readonly parameter: Parameter;
  readonly shown: readonly MeasuredTensor[];
  /** Blocks that are drawn, and those that are not. */
  readonly rows: readonly number[];
  readonly identical: readonly number[];
  /** There are blocks that were not asked for. */
  readonly isSelection: boolean;
  readonly ofBlocks: number | null;
  readonly isOfOthers: boolean;
  readonly isMirrored: boolean;
  readonly hasGutters: boolean;
  /** Blocks that have histograms over a window of their own. */
  readonly ownAxes: readonly number[];
  readonly missing: ReadonlyMap<number, Side>;
  readonly hasStrip: boolean;
  readonly hasNonFinite: boolean;
  /** Norms that there is no room for. */
  readonly normsLeftOut: readonly string[];
  /** A narrow picture says less. */
  readonly isShort: boolean;
}

/** Typeset, but for the names, which stay as they are. */
export function overviewCaption(comparison: Comparison, facts: CaptionFacts): string {
  const { parameter, shown } = facts;
  const noun = parameter === "gain" ? "gains" : "biases";
  const lengths = dimensionsOf(shown.map((tensor) => tensor.pre.values));
  return [
    `${normNoun(comparison.pre.architecture)} ${noun}, ${lengths} a tensor; ${pairLabel(comparison)}.`,
    ...sentencesOf(comparison, facts).map(typeset),
  ].join(" ");
}

function sentencesOf(comparison: Comparison, facts: CaptionFacts): string[] {
  const { parameter, isShort, isMirrored } = facts;
  return [
    rowsSentence(facts),
    ...biasesSentence(comparison, parameter),
    ...(isShort || isMirrored ? [] : ["Line, number: median; outline and grey line: pre."]),
    ...(facts.hasGutters
      ? [`Grey gutters: values outside, one tick each${isMirrored ? "" : ", and how many"}.`]
      : []),
    ...ownAxesSentence(facts.ownAxes),
    ...(facts.hasStrip && facts.hasNonFinite
      ? [`${NOT_FINITE_SIGN} marks values that are NaN or infinite.`]
      : []),
    ...(facts.hasStrip && facts.missing.size > 0 ? [missingSentence(facts.missing)] : []),
  ].filter((sentence) => sentence !== "");
}

/** Rows so many that naming them says less than where to see it. */
const MOST_NAMED = 3;

function ownAxesSentence(blocks: readonly number[]): readonly string[] {
  if (blocks.length === 0) return [];
  const isShort = blocks.length <= MOST_NAMED;
  return [`Axes of their own: ${isShort ? blockList(blocks) : "rows with numbers below them"}.`];
}

function rowsSentence(facts: CaptionFacts): string {
  const { rows, identical, isSelection, ofBlocks, isOfOthers, normsLeftOut } = facts;
  const isNamed = ofBlocks === null && (identical.length > 0 || isOfOthers || isSelection);
  const parts = [
    ...(ofBlocks === null ? [] : [`the ${rows.length} of ${ofBlocks} blocks that changed most`]),
    ...(isNamed && rows.length > 0 ? [`${blockList(rows)}${isSelection ? " only" : ""}`] : []),
  ];
  const alike =
    identical.length === 0 ? "" : `${blockList(identical)}, identical too, ${isAre(identical)} not drawn`;
  const others = isOfOthers ? "nothing else changed" : "";
  const norms =
    normsLeftOut.length === 0 ? "" : `no room for ${enumerated(normsLeftOut)}, which changed least`;
  const remarks = [alike, others, norms].filter((remark) => remark !== "").join("; ");
  const shown = parts.length === 0 ? "" : `Histograms: ${parts.join(", ")}`;
  if (shown === "" && remarks === "") return "";
  return shown === "" ? `Histograms: ${remarks}.` : `${shown}${remarks === "" ? "" : ` (${remarks})`}.`;
}

function isAre(blocks: readonly number[]): string {
  return blocks.length === 1 ? "is" : "are";
}

/** Where a user asked for both, the other figures have the biases. */
function biasesSentence(comparison: Comparison, parameter: Parameter): readonly string[] {
  const isAsked = comparison.tensors.some(({ id }) => id.parameter === "bias");
  if (parameter === "bias") return [];
  if (!isAsked) return biasesLeftOut(comparison);
  return [
    haveBiasesChanged(comparison.findings)
      ? "Biases changed too: in other figures."
      : "Biases: in other figures.",
  ];
}

/** The sign in the strip for values that are NaN or infinite, where there is no number to draw. */
export const NOT_FINITE_SIGN = "!";

function missingSentence(missing: ReadonlyMap<number, Side>): string {
  const sides = [...new Set(missing.values())];
  return `A cross marks what is missing from ${enumerated(sides)}.`;
}
