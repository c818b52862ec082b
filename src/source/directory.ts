import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import type { Folder } from "./folder.js";
import { kindOfFolder, tablesOfV1 } from "./folderKinds.js";
import { listed } from "./listed.js";
import { searchFolders } from "./subfolders.js";

/** What checkpoints are called. */
export interface CheckpointNames {
  /** In a folder that several programs may have written to: in the order in which they are looked for. */
  readonly usualNames: readonly string[];
  /** Of those under names of their own, without the dot; where one model is there in two formats, the first is taken. */
  readonly endings: readonly string[];
}

/** TensorFlow's pointer to the latest of its checkpoints. */
const TF_POINTER = "checkpoint";

export const CHECKPOINT_NAMES: CheckpointNames = {
  usualNames: [
    // As transformers looks for them: `_get_resolved_checkpoint_files` in its modeling_utils.py.
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
    "tf_model.h5",
    "tf_model.h5.index.json",
    "flax_model.msgpack",
    "flax_model.msgpack.index.json",
    TF_POINTER,
    // nanoGPT's.
    "ckpt.pt",
  ],
  endings: ["safetensors", "gguf", "npz", "pt", "pth", "ckpt", "bin", "h5", "msgpack", "index"],
};

/** What trainers write beside a model, and what is data. */
const NO_MODEL = new RegExp(
  [
    /^(training_args|optimizer|scheduler|sampler|scaler|rng_state|random_states|common|train|val)(_\w+)?\.(bin|pt|pth|safetensors)$/,
    // DeepSpeed's parts: optimiser states, and of ZeRO 3 parameters cut in pieces.
    /_optim_states\.pt$|^zero_pp_rank_.*_model_states\.pt$/,
    // llm.c's.
    /tokenizer\.bin$|_debug_state\.bin$/,
  ]
    .map(({ source }) => source)
    .join("|"),
);
/** It is beside the model that it belongs to, or alone. */
const COMPANION = /^(adapter_model|value_head|v_head)\.|(^|[-_.])ema([-_.]|$)/i;
/** One file of several. */
const SHARD = /^(?<stem>.*)-\d{5}-of-\d{5}\.(?<ending>safetensors|bin|h5|msgpack)$/;

export interface Choice {
  readonly names?: CheckpointNames;
  /** The file that the model's own configuration names. */
  readonly stated?: string | null;
}

/** Is it one of several files that a model is in, by its name? */
export function isShardName(name: string): boolean {
  return SHARD.test(name);
}

/**
 * Which of a folder's files is the checkpoint: the one that transformers would load, or else the only one there is.
 * @param where how errors name the folder
 * @throws WdistError NOT_FOUND or UNSUPPORTED_FORMAT, saying what is there instead
 */
export function chooseCheckpoint(
  where: string,
  folder: Folder,
  { names = CHECKPOINT_NAMES, stated = null }: Choice = {},
): string {
  if (stated !== null && folder.files.includes(stated)) return stated;
  const chosen = usualIn(folder, names);
  if (chosen !== null) return chosen;
  const candidates = candidatesIn(folder, names);
  if (candidates.length === 0) refuseLoneShards(where, folder.files);
  const only = onlyOne(candidates, names);
  if (only !== null) return only;

  const kind = kindOfFolder(where, folder);
  if (kind !== null)
    throw new WdistError("UNSUPPORTED_FORMAT", { where, what: `is ${kind.is}`, fix: kind.fix });
  if (candidates.length > 0) throw severalHere(where, candidates, names);
  throw nothingHere(where, folder, names);
}

/** The same, or null where there is none or several. */
function checkpointIn(folder: Folder, names: CheckpointNames): string | null {
  return usualIn(folder, names) ?? onlyOne(candidatesIn(folder, names), names);
}

/** The files of a folder that may be checkpoints by their names, each for itself; no shards, and not what trainers write beside them. */
export function checkpointFilesIn(folder: Folder): readonly string[] {
  return candidatesIn(folder, CHECKPOINT_NAMES);
}

/** Is a folder one checkpoint? */
export function isCheckpointFolder(folder: Folder): boolean {
  return checkpointIn(folder, CHECKPOINT_NAMES) !== null;
}

