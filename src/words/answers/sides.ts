import type { Balance, Initialisation, Outliers, Scaling } from "../../model/answers.js";
import type { Architecture } from "../../model/architecture.js";
import { significant } from "../numbers.js";
import { listed, plural } from "../phrases.js";
import { shortName } from "../tensorNames.js";
import { between, percents } from "./pieces.js";

/** Answers about one side at a time. In ASCII. */

/** Longer lists of tensors are counted. */
const NAMED = 8;
const DIMS_LISTED = 12;

export function initialisationWords(
  { tensors, exactlyInitial, notFinite, gainDistance, biasDistance }: Initialisation,
  architecture: Architecture,
): string {
  if (tensors === 0) return "there is no tensor to judge";
  if (exactlyInitial.length === tensors)
    return "every tensor is exactly at its initial value: never trained, or never loaded";
  if (notFinite.length === tensors) return "nothing can be said: no tensor holds a finite value";
  const names = (list: readonly string[]) =>
    listed(
      list.map((name) => shortName(name, architecture)),
      NAMED,
    );
  const medians = [
    ...(gainDistance === null ? [] : [`of the gains lie ${between(gainDistance)} from 1`]),
    ...(biasDistance === null ? [] : [`of the biases ${between(biasDistance)} from 0`]),
  ];
  return [
    exactlyInitial.length === 0
      ? "no longer at initial values"
      : `${exactlyInitial.length} of ${plural(tensors, "tensor")} exactly at initial values (${names(exactlyInitial)}), the others not`,
    ...(medians.length === 0 ? [] : [`the medians ${medians.join(", ")}`]),
    ...(notFinite.length === 0 ? [] : [`without a finite value: ${names(notFinite)}`]),
  ].join("; ");
}

export function balanceWords({ skewness, positiveShare, topPercentShare }: Balance): string {
  if (positiveShare === null) return "no gain is finite";
  return [
    skewness === null
      ? "skewness undefined (all gains of a tensor are one number)"
      : `skewness ${between(skewness)}`,
    `${(positiveShare * 100).toFixed(2)} % of the gains are positive`,
    ...(topPercentShare === null
      ? []
      : [`the largest 1 % hold ${percents(topPercentShare)} of a tensor's squared length`]),
  ].join("; ");
}

export function outlierWords(
  { share, everywhere, recurring, largestZ }: Outliers,
  architecture: Architecture,
): string {
  if (share === null)
    return "undefined: of every tensor more than half of the gains are one number, or none is finite";
  const hasOneWidth = architecture.sites.every(({ width }) => width === "model");
  const tensors = hasOneWidth ? "every tensor" : "every tensor over the same dimensions";
  const dims = (list: readonly number[]) =>
    `${list.length === 1 ? "dim" : "dims"} ${listed(list.map(String), DIMS_LISTED)}`;
  const often = recurring.map(({ dim }) => dim);
  const half = often.length === 0 ? "" : `, ${dims(often)} in at least half`;
  const common =
    everywhere.length === 0 ? `no dimension in ${tensors}${half}` : `${dims(everywhere)} in ${tensors}`;
  const extreme =
    largestZ === null
      ? []
      : [
          `most extreme: ${shortName(largestZ.name, architecture)} dim ${largestZ.dim}, modified z ${significant(largestZ.z, 3)}`,
        ];
  return [`${percents(share)} of the dimensions of a tensor`, common, ...extreme].join("; ");
}

export function scalingWords({ rmsGain, rmsBias }: Scaling): string {
  if (rmsGain === null) return "no scale is defined, since no tensor of gains is finite";
  const offset = rmsBias === null ? "" : `, the biases shift it by ${between(rmsBias)}`;
  return `the gains scale a standardised input by ${between(rmsGain)} (root mean square)${offset}`;
}
