import type { ModelConfig } from "../model/modelConfig.js";
import type { NamedTensor } from "../model/norms.js";
import { canonicalName } from "../model/sites.js";
import type { Skipped, TensorReader } from "../model/tensors.js";
import { chooseSet } from "./choice.js";
import type { Family } from "./family.js";
import { bestFit, type Candidate } from "./layouts.js";
import { LOOKALIKES, recognise } from "./lookalikes.js";
import { findNormSets, type NormSet } from "./normSets.js";
import { once } from "./once.js";
import {
  notReadable,
  onlyState,
  statedUnreadable,
  type Unreadable,
  unknownType,
  whyNot,
} from "./refusals.js";
import { extractedArchitecture, mayBe, toldOf } from "./told.js";
import { type View, viewOf } from "./view.js";
import { isWhole } from "./whole.js";

/** Which family a checkpoint is of, and which of its tensors are the norms. */

export interface Identified {
  readonly family: Family;
  /** What its config.json calls it, where that was asked. */
  readonly modelType?: string;
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
  const candidates: Candidate[] = [];
  let finalNormOnly: Candidate | null = null;
  const norms = once(() => normsOf(reader));
  for (const known of looksLike === null ? families : []) {
    if (!(await couldBe(reader, known))) continue;
    const family = known.withHeads?.(names) ?? known;
    const { found, skipped, states } = findNormSets(known.modelTypes.length === 0 ? reader : norms(), family);
    if (found.length === 0 && states.length > 0) throw onlyState(reader, states);
    if (found.length === 0 || !(await isOfLayout(reader, family))) continue;
    const adapter = found.some(hasBlocks) ? null : recognise(names, LOOKALIKES);
    const namesake = adapter ?? recognise(names, family.namesakes);
    const sets = namesake === null ? found : adapter === null ? withoutNamesakes(reader, family, found) : [];
    looksLike ??= namesake;
    if (sets.length === 0) continue;
    if (family.modelTypes.length > 0) candidates.push({ family, sets, skipped });
    else if (sets.some(hasBlocks)) return chosen(reader, { family, sets, skipped }, at);
    else finalNormOnly ??= { family, sets, skipped };
  }
  const told = await toldOf(reader);
  const best = bestFit(reader, candidates, told);
  // A final norm by itself: of a part of the model, or of another whose last norm is called the same.
  if (best === null) {
    if (finalNormOnly === null || unknownType(told, families) !== null)
      throw await notReadable(reader, families, looksLike);
    return chosen(reader, finalNormOnly, at);
  }
  const refusal = await whyNot(reader, families, best, looksLike);
  if (refusal !== null) throw refusal;
  const { modelType } = told;
  return {
    ...chosen(reader, best, at),
    ...(modelType === null ? {} : { modelType }),
  };
}

type Tensors = Pick<TensorReader, "label" | "tensors">;

/** What may be norms: a model has many other tensors. */
function normsOf({ label, tensors }: TensorReader): Tensors {
  const norms = [...tensors].filter(([name]) => /norm|ln/i.test(name));
  return { label, tensors: new Map(norms.length > MOST_NORMS ? [] : norms) };
}

/** A thousand blocks of more norms than any family has; more is a trap. */
const MOST_NORMS = 20_000;

/** Does the checkpoint say nothing against this family? config.json is read only for families that need it. */
async function couldBe(reader: TensorReader, family: Family): Promise<boolean> {
  const gguf = reader.metadata.get("general.architecture");
  if (gguf !== undefined && !family.ggufNames.includes(gguf)) return false;
  const extracted = extractedArchitecture(reader);
  if (extracted !== null) return extracted === family.architecture.name;
  return family.modelTypes.length === 0 || mayBe(family, await toldOf(reader));
}

async function isOfLayout(reader: TensorReader, { suits }: Family): Promise<boolean> {
  if (suits === null || extractedArchitecture(reader) !== null) return true;
  return suits(withStated(reader, (await reader.readConfig?.()) ?? null));
}

/** What GGUF files say of a layout, by `config.json`'s names. */
const LAYOUT_KEYS = ["use_parallel_residual"];

/** A file's own word on its layout is about that file; a configuration may lie beside it by chance. */
function withStated({ stated }: TensorReader, config: ModelConfig | null): ModelConfig | null {
  if (stated === undefined || !LAYOUT_KEYS.some((key) => stated.has(key))) return config;
  const nothing: ModelConfig = {
    text: () => null,
    texts: () => [],
    number: () => null,
    flag: () => null,
    count: () => null,
  };
  const flag = (key: string) => {
    const own = stated.get(key);
    return own === undefined ? (config?.flag(key) ?? null) : own === 1;
  };
  return { ...(config ?? nothing), flag };
}

function hasBlocks({ tensors }: NormSet): boolean {
  return tensors.some(({ id }) => id.block !== null);
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
  { family, sets: found, skipped }: Candidate,
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
