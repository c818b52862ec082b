import { WdistError } from "../errors.js";
import type { NamedTensor } from "../model/norms.js";
import { canonicalName, siteNamed } from "../model/sites.js";
import type { Skipped, TensorReader } from "../model/tensors.js";
import type { PrefixedSet } from "./choice.js";
import type { Family } from "./family.js";
import type { Named, Naming } from "./naming.js";
import { plainName } from "./plainNames.js";
import { stateWord } from "./trainingState.js";

/** The sets of norms that a checkpoint has by the names of one family. */

/** Norms under one prefix, in one naming. */
export interface NormSet extends PrefixedSet {
  readonly naming: Naming;
  readonly tensors: NamedTensor[];
}

export interface NormSets {
  readonly found: readonly NormSet[];
  /** Tensors that look like norms and are not taken. */
  readonly skipped: readonly Skipped[];
  /** Norms of an optimiser's state and the like, by name; they are never weights. */
  readonly states: readonly string[];
}

export function findNormSets(file: Pick<TensorReader, "label" | "tensors">, family: Family): NormSets {
  const { reader, aside } = withoutAside(file, family);
  const skipped: Skipped[] = [...aside];
  const states: string[] = [];
  const exact = collect(family, family.namings, reader, (naming, name) => {
    const named = naming.parseName(name);
    if (typeof named !== "string") return named;
    skipped.push({ name, reason: named });
    return null;
  });
  // As PyTorch would write them: a name may be wrapped anywhere, and mix the words of several libraries.
  const plain = collect(family, family.plainNamings, reader, (naming, name) => {
    const named = naming.parseName(plainName(name));
    if (typeof named === "string" || named === null) return null;
    if (stateWord(name) === null) return named;
    states.push(name);
    return null;
  });
  const found = largest([...exact, ...plain.filter(namesEachOnce)]);
  const taken = new Set(found.flatMap(({ tensors }) => tensors.map(({ info }) => info.name)));
  return { found, skipped: skipped.filter(({ name }) => !taken.has(name)), states };
}

/** The tensors but for those that the family sets aside. */
function withoutAside(
  file: Pick<TensorReader, "label" | "tensors">,
  { setAside = [] }: Family,
): { readonly reader: Pick<TensorReader, "label" | "tensors">; readonly aside: readonly Skipped[] } {
  const aside: Skipped[] = [];
  if (setAside.length === 0) return { reader: file, aside };
  const tensors = new Map(file.tensors);
  for (const name of file.tensors.keys()) {
    const reason = setAside.find(([pattern]) => pattern.test(name))?.[1];
    if (reason === undefined) continue;
    aside.push({ name, reason });
    tensors.delete(name);
  }
  return { reader: { label: file.label, tensors }, aside };
}

function collect(
  { architecture }: Family,
  namings: readonly Naming[],
  reader: Pick<TensorReader, "label" | "tensors">,
  parse: (naming: Naming, name: string) => Named | null,
): NormSet[] {
  const sets: NormSet[] = [];
  for (const naming of namings) {
    const byPrefix = new Map<string, NormSet>();
    for (const info of reader.tensors.values()) {
      const named = parse(naming, info.name);
      if (named === null || stateWord(info.name) !== null) continue;
      const { prefix, id } = named;
      // The norm of some module inside a block is not the model's own, though it may be called the same.
      if (id.block === null && naming.words.block.test(prefix)) continue;
      const set = byPrefix.get(prefix) ?? { naming, prefix, tensors: [] };
      if (byPrefix.size > MAX_SETS) throw tooManySets(reader.label);
      const site = siteNamed(architecture, id.norm);
      const isOffset =
        id.parameter === "gain" && site.storedAs === "gain - 1" && !naming.storesEffectiveGains;
      set.tensors.push({ id, site, info, addend: isOffset ? 1 : 0 });
      byPrefix.set(prefix, set);
    }
    for (const set of byPrefix.values()) sets.push(set);
  }
  return sets;
}

/** Two models whose names differ in their wrappers alone are no set: their own prefixes tell them apart. */
function namesEachOnce({ tensors }: NormSet): boolean {
  return new Set(tensors.map(({ site, id }) => canonicalName(site, id))).size === tensors.length;
}

/** Without those whose tensors are all in another set; of equal ones the first. */
function largest(sets: readonly NormSet[]): NormSet[] {
  const names = new Map(sets.map((set) => [set, new Set(set.tensors.map(({ info }) => info.name))]));
  // A tensor is in few sets, one for each naming at the most: these alone can hold all of another's.
  const holders = new Map<string, NormSet[]>();
  for (const set of sets) {
    for (const { info } of set.tensors) {
      const known = holders.get(info.name);
      if (known === undefined) holders.set(info.name, [set]);
      else known.push(set);
    }
  }
  const isWithin = (set: NormSet, other: NormSet) =>
    set.tensors.every(({ info }) => names.get(other)?.has(info.name) === true);
  const place = new Map(sets.map((set, i) => [set, i]));
  return sets.filter((set) =>
    (holders.get(set.tensors[0]?.info.name ?? "") ?? []).every(
      (other) =>
        other === set ||
        !isWithin(set, other) ||
        (other.tensors.length === set.tensors.length && (place.get(set) ?? 0) < (place.get(other) ?? 0)),
    ),
  );
}

/** A file of that many models is a trap. */
const MAX_SETS = 10_000;

function tooManySets(label: string): WdistError {
  return new WdistError("AMBIGUOUS", {
    where: label,
    what: `holds parts of more than ${MAX_SETS} models, each under its own prefix`,
    fix: "save the one you mean by itself",
  });
}
