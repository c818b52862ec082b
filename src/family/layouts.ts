import type { Skipped, TensorReader } from "../model/tensors.js";
import type { Family } from "./family.js";
import type { NormSet } from "./normSets.js";
import { plainName } from "./plainNames.js";
import { isTold, type Told } from "./told.js";
import { viewOf } from "./view.js";

/** Which of several layouts of the same names a checkpoint has, by the norms that are there. */

/** A family whose names a checkpoint has. */
export interface Candidate {
  readonly family: Family;
  readonly sets: readonly NormSet[];
  readonly skipped: readonly Skipped[];
}

export interface Fit extends Candidate {
  /** Norms of a block that no block has. */
  readonly absent: number;
  /** The family's norms have biases, and none of the checkpoint's has. */
  readonly lacksBiases: boolean;
  /** A norm of the checkpoint that this family does not have; null where there is none. */
  readonly stranger: string | null;
  /** Nothing says that it is of this family, which others are like. */
  readonly isAmbiguous: boolean;
}

/** The last module of a norm's name, or the one before a head's number. */
const NORM_WORD = /norm|^ln(?:_|\d|$)|_ln$/i;
const PARAMETER = /^(?:weight|bias)$/;

/**
 * The layout that leaves no norm of the checkpoint out and lacks the fewest; where all leave one out, the one that comes
 * nearest, with that norm. Null where there are no candidates, or none that is whole of a checkpoint that does not say
 * what it is.
 */
export function bestFit(reader: TensorReader, candidates: readonly Candidate[], told: Told): Fit | null {
  const fits = candidates.map((candidate) => fitOf(reader, candidate, isTold(told)));
  const possible = isTold(told)
    ? fits
    : fits.filter(({ absent, lacksBiases }) => absent === 0 && !lacksBiases);
  const known = possible.filter(({ stranger }) => stranger === null);
  const [best = null] = [...(known.length > 0 ? known : possible)].sort(
    (a, b) => Number(a.isAmbiguous) - Number(b.isAmbiguous) || a.absent - b.absent,
  );
  return best;
}

function fitOf(reader: TensorReader, candidate: Candidate, isSaid: boolean): Fit {
  const { family, sets } = candidate;
  const [first, ...others] = [...sets].sort((a, b) => b.tensors.length - a.tensors.length);
  const has = new Set(first?.tensors.map(({ id }) => id.norm));
  const absent = family.architecture.sites.filter(({ scope, name }) => scope === "block" && !has.has(name));
  return {
    ...candidate,
    absent: absent.length,
    lacksBiases:
      family.architecture.sites.some(({ hasBias }) => hasBias) &&
      first?.tensors.some(({ id }) => id.parameter === "bias") !== true,
    stranger: first === undefined ? null : strangerTo(family, reader, first, others),
    isAmbiguous: !isSaid && family.isToldBy?.(reader.tensors) === false,
  };
}

/** A norm beside those of a set, or a bias of a norm that has none. */
function strangerTo(
  { nonWeights, setAside = [] }: Family,
  reader: TensorReader,
  set: NormSet,
  others: readonly NormSet[],
): string | null {
  const bias = set.tensors.find(({ id, site }) => id.parameter === "bias" && !site.hasBias);
  if (bias !== undefined) return bias.info.name;
  const own = new Set([set, ...others].flatMap(({ tensors }) => tensors.map(({ info }) => info.name)));
  const { place } = viewOf(reader, set, []);
  for (const info of reader.tensors.values()) {
    const isNear = place === "" || info.place === place;
    if (!isNear || own.has(info.name) || !isNormName(info.name)) continue;
    if (![...nonWeights, ...setAside].some(([pattern]) => pattern.test(info.name))) return info.name;
  }
  return null;
}

/** Does a tensor's name speak of a norm? */
export function isNormName(name: string): boolean {
  const segments = plainName(name).split(".");
  if (!PARAMETER.test(segments.pop() ?? "")) return false;
  const module = segments.pop() ?? "";
  return NORM_WORD.test(/^\d+$/.test(module) ? (segments.pop() ?? "") : module);
}
