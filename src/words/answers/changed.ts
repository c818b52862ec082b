import type { FinalLayer, Trained } from "../../model/answers.js";
import type { Architecture, TensorId } from "../../model/architecture.js";
import { finalSite, idOfName } from "../../model/sites.js";
import { growthWords, rangeWords, valueWords } from "../amounts.js";
import { missingWords } from "../findings/broken.js";
import { percentNumber, significant } from "../numbers.js";
import { capitalise, listed, plural } from "../phrases.js";
import { whereWords } from "../where.js";
import { factorOr } from "./pieces.js";

/** What changed at all, and how the final norm did. In ASCII. */

/** How many dims a sentence lists. */
const DIMS_LISTED = 12;
const BEYOND_PERCENT = 1e4;

export function trainedVerdict(
  { changed, unchanged, rounded, missing }: Trained,
  judged: readonly TensorId[],
  architecture: Architecture,
): string {
  const where = (names: readonly string[]) =>
    whereWords(
      names.flatMap((name) => idOfName(architecture, name) ?? []),
      judged,
    );
  const absent = missing.map(
    ({ from, tensors }) =>
      `${capitalise(missingWords({ kind: "missing", weight: "broken", from, tensors }, judged), architecture)}.`,
  );
  const total = changed.length + unchanged.length + rounded.length;
  if (total === 0) return ["The two have no tensor in common.", ...absent].join(" ");
  if (unchanged.length === total)
    return [
      `None: ${absent.length === 0 ? "every tensor" : "every tensor that both have"} is identical, bit for bit.`,
      ...absent,
    ].join(" ");
  if (changed.length === total)
    return [`All: each of ${plural(total, "tensor")} changed.`, ...absent].join(" ");
  const parts = [
    changed.length === 0 ? "None can be told" : `Changed: ${where(changed)}`,
    ...(rounded.length === 0 ? [] : [`different by the rounding of storage types alone: ${where(rounded)}`]),
    ...(unchanged.length === 0 ? [] : [`identical, bit for bit: ${where(unchanged)}`]),
  ];
  return [`${parts.join("; ")}.`, ...absent].join(" ");
}

export function finalVerdict(final: FinalLayer | null, architecture: Architecture): string {
  if (final === null) {
    const site = finalSite(architecture);
    return site === null ? `${architecture.title} has no such norm.` : `${site.name} is not in both.`;
  }
  if (final.identical) return "Its gains did not change.";
  const flips =
    final.signFlipDims.length === 0
      ? "no gain changed sign"
      : `${plural(final.signFlipDims.length, "gain")} changed sign (${final.signFlipDims.length === 1 ? "dim" : "dims"} ${listed(final.signFlipDims.map(String), DIMS_LISTED)})`;
  return [
    final.medianPre === null || final.medianPost === null
      ? "One side has no finite gain"
      : `Median ${significant(final.medianPre)} to ${significant(final.medianPost)}`,
    ...(final.iqrRatio === null ? [] : [`the interquartile range changed by ${factorOr(final.iqrRatio)}`]),
    ...largestWords(final.largest),
    flips,
  ]
    .join("; ")
    .concat(".");
}

function largestWords(largest: FinalLayer["largest"]): string[] {
  const known = largest.flatMap(({ dim, post, fraction }) =>
    fraction === null ? [] : [{ dim, post, fraction }],
  );
  if (known.length === 0) return [];
  const fractions = known.map(({ fraction }) => fraction);
  const range = { min: Math.min(...fractions), max: Math.max(...fractions) };
  const which =
    known.length === 1
      ? `the largest gain (dim ${known[0]?.dim})`
      : `the ${known.length} largest gains (dims ${known.map(({ dim }) => dim).join(", ")})`;
  // Of values that were about nothing, or are beyond all measure, no percentage says anything.
  if (Math.max(...fractions.map(Math.abs)) >= BEYOND_PERCENT) {
    const values = known.map(({ post }) => post);
    return [
      `${which} became ${rangeWords({ min: Math.min(...values), max: Math.max(...values) }, valueWords)}`,
    ];
  }
  if (range.min === 0 && range.max === 0) return [`${which} did not change`];
  // Beyond a doubling or a halving of all of them a factor is read more easily.
  if (range.min >= 1 || (range.max <= -0.5 && range.min > -1)) return [`${which} ${growthWords(range)}`];
  if (Math.max(...fractions.map(Math.abs)) < 0.0005) return [`${which} changed by < 0.1 %`];
  const [low, high] = [percentNumber(range.min), percentNumber(range.max)];
  return [`${which} changed by ${low === high ? low : `${high} to ${low}`} %`];
}
