import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import type { NamedTensor } from "../model/norms.js";
import { siteNamed } from "../model/sites.js";
import type { Skipped, TensorReader } from "../model/tensors.js";
import type { Family } from "./family.js";
import { LOOKALIKES, type Lookalike, recognise } from "./lookalikes.js";
import type { Naming } from "./naming.js";

/** Which family a checkpoint is of, and which of its tensors are the norms. */

/** Norms under one prefix, in one naming. */
export interface NormSet {
  readonly naming: Naming;
  readonly prefix: string;
  readonly tensors: NamedTensor[];
}

export interface Identified {
  readonly family: Family;
  /** The model's norms. */
  readonly set: NormSet;
  /** Tensors that look like norms and are not taken. */
  readonly skipped: readonly Skipped[];
}

/**
 * The first family that a checkpoint has norms of, and no sign against.
 * @throws WdistError NOT_GPT2 if there is none, AMBIGUOUS if it has several sets of norms
 */
export function identify(reader: TensorReader, families: readonly Family[]): Identified {
  const names = [...reader.tensors.keys()];
  let looksLike: Unreadable | null = statedUnreadable(reader, families);
  for (const family of looksLike === null ? families : []) {
    const { found, skipped } = nameTensors(reader, family);
    if (found.length === 0) continue;
    const namesake = recognise(names, family.namesakes);
    if (namesake === null) return { family, set: onlySet(reader.label, family, found), skipped };
    looksLike ??= namesake;
  }
  throw notReadable(reader, families, looksLike ?? recognise(names, LOOKALIKES));
}

/** The sets of norms that a checkpoint has by the names of one family. */
function nameTensors(reader: TensorReader, { architecture, namings }: Family) {
  const found: NormSet[] = [];
  const skipped: Skipped[] = [];
  for (const naming of namings) {
    const byPrefix = new Map<string, NormSet>();
    for (const info of reader.tensors.values()) {
      const named = naming.parseName(info.name);
      if (named === null) continue;
      if (typeof named === "string") {
        skipped.push({ name: info.name, reason: named });
        continue;
      }
      const { prefix, id } = named;
      const set = byPrefix.get(prefix) ?? { naming, prefix, tensors: [] };
      const site = siteNamed(architecture, id.norm);
      const isOffset =
        id.parameter === "gain" && site.storedAs === "gain - 1" && !naming.storesEffectiveGains;
      set.tensors.push({ id, site, info, addend: isOffset ? 1 : 0 });
      byPrefix.set(prefix, set);
    }
    found.push(...byPrefix.values());
  }
  return { found, skipped };
}

function onlySet(label: string, { architecture }: Family, found: readonly NormSet[]): NormSet {
  const [first, ...others] = found as [NormSet, ...NormSet[]];
  if (others.length === 0) return first;
  const sameNaming = others.every(({ naming }) => naming === first.naming);
  const where = found.slice(0, 4).map(({ naming, prefix }) => prefix + (sameNaming ? "" : naming.example));
  throw new WdistError("AMBIGUOUS", {
    where: label,
    what: `holds ${found.length} sets of ${architecture.title} LayerNorms, under ${where.map(quote).join(", ")}`,
    fix: "save the one you mean by itself",
  });
}

/** What a checkpoint is that cannot be read. */
type Unreadable = Pick<Lookalike, "is" | "fix">;

/** GGUF files say what they hold. Most models in them share the names of their norms. */
function statedUnreadable({ metadata }: TensorReader, families: readonly Family[]): Unreadable | null {
  const stated = metadata.get("general.architecture");
  return stated === undefined || families.some(({ ggufName }) => ggufName === stated)
    ? null
    : { is: `a GGUF file of the architecture ${quote(stated)}` };
}

function notReadable(
  reader: TensorReader,
  families: readonly Family[],
  looksLike: Unreadable | null,
): WdistError {
  const examples = [...reader.tensors.keys()].slice(0, 3).map(quote).join(", ");
  const seen =
    reader.tensors.size === 0
      ? "it holds no tensors"
      : `its ${reader.tensors.size} tensors begin with ${examples}`;
  const readable = families.map(({ is }) => is).join(" or ");
  const wanted = families.map(({ is, architecture: { sites } }) => {
    const paths = sites.map(({ path }) => path).join(", ");
    return `of ${is} (${paths})`;
  });
  return new WdistError("NOT_GPT2", {
    where: reader.label,
    what:
      looksLike === null
        ? `has no LayerNorms ${wanted.join(" or ")}; ${seen}`
        : `is not ${readable}: it looks like ${looksLike.is}`,
    fix:
      looksLike?.fix ??
      `give a checkpoint of ${families.map(({ architecture }) => architecture.title).join(" or ")} itself`,
  });
}
