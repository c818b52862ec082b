import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import type { NamedTensor } from "../model/norms.js";
import { canonicalName } from "../model/sites.js";
import type { Skipped, TensorReader } from "../model/tensors.js";
import { chooseSet } from "./choice.js";
import type { Family } from "./family.js";
import { LOOKALIKES, type Lookalike, recognise } from "./lookalikes.js";
import { findNormSets, type NormSet } from "./normSets.js";
import { stateWord } from "./trainingState.js";
import { type View, viewOf } from "./view.js";
import { isWhole } from "./whole.js";

/** Which family a checkpoint is of, and which of its tensors are the norms. */

export interface Identified {
  readonly family: Family;
  /** The part of the file that is the model. */
  readonly view: View;
  /** The model's norms, by their names in the view. */
  readonly set: NormSet;
  /** Tensors that look like norms and are not taken, and other sets of norms. */
  readonly skipped: readonly Skipped[];
}

/**
 * The first family that a checkpoint has norms of, and nothing speaks against. Reads config.json only where it decides.
 * @throws WdistError NOT_GPT2 if there is none, AMBIGUOUS or NOT_IN_MODEL where none of several sets is the one
 */
export async function identify(
  reader: TensorReader,
  families: readonly Family[],
  at: string | null,
): Promise<Identified> {
  const names = [...reader.tensors.keys()];
  let looksLike: Unreadable | null = statedUnreadable(reader, families);
  for (const family of looksLike === null ? families : []) {
    const { found, skipped, states } = findNormSets(reader, family);
    if (found.length === 0 && states.length > 0) throw onlyState(reader, states);
    if (found.length > 0 && family.suits !== null && !family.suits((await reader.readConfig?.()) ?? null)) {
      continue;
    }
    const adapter = found.some(hasBlocks) ? null : recognise(names, LOOKALIKES);
    const namesake = found.length === 0 ? null : (adapter ?? recognise(names, family.namesakes));
    const own = namesake === null ? found : adapter === null ? withoutNamesakes(reader, family, found) : [];
    looksLike ??= namesake;
    if (own.length > 0) return chosen(reader, family, own, skipped, at);
  }
  throw notReadable(reader, families, looksLike ?? recognise(names, LOOKALIKES));
}

function hasBlocks({ tensors }: NormSet): boolean {
  return tensors.some(({ id }) => id.block !== null);
}

/** Gradients, momenta and their like have the names of the weights that they are of. */
function onlyState(reader: TensorReader, states: readonly string[]): WdistError {
  const [first = ""] = states;
  return new WdistError("NOT_GPT2", {
    where: reader.label,
    what: `holds no weights: its norms, such as ${quote(first)}, are gradients or the state of an optimizer (${quote(stateWord(first) ?? "")})`,
    fix: "give the file of the model's weights",
  });
}

/** Sets whose own model shows no sign of another family. */
function withoutNamesakes(
  reader: TensorReader,
  { namesakes }: Family,
  found: readonly NormSet[],
): readonly NormSet[] {
  return found.length > MAX_SETS_CHECKED
    ? []
    : found.filter(
        (set) => recognise([...viewOf(reader, set, found).reader.tensors.keys()], namesakes) === null,
      );
}

/** Each is held against all names. */
const MAX_SETS_CHECKED = 64;

function chosen(
  reader: TensorReader,
  family: Family,
  found: readonly NormSet[],
  skipped: readonly Skipped[],
  at: string | null,
): Identified {
  const { architecture } = family;
  const { set, others } = chooseSet(found, {
    label: reader.label,
    norms: `${architecture.title} ${architecture.sites[0]?.kind ?? "norm"}s`,
    at,
    isWhole: ({ tensors }) => isWhole(architecture, tensors),
    areSame: (one, other) => areSame(reader, one, other),
  });
  const foreign = others.map((other) => other.set);
  const view = viewOf(reader, set, foreign);
  const tensors = set.tensors.map(({ info, ...norm }) => ({
    ...norm,
    info: view.reader.tensors.get(view.nameOf(info.name)) ?? info,
  }));
  return {
    family,
    view,
    set: { ...set, prefix: view.nameOf(set.prefix), tensors },
    skipped: [...skipped, ...others.map((other) => ({ name: other.set.prefix, reason: other.reason }))],
  };
}

/** Has each norm of the one the numbers of a norm of the other, and in the same place of the model? */
function areSame(reader: TensorReader, one: NormSet, other: NormSet): boolean {
  const keyOf = ({ site, id }: NamedTensor) => canonicalName(site, id);
  const names = new Map(other.tensors.map((norm) => [keyOf(norm), norm.info.name]));
  return (
    one.tensors.length === other.tensors.length &&
    one.tensors.every((norm) => {
      const name = names.get(keyOf(norm));
      return name !== undefined && reader.areSame?.(norm.info.name, name) === true;
    })
  );
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
  const [other] = reader.skipped ?? [];
  const seen =
    (reader.tensors.size === 0
      ? "it holds no tensors"
      : `its ${reader.tensors.size} tensors begin with ${examples}`) +
    (other === undefined ? "" : `; not read: ${quote(other.name)}, ${other.reason}`);
  const readable = families.map(({ is }) => is).join(" or ");
  const wanted = families.map(({ is, architecture: { sites } }) => {
    const paths = sites.map(({ path }) => path).join(", ");
    return `${sites[0]?.kind ?? "norm"}s of ${is} (${paths})`;
  });
  return new WdistError("NOT_GPT2", {
    where: reader.label,
    what:
      looksLike === null
        ? `has no ${wanted.join(" or ")}; ${seen}`
        : `is not ${readable}: it looks like ${looksLike.is}`,
    fix:
      looksLike?.fix ??
      `give a checkpoint of ${families.map(({ architecture }) => architecture.title).join(" or ")} itself`,
  });
}
