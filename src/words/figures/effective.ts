import type { EffectiveTensor } from "../../analysis/effective/shown.js";
import type { EffectiveChange } from "../../model/effective.js";
import type { FindingKind } from "../../model/findings.js";
import { growthWords } from "../amounts.js";
import type { Judged } from "../findings/headline.js";
import { findingsTitle } from "../findings/title.js";
import { percent } from "../numbers.js";
import { blockList, enumerated, plural } from "../phrases.js";
import { tensorLabel } from "../tensorNames.js";

/** What the figure of effective gains says, in ASCII. */

const TRADED: readonly FindingKind[] = ["undone", "amplified"];

/** What the next matrices did to the gains; else how the product changed most. */
export function effectiveTitle(judged: Judged, shown: readonly EffectiveTensor[]): string {
  if (shown.length === 0) return "No effective gains of these norms";
  const told = judged.findings.filter(({ kind }) => TRADED.includes(kind));
  if (told.length > 0) return findingsTitle(told, judged);
  const size = ({ change }: EffectiveTensor) => Math.abs(change.effectiveFraction ?? 0);
  const [first] = shown.toSorted((a, b) => size(b) - size(a)) as [EffectiveTensor];
  if (size(first) === 0) return "No median of an effective gain changed";
  const { gainFraction, effectiveFraction } = first.change;
  return `The effective gain of ${tensorLabel(first.tensor.id)} ${growthOf(effectiveFraction)}; its gain ${growthOf(gainFraction)}`;
}

function growthOf(fraction: number | null): string {
  if (fraction === null) return "is not defined";
  return fraction === 0 ? "did not change" : growthWords({ min: fraction, max: fraction });
}

export interface EffectiveCaption {
  /** Norms that are in no block, by name, with their change. */
  readonly outside: readonly { readonly name: string; readonly change: EffectiveChange }[];
  readonly hasBlocks: boolean;
  readonly unchangedBlocks: readonly number[];
  /** Dims that are no dots: beyond the axes, and without a growth. */
  readonly beyond: number;
  readonly undefinedDims: number;
  /** Norms that no matrix is behind. */
  readonly lacking: readonly string[];
}

export function effectiveCaption(facts: EffectiveCaption): string {
  const { outside, hasBlocks, unchangedBlocks, beyond, undefinedDims, lacking } = facts;
  return [
    "Effective gain: gain times the Euclidean norm of the matrix row behind it.",
    ...(hasBlocks ? ["By block: median growth over the dims."] : []),
    "A dot a dim: growth of its row against that of its gain; on the dashed line they trade a factor, and the product stays.",
    ...outside.map(
      ({ name, change: { gainFraction, rowFraction, effectiveFraction } }) =>
        `${name}: gain ${percentWords(gainFraction)}, row ${percentWords(rowFraction)}, both ${percentWords(effectiveFraction)}.`,
    ),
    ...(unchangedBlocks.length > 0 ? [`Grey: ${blockList(unchangedBlocks)}, gains and rows identical.`] : []),
    ...(beyond > 0 ? [`Beyond the axes: ${plural(beyond, "dim")}.`] : []),
    ...(undefinedDims > 0
      ? [`Not drawn: ${plural(undefinedDims, "dim")} whose gain or row is 0 or not finite, or changed sign.`]
      : []),
    ...(lacking.length > 0 ? [`No matrix is known to be behind ${enumerated(lacking)}.`] : []),
  ].join(" ");
}

function percentWords(fraction: number | null): string {
  return fraction === 0 ? "0 %" : percent(fraction).replace("%", " %");
}

/** Instead of panels. */
export const NO_EFFECTIVE =
  "The matrices behind the gains were not read (--effective), or no matrix is known to be behind these norms.";

/** What the three curves are, and the two axes of the dots. */
export const CURVES = { effective: "effective gain", row: "matrix row", gain: "gain" } as const;
export const DIMS_HEADING = "Each dim: row against gain";
export const GAIN_MEANING = "growth of the gain";
export const TRADE = "a trade";

export function mediansHeading(norm: string): string {
  return `${norm}: medians`;
}
