import { WdistError } from "../errors.js";
import { quote } from "../escape.js";

/** The files of a directory that hold a model, in the order in which transformers looks for them. */
const SAFE_NAMES = ["model.safetensors", "model.safetensors.index.json"];
const OTHER_NAMES = [
  "pytorch_model.bin",
  "pytorch_model.bin.index.json",
  "tf_model.h5",
  "flax_model.msgpack",
  // TensorFlow's own pointer to the latest of its checkpoints.
  "checkpoint",
  // nanoGPT's.
  "ckpt.pt",
];

/** Endings of checkpoints, for a directory that holds just one under a name of its own: the safest first. */
const ENDINGS = ["safetensors", "gguf", "npz", "pt", "pth", "ckpt", "bin", "h5", "msgpack", "index"];

/** What lies beside a model in a training directory and is none. */
const NO_MODEL = /^(training_args|optimizer|scheduler|scaler|rng_state.*)\.(bin|pt|pth|safetensors)$/;
/** It stands beside its base model, or alone. */
const ADAPTER = /^adapter_model\./;

/** One file of several. */
const SHARD = /^(?<stem>.*)-\d{5}-of-\d{5}\.(?<ending>safetensors|bin)$/;

/**
 * Which of a directory's files is the checkpoint: the one that transformers would load, or else the only one there is.
 * @throws WdistError NOT_FOUND, saying what is there instead
 */
export function chooseCheckpoint(directory: string, names: readonly string[]): string {
  const sorted = [...names].sort();
  const candidates = sorted.filter((name) => !NO_MODEL.test(name));
  const ownSafetensors = candidates.filter(
    (name) => name.endsWith(".safetensors") && !SHARD.test(name) && !ADAPTER.test(name),
  );
  const chosen =
    SAFE_NAMES.find((name) => sorted.includes(name)) ??
    (ownSafetensors.length === 1 ? ownSafetensors[0] : undefined) ??
    OTHER_NAMES.find((name) => sorted.includes(name));
  if (chosen !== undefined) return chosen;

  refuseLoneShards(directory, sorted);
  for (const ending of ENDINGS) {
    const [only, ...others] = candidates.filter((name) => name.endsWith(`.${ending}`));
    if (only === undefined) continue;
    if (others.length === 0) return only;
    throw notFound(directory, `, but ${others.length + 1} ${ending} files: ${listed([only, ...others])}`);
  }
  throw notFound(directory, "");
}

function refuseLoneShards(directory: string, names: readonly string[]): void {
  for (const name of names) {
    const { stem, ending } = SHARD.exec(name)?.groups ?? {};
    if (stem === undefined) continue;
    const index = `${stem}.${ending}.index.json`;
    throw new WdistError("NOT_FOUND", {
      where: directory,
      what: `${quote(name)} is a part of a model, but ${quote(index)} is missing`,
      fix: `copy or download ${quote(index)} too`,
    });
  }
}

function notFound(directory: string, instead: string): WdistError {
  return new WdistError("NOT_FOUND", {
    where: directory,
    what: `the directory holds no checkpoint under a usual name (${SAFE_NAMES[0]}, ${OTHER_NAMES[0]}, ...)${instead}`,
    fix: "name the checkpoint file itself",
  });
}

function listed(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return names.slice(0, 5).map(quote).join(", ") + more;
}
