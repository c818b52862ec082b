import { escapeControls } from "../escape.js";
import type { WeightKind } from "../model/architecture.js";
import type {
  ChangedRegion,
  PairedChange,
  WeightGroupComparison,
  WeightsComparison,
  WhereChanged,
} from "../model/weights.js";
import { signed, significant } from "./numbers.js";
import { blockList, enumerated, listed, plural } from "./phrases.js";
import { notFinite } from "./weights.js";

/** How all weights changed in plain words, in ASCII. */

type Compared = Pick<WeightsComparison, "groups" | "whereChanged" | "unpaired">;

/** Regions that a sentence names. */
const MOST_REGIONS = 3;
/** A cosine above it says no more than the relative L2 does. */
const USUAL_COSINE = 0.99;
/** Sums in another order may differ in their last digits. */
const ROUNDING = 1e-9;

/** The most important in one short line. */
export function weightsChangeTitle(comparison: Compared): string {
  const { groups, whereChanged } = comparison;
  const [most] = whereChanged?.most ?? [];
  const [first = ""] = weightsHeadline(comparison);
  if (most === undefined || whereChanged?.rest === null || nonFinite(groups).length > 0) return first;
  return `${capitalised(regionName(most))} changed most: ${extentOf(most.change)}`;
}

/** Sentences without a full stop each, the most important first. */
export function weightsHeadline({ groups, whereChanged, unpaired }: Compared): string[] {
  const paired = groups.reduce((sum, group) => sum + group.paired, 0);
  const identical = groups.reduce((sum, group) => sum + group.identical, 0);
  const others =
    unpaired.length === 0
      ? []
      : [`${plural(unpaired.length, "tensor")} of another shape in post: counted, but not paired`];
  if (paired > 0 && identical === paired) {
    const which = `${plural(paired, "tensor")}${others.length === 0 ? "" : " of the same shape"}`;
    return [
      paired === 1 ? `${which} is identical, byte for byte` : `All ${which} are identical, byte for byte`,
      ...others,
    ];
  }
  const verb = identical === 1 ? "is" : "are";
  const same = identical > 0 ? [`${identical} of ${paired} tensors ${verb} identical, byte for byte`] : [];
  return [
    ...nonFinite(groups),
    ...(whereChanged === null ? NOTHING_PAIRED : changeSentences(whereChanged, identical > 0)),
    ...histogramSentences(groups, whereChanged),
    ...same,
    ...others,
  ];
}

const NOTHING_PAIRED = ["No tensor has the same name and shape in both: each group is compared as a whole"];

/** What no model should have, before anything else is said of it. */
function nonFinite(groups: readonly WeightGroupComparison[]): string[] {
  return (["pre", "post"] as const).flatMap((side) => {
    const count = groups.reduce((sum, group) => sum + group[side].summary.nonFinite, 0);
    return count === 0 ? [] : [`${side === "pre" ? "Pre" : "Post"} holds ${notFinite(count)}`];
  });
}

/** Value by value: which weights changed most, and how much all of them did. */
function changeSentences({ all, most, rest }: WhereChanged, someStayed: boolean): string[] {
  if (all.n === 0) return ["No value is finite on both sides"];
  if (all.changedShare === 0) return ["No value changed"];
  const details = [
    ...(all.cosine === null || all.cosine > USUAL_COSINE ? [] : [`cosine ${significant(all.cosine, 2)}`]),
    `${percentOf(all.changedShare)} of the values changed, ${percentOf(all.signFlips / all.n)} changed sign`,
  ].join("; ");
  if (rest === null) {
    const which = someStayed ? "All parts" : "All weights";
    return [`${which} changed about alike: ${extentOf(all)}`, capitalised(details)];
  }
  return [mostSentence(most, rest), `All weights together: ${extentOf(all)}; ${details}`];
}

function mostSentence(most: readonly ChangedRegion[], rest: PairedChange): string {
  const allElse =
    rest.changedShare === 0 ? "nothing else changed" : `all else ${significant(rest.relativeL2, 2)}`;
  const [first] = most;
  if (first !== undefined && most.length === 1) {
    return `${capitalised(regionName(first))} changed most: ${extentOf(first.change)}; ${allElse}`;
  }
  const regions = most.map((region) => `${regionName(region)} (${extentOf(region.change)})`);
  return `Most changed: ${listed(regions, MOST_REGIONS)}; ${allElse}`;
}

/** "relative L2 0.010" */
function extentOf({ relativeL2 }: PairedChange): string {
  return relativeL2 === null ? "from 0" : `relative L2 ${significant(relativeL2, 2)}`;
}

/** "attention and MLP of blocks 6-11" */
function regionName({ kinds, blocks }: ChangedRegion): string {
  const names = enumerated(kinds.map((kind) => KIND_WORDS[kind]));
  if (blocks.length > 0) return `${names} of ${blockList(blocks)}`;
  return kinds.every((kind) => kind === "embeddings") ? names : `${names} outside the blocks`;
}

const KIND_WORDS: Readonly<Record<WeightKind, string>> = {
  attention: "attention",
  mlp: "MLP",
  embeddings: "embeddings",
  norms: "norms",
  other: "other weights",
};

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What the histograms show, which know of no order. */
function histogramSentences(
  groups: readonly WeightGroupComparison[],
  whereChanged: WhereChanged | null,
): string[] {
  const [most] = groups.toSorted((a, b) => (b.change.ks ?? 0) - (a.change.ks ?? 0));
  if (most === undefined) return ["Nothing to compare"];
  const { stdRatio, meanDelta, ks } = most.change;
  const noun = `The histogram${groups.length === 1 ? "" : "s"}`;
  if (ks === 0 && Math.abs((stdRatio ?? 1) - 1) < ROUNDING) {
    if (whereChanged === null) return [`${noun} did not change`];
    const didChange = (whereChanged.all.changedShare ?? 0) > 0;
    return didChange ? [`${noun} did not change: values changed places, or by less than a bin`] : [];
  }
  const where = groups.length === 1 ? noun : `${noun} changed most in ${escapeControls(most.name)}`;
  return stdRatio === null
    ? [`${where}: no standard deviation on both sides`]
    : [`${where}: standard deviation ${signed(100 * (stdRatio - 1))} %, mean ${signed(meanDelta)}`];
}

function percentOf(share: number | null): string {
  return share === 0 ? "none" : `${significant(share === null ? null : 100 * share, 2)} %`;
}
