import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import type { TensorReader } from "../model/tensors.js";
import type { Family } from "./family.js";
import type { Fit } from "./layouts.js";
import { LOOKALIKES, type Lookalike, recognise } from "./lookalikes.js";
import { normlessModel } from "./normless.js";
import { type Told, toldOf } from "./told.js";
import { stateWord } from "./trainingState.js";

/** What is said of a checkpoint that is of no family that can be read. */

/** What it is instead. */
export type Unreadable = Pick<Lookalike, "is" | "fix" | "types">;

/** As many families as an error names. */
const MOST_NAMED = 3;
const WITH_CONFIG = "give the folder that holds the model with its config.json";

/** GGUF files say what they hold. Most models in them share the names of their norms. */
export function statedUnreadable({ metadata }: TensorReader, families: readonly Family[]): Unreadable | null {
  const stated = metadata.get("general.architecture");
  if (stated === undefined || families.some(({ ggufNames }) => ggufNames.includes(stated))) return null;
  return { is: `a GGUF file of the architecture ${quote(stated)}` };
}

/** Gradients, momenta and their like have the names of the weights that they are of. */
export function onlyState(reader: TensorReader, states: readonly string[]): WdistError {
  const [first = ""] = states;
  return new WdistError("NOT_GPT2", {
    where: reader.label,
    what: `holds no weights: its norms, such as ${quote(first)}, are gradients or the state of an optimizer (${quote(stateWord(first) ?? "")})`,
    fix: "give the file of the model's weights",
  });
}

/** Of a model that would be half read, or read as what it may not be; null where it is known. */
export async function whyNot(
  reader: TensorReader,
  families: readonly Family[],
  { family, stranger, isAmbiguous }: Fit,
  looksLike: Unreadable | null,
): Promise<WdistError | null> {
  if (stranger === null && !isAmbiguous) return null;
  const alike = recognise([...reader.tensors.keys()], LOOKALIKES);
  const instead = stranger === null ? (looksLike ?? alike) : alike;
  if (instead !== null) return notReadable(reader, families, instead);
  const { title } = family.architecture;
  const what =
    stranger === null
      ? `has norms as ${family.is} calls them, and other models call theirs so too and use them otherwise; no config.json says which it is`
      : `looks like ${family.is}, and has a norm that ${title} does not have: ${quote(stranger)}`;
  const fix = stranger === null ? WITH_CONFIG : `give a checkpoint of ${title} itself`;
  return new WdistError("NOT_GPT2", { where: reader.label, what, fix });
}

export async function notReadable(
  reader: TensorReader,
  families: readonly Family[],
  looksLike: Unreadable | null,
): Promise<WdistError> {
  const told = await toldOf(reader);
  const like = looksLike ?? whatElse(reader, told);
  const type = unknownType(told, families);
  // Many models have names like another's.
  const isOther = type !== null && like?.types?.includes(told.modelType ?? "") === false;
  const instead = isOther ? type : (like ?? type);
  return new WdistError("NOT_GPT2", {
    where: reader.label,
    what:
      instead === null
        ? `has no ${wanted(families)}; ${seen(reader)}`
        : `is not ${readable(families)}: it looks like ${instead.is}`,
    fix: instead?.fix ?? `give a checkpoint of ${titles(families)}`,
  });
}

function whatElse(reader: TensorReader, told: Told): Unreadable | null {
  const normless = normlessModel(reader, told);
  if (normless !== null)
    return { is: normless, fix: "there is nothing to read: give a model whose norms have gains" };
  return recognise([...reader.tensors.keys()], LOOKALIKES);
}

/** A model type that no family here has. */
export function unknownType({ modelType }: Told, families: readonly Family[]): Unreadable | null {
  const isKnown = families.some(
    ({ modelTypes, architecture }) => modelTypes.includes(modelType ?? "") || architecture.name === modelType,
  );
  return modelType === null || isKnown
    ? null
    : { is: `a model of the type ${quote(modelType)}, as its config.json says` };
}

function seen({ tensors, skipped }: TensorReader): string {
  const examples = [...tensors.keys()].slice(0, MOST_NAMED).map(quote).join(", ");
  const [other] = skipped ?? [];
  const held =
    tensors.size === 0 ? "it holds no tensors" : `its ${tensors.size} tensors begin with ${examples}`;
  return held + (other === undefined ? "" : `; not read: ${quote(other.name)}, ${other.reason}`);
}

/** "LayerNorms of a GPT-2 (h.N.ln_1, h.N.ln_2, ln_f)", of each family where they are few. */
function wanted(families: readonly Family[]): string {
  const norms = named(families).map(({ is, architecture: { sites } }) => {
    const paths = sites.map(({ path }) => path).join(", ");
    return `${sites[0]?.kind ?? "norm"}s of ${is} (${paths})`;
  });
  return `${norms.join(" or ")}${hasMore(families) ? ", nor norms of another family that is read" : ""}`;
}

function readable(families: readonly Family[]): string {
  const all = named(families).map(({ is }) => is);
  return [...all, ...(hasMore(families) ? ["a model of another family that is read"] : [])].join(" or ");
}

function titles(families: readonly Family[]): string {
  const all = named(families)
    .map(({ architecture }) => architecture.title)
    .join(" or ");
  return `${all} ${hasMore(families) ? "or of another family in docs/families.md" : "itself"}`;
}

/** All, or the first where they are too many for an error. */
function named(families: readonly Family[]): readonly Family[] {
  return hasMore(families) ? families.slice(0, 1) : families;
}

function hasMore(families: readonly Family[]): boolean {
  return families.length > MOST_NAMED;
}