function usualIn({ files }: Folder, names: CheckpointNames): string | null {
  const found = names.usualNames.find((name) => files.includes(name)) ?? null;
  return found === TF_POINTER && tablesOfV1(files).length > 0 ? null : found;
}

/** What may be a checkpoint under a name of its own; what belongs to another model counts only where nothing else is. */
function candidatesIn({ files }: Folder, names: CheckpointNames): readonly string[] {
  const none = tablesOfV1(files);
  const all = files.filter(
    (name) =>
      // "._model.safetensors" is what macOS knows of model.safetensors.
      !name.startsWith(".") &&
      endingOf(name, names) !== null &&
      ![NO_MODEL, SHARD].some((pattern) => pattern.test(name)) &&
      !none.includes(name),
  );
  const models = all.filter((name) => !COMPANION.test(name));
  return models.length > 0 ? models : all;
}

/** The only model of several files: all of them have its name, and differ in their endings. */
function onlyOne(candidates: readonly string[], names: CheckpointNames): string | null {
  const endings = candidates.map((name) => endingOf(name, names) ?? "");
  const stems = new Set(candidates.map((name, i) => name.slice(0, -(endings[i] as string).length)));
  if (stems.size !== 1) return null;
  const first = endingsOf(names).find((ending) => endings.includes(ending)) ?? "";
  return candidates[endings.indexOf(first)] ?? null;
}

/** The longest one that the name has. */
function endingOf(name: string, names: CheckpointNames): string | null {
  const fitting = endingsOf(names).filter((ending) => name.endsWith(`.${ending}`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** A model in shards is behind its index. */
function endingsOf({ endings }: CheckpointNames): readonly string[] {
  return endings.flatMap((ending) => [ending, `${ending}.index.json`]);
}

function refuseLoneShards(where: string, names: readonly string[]): void {
  for (const name of names) {
    const { stem, ending } = SHARD.exec(name)?.groups ?? {};
    if (stem === undefined || name.startsWith(".")) continue;
    const index = `${stem}.${ending}.index.json`;
    throw new WdistError("NOT_FOUND", {
      where,
      what: `${quote(name)} is a part of a model, but ${quote(index)} is missing`,
      fix: `copy or download ${quote(index)} too`,
    });
  }
}

function severalHere(where: string, candidates: readonly string[], names: CheckpointNames): WdistError {
  const [ending, ...others] = new Set(candidates.map((name) => endingOf(name, names)));
  const several = others.length === 0 ? `${ending} files` : "files that may be one";
  return notFound(where, names, `, but ${candidates.length} ${several}: ${listed(candidates)}`);
}

function nothingHere(where: string, folder: Folder, names: CheckpointNames): WdistError {
  const noFile = names.usualNames.find(
    (name) => name !== TF_POINTER && [...folder.folders, ...folder.others].includes(name),
  );
  if (noFile !== undefined) {
    return new WdistError("NOT_A_FILE", {
      where: `${where}/${noFile}`,
      what: folder.folders.includes(noFile)
        ? "is a directory where a file was expected"
        : "is neither a regular file nor a link to one",
      fix: "name a checkpoint file on disk, or a directory that holds one",
    });
  }
  const { models, kinds } = searchFolders(where, folder, (inside) => checkpointIn(inside, names) !== null);
  const [first, ...others] = models;
  if (first !== undefined) {
    const which =
      others.length === 0 ? `its folder ${quote(first)} does` : `its folders ${listed(models)} do`;
    return notFound(where, names, `; ${which}`, `name the folder: ${where}/${models.at(-1)}`);
  }
  const [kind] = kinds;
  if (kind !== undefined) {
    const what = `its folder ${quote(kind.folder)} is ${kind.is}`;
    return new WdistError("UNSUPPORTED_FORMAT", { where, what, fix: kind.fix });
  }
  const shown = folder.files.filter((name) => !name.startsWith("."));
  return notFound(where, names, shown.length === 0 ? "" : `; it holds ${listed(shown)}`);
}

function notFound(
  where: string,
  { usualNames }: CheckpointNames,
  instead: string,
  fix = "name the checkpoint file itself",
): WdistError {
  const examples = `${usualNames[0]}, ${usualNames.find((name) => name.endsWith(".bin"))}, ...`;
  return new WdistError("NOT_FOUND", {
    where,
    what: `the directory holds no checkpoint under a usual name (${examples})${instead}`,
    fix,
  });
}
