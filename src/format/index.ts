import { WdistError } from "../errors.js";
import type { ByteSource } from "../model/bytes.js";
import type { ModelConfig } from "../model/modelConfig.js";
import type { TensorReader } from "../model/tensors.js";
import type { CheckpointNames } from "../source/directory.js";
import { readConfig } from "../source/modelConfig.js";
import { FLAX } from "./flax/format.js";
import type { Format } from "./format.js";
import { GGUF } from "./gguf/format.js";
import { HDF5 } from "./hdf5/format.js";
import { LLMC } from "./llmc/format.js";
import { NPZ } from "./numpy/format.js";
import { SAFETENSORS } from "./safetensors/format.js";
import { SHARDED } from "./sharded/format.js";
import { INDEX_ENDING } from "./sharded/signature.js";
import { TENSORFLOW } from "./tensorflow/format.js";
import { TORCH, TORCH_LEGACY } from "./torch/format.js";
import { refused, unreadByContent, unreadByName } from "./unread/index.js";

export type { Format } from "./format.js";

/** Every format that is read from one file, in the order in which a directory is searched for them: the safest first. */
const WHOLE_FORMATS: readonly Format[] = [
  SAFETENSORS,
  GGUF,
  NPZ,
  TORCH,
  TORCH_LEGACY,
  HDF5,
  FLAX,
  TENSORFLOW,
  LLMC,
];

/** Every format that is read. */
export const FORMATS: readonly Format[] = [SHARDED, ...WHOLE_FORMATS];

/** What checkpoints are called in a folder, to find one there. */
export const CHECKPOINT_FILES: CheckpointNames = {
  // Of a model in shards it is the index that is found.
  usualNames: [
    ...WHOLE_FORMATS.flatMap(({ usualNames }) => usualNames.flatMap((name) => [name, name + INDEX_ENDING])),
    ...WHOLE_FORMATS.flatMap(({ otherNames = [] }) => otherNames),
  ],
  endings: [...new Set(WHOLE_FORMATS.flatMap(({ endings }) => endings))],
};

/** Enough to recognise every format. */
const HEAD_BYTES = 512;
/** What else is named may begin with a long comment or with attributes of a file in it. */
const LONG_HEAD_BYTES = 4096;

/**
 * Opens a checkpoint of any known format: reads its header, no weights. The reader closes the source.
 * @throws WdistError UNKNOWN_FORMAT, UNSUPPORTED_FORMAT, MALFORMED or READ_FAILED
 */
export async function openTensors(source: ByteSource): Promise<TensorReader> {
  const reader = await openAs(FORMATS, source);
  let config: Promise<ModelConfig | null> | null = null;
  const known = () => {
    config ??= readConfig(source);
    return config;
  };
  return Object.assign(reader, { readConfig: known });
}

async function openAs(formats: readonly Format[], source: ByteSource): Promise<TensorReader> {
  try {
    const head = await source.read(0, Math.min(HEAD_BYTES, source.byteLength));
    const format = await recognise(formats, head, source);
    return await format.open(source, (other) => openAs(WHOLE_FORMATS, other));
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** What it is, or else what it is instead of a checkpoint, or else what it may have been before it was damaged. */
async function recognise(formats: readonly Format[], head: Uint8Array, source: ByteSource): Promise<Format> {
  const named = unreadByName(source);
  if (named !== undefined) throw refused(named, head, source);
  for (const format of formats) if (await format.matches(head, source)) return format;
  const longHead = await source.read(0, Math.min(LONG_HEAD_BYTES, source.byteLength));
  const other = unreadByContent(longHead, source);
  if (other !== undefined) throw refused(other, longHead, source);
  const damaged = formats.find(({ resembles }) => resembles?.(head));
  if (damaged !== undefined) return damaged;
  // Most likely a safetensors file that was cut off or overwritten at its start: the format has no magic number.
  const names = FORMATS.map(({ name }) => name).join(", ");
  throw new WdistError("UNKNOWN_FORMAT", {
    where: source.label,
    what: `is not a checkpoint in a known format (${names}), or its first bytes are damaged`,
    fix: "name a checkpoint, as model.safetensors, or the directory that holds it",
  });
}
