import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import type { TensorInfo } from "../model/tensors.js";

/** Which of several sets of norms in one file is the model. */

/** Norms of one model, under one prefix. */
export interface PrefixedSet {
  /** What is before the norms' own names, with its separator: "model.transformer." */
  readonly prefix: string;
  readonly tensors: readonly { readonly info: TensorInfo }[];
}

export interface Choice<S> {
  readonly set: S;
  /** Sets that are not taken, and why. */
  readonly others: readonly { readonly set: S; readonly reason: string }[];
}

export interface Choosing<S> {
  readonly label: string;
  /** "LayerNorms", for errors. */
  readonly norms: string;
  /** The place that the user named, or null. */
  readonly at: string | null;
  /** Has it every norm that a model of its depth has? */
  readonly isWhole: (set: S) => boolean;
  /** Are the norms of both the same numbers in the file? */
  readonly areSame: (set: S, other: S) => boolean;
}

/** The user's word for what is at no place: the root of the file. */
const ROOT = ".";
/** Names that trainers give to an average of the weights over the training. */
const AVERAGE = /(?:^|[._/-])(?:ema|swa|polyak|averaged?|shadow)(?:$|[._/-])/i;
/** As many places as an error names. */
const MAX_PLACES = 6;
/** Where there are more sets, none is held against every other. */
const MAX_COMPARED = 64;

/**
 * The only set; or the only one that is whole; or the only whole one that is not an average of another.
 * @throws WdistError AMBIGUOUS, NOT_IN_MODEL for a place where there is none
 */
export function chooseSet<S extends PrefixedSet>(sets: readonly S[], choosing: Choosing<S>): Choice<S> {
  const { at, isWhole, areSame } = choosing;
  const named = at === null ? sets : sets.filter((set) => isAt(set, at));
  if (named.length === 0) throw notThere(sets, choosing, at ?? "");
  const different =
    named.length > MAX_COMPARED
      ? named
      : named.filter((set, i) => !named.slice(0, i).some((before) => areSame(before, set)));
  const [only, second] = different;
  if (only !== undefined && second === undefined) return { set: only, others: [] };
  const whole = different.filter(isWhole);
  const originals = whole.filter(({ prefix }) => !AVERAGE.test(prefix));
  const [chosen, rival] = whole.length === 1 ? whole : originals;
  if (chosen === undefined || rival !== undefined) throw several(different, choosing);
  const others = different
    .filter((set) => set !== chosen)
    .map((set) => ({
      set,
      reason: isWhole(set)
        ? `an average of the weights; --at ${shown(set)} reads it`
        : `a part of a model beside the whole one at ${shown(chosen)}`,
    }));
  return { set: chosen, others };
}

/** Where the set is, as the user names it. */
function placeOf({ prefix }: PrefixedSet): string {
  const place = prefix.replace(/^\/|[./]$/g, "");
  return place === "" ? ROOT : place;
}

function shown(set: PrefixedSet): string {
  return quote(placeOf(set));
}

/** A set is at its own place and at every place that holds that; at the root is what no other place holds. */
function isAt(set: PrefixedSet, at: string): boolean {
  const wanted = at.replace(/^\/|[./]$/g, "") || ROOT;
  const place = placeOf(set);
  if (wanted === ROOT) return place === ROOT || set.tensors.every(({ info }) => (info.place ?? "") === "");
  return place === wanted || (place.startsWith(wanted) && /[./]/.test(place.charAt(wanted.length))) === true;
}

function places(sets: readonly PrefixedSet[]): string {
  const more = sets.length > MAX_PLACES ? ` and ${sets.length - MAX_PLACES} more` : "";
  return sets.slice(0, MAX_PLACES).map(shown).join(", ") + more;
}

function several<S extends PrefixedSet>(
  sets: readonly S[],
  { label, norms, isWhole }: Choosing<S>,
): WdistError {
  const whole = sets.filter(isWhole);
  const some = whole.length > 0 ? whole : sets;
  const [first] = some;
  return new WdistError("AMBIGUOUS", {
    where: label,
    what:
      whole.length > 0
        ? `holds ${whole.length} sets of ${norms}, at ${places(whole)}`
        : `holds parts of ${sets.length} sets of ${norms}, under the prefixes ${places(sets)}, and none of them is whole`,
    fix: `choose one: --at ${first === undefined ? ROOT : placeOf(first)}`,
  });
}

function notThere<S extends PrefixedSet>(
  sets: readonly S[],
  { label, norms }: Choosing<S>,
  at: string,
): WdistError {
  return new WdistError("NOT_IN_MODEL", {
    where: label,
    what: `holds no ${norms} at ${quote(at)}, but at ${places(sets)}`,
    fix: `choose one of these with --at`,
  });
}
