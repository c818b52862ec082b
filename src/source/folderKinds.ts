import type { Folder } from "./folder.js";

/** Folders that hold a model in a form that is not read: what each is, and how to get a checkpoint out of it. */
export interface FolderKind {
  /** Behind "is", with its article. */
  readonly is: string;
  readonly fix: string;
}

interface Recognised {
  readonly is: string;
  readonly matches: (folder: Folder) => boolean;
  readonly fix: (where: string, folder: Folder) => string;
}

/** Folders that are looked into to recognise the one that holds them. */
const MOST_ENTERED = 3;

const KINDS: readonly Recognised[] = [
  {
    is: "a PyTorch distributed checkpoint (DCP)",
    matches: ({ files }) => files.some((name) => name.endsWith(".distcp")),
    fix: (where) =>
      `make one file of it: python -m torch.distributed.checkpoint.format_utils dcp_to_torch ${where} model.pt`,
  },
  {
    is: "a DeepSpeed checkpoint",
    matches: ({ files, folders }) =>
      files.includes("zero_to_fp32.py") ||
      files.some((name) => /_(optim|model)_states\.pt$/.test(name)) ||
      (files.includes("latest") && folders.some((name) => /^global_step\d+$/.test(name))),
    fix: fixOfDeepSpeed,
  },
  {
    is: "an Orbax checkpoint",
    matches: isOrbax,
    fix: () =>
      "restore it with orbax.checkpoint, and save its parameters with flax.serialization.msgpack_serialize or safetensors.flax.save_file",
  },
  {
    is: "a folder of Zarr arrays, as Orbax and T5X write them",
    matches: (folder) => entered(folder).some(({ files }) => files.includes(".zarray")),
    fix: () => "restore it with the program that wrote it, and save its parameters as one file",
  },
  {
    is: "a TensorFlow SavedModel",
    matches: ({ files }) => files.some((name) => /^saved_model\.pb(txt)?$/.test(name)),
    fix: () => "load it with TensorFlow and save the model again, with model.save_pretrained(...)",
  },
  {
    is: "a TensorFlow checkpoint of the first format (V1)",
    matches: ({ files }) => tablesOfV1(files).length > 0,
    fix: (_where, { files }) =>
      `save it again in the second format: tf.compat.v1.train.Saver(write_version=2), after restoring ${tablesOfV1(files)[0]}`,
  },
  {
    is: "a model's folder in the Hugging Face cache",
    matches: ({ folders }) =>
      folders.includes("snapshots") && (folders.includes("blobs") || folders.includes("refs")),
    fix: (where, folder) => {
      const snapshots = folder.enter("snapshots").folders.map((name) => `${where}/snapshots/${name}`);
      return snapshots.length === 0
        ? "download the model again: it has no snapshots"
        : `name one of its snapshots: ${snapshots.slice(0, MOST_ENTERED).join(", ")}`;
    },
  },
  {
    is: "a Hugging Face cache of several models",
    matches: ({ folders }) => folders.some((name) => name.startsWith("models--")),
    fix: (_where, { folders }) => {
      const models = folders.filter((name) => name.startsWith("models--"));
      const names = models.slice(0, MOST_ENTERED).map((name) => name.split("--").slice(1).join("/"));
      return `name a model: hf://${names.join(", hf://")}`;
    },
  },
];

/** What the folder is, if it is of a kind that is known and not read. */
export function kindOfFolder(where: string, folder: Folder): FolderKind | null {
  const kind = KINDS.find(({ matches }) => matches(folder));
  if (kind === undefined) return null;
  return { is: kind.is, fix: kind.fix(where, folder) };
}

function entered(folder: Folder): Folder[] {
  return folder.folders.slice(0, MOST_ENTERED).map(folder.enter);
}

const ORBAX_FILES = ["_CHECKPOINT_METADATA", "_METADATA", "manifest.ocdbt"];

/** Its manager puts each item of a step into a folder of its own: `1000/default/_METADATA`. */
function isOrbax(folder: Folder): boolean {
  const isOne = ({ files }: Folder) => ORBAX_FILES.some((name) => files.includes(name));
  return isOne(folder) || entered(folder).some(isOne);
}

/** ZeRO 1 and 2 keep the whole model in one file a rank; ZeRO 3 keeps parts, which its own script puts together. */
function fixOfDeepSpeed(where: string, folder: Folder): string {
  const inside = folder.folders
    .filter((name) => /^global_step\d+$/.test(name))
    .flatMap((name) => folder.enter(name).files.map((file) => `${name}/${file}`));
  const states = [...folder.files, ...inside].filter((name) => name.endsWith("mp_rank_00_model_states.pt"));
  const whole = states.find((name) => !name.includes("zero_pp_rank"));
  const merge = `python zero_to_fp32.py ${where} pytorch_model.bin`;
  return whole === undefined
    ? `put its parts together: ${merge}`
    : `name ${where}/${whole}, or put its parts together: ${merge}`;
}

/**
 * TensorFlow's checkpoints of the first format have no index, and are beside the graph that they belong to: model.ckpt
 * and model.ckpt.meta. None where there are checkpoints of the second.
 */
export function tablesOfV1(files: readonly string[]): string[] {
  if (files.some((name) => name.endsWith(".index"))) return [];
  const graphs = files.filter((name) => name.endsWith(".meta")).map((name) => name.slice(0, -".meta".length));
  return files.filter((name) =>
    graphs.some(
      (stem) => name === stem || (name.startsWith(stem) && /^-\d{5}-of-\d{5}$/.test(name.slice(stem.length))),
    ),
  );
}
