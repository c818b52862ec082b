import { WdistError } from "../errors.js";
import type { ByteSource } from "../model/bytes.js";
import type { TensorReader } from "../model/tensors.js";
import { claimsPossibleLength, isSafetensors, openSafetensors } from "./safetensors/safetensors.js";
import { isShardIndex, openSharded } from "./shared/sharded.js";
import {
  isFlax,
  isGguf,
  isHdf5,
  isLlmC,
  isNumpyArchive,
  isTensorFlow,
  isTorchLegacy,
  isZip,
} from "./shared/signatures.js";
import { UNREAD_KINDS, type UnreadKind } from "./unread.js";

export interface Format {
  /** What errors and the documentation call it. */
  readonly name: string;
  /** What of it is read, for the documentation. */
  readonly reads: string;
  /** What it is recognised by, for the documentation. */
  readonly recognisedBy: string;
  /** Looks at the content: `head` is the first bytes; more may be read of the source. */
  readonly matches: (head: Uint8Array, source: ByteSource) => boolean | Promise<boolean>;
  readonly open: (source: ByteSource) => Promise<TensorReader>;
}

/**
 * Every format that is read from one file, in the order in which they are tried. All but safetensors are loaded when a
 * file of theirs is opened.
 */
const WHOLE_FORMATS: readonly Format[] = [
  {
    name: "NumPy archive",
    reads: "`.npz`, stored or deflated; F64 F32 F16, either byte order; names of transformers or of OpenAI",
    recognisedBy: "a zip archive whose first entry ends in `.npy`",
    matches: isNumpyArchive,
    open: async (source) => (await import("./numpy/npz.js")).openNpz(source),
  },
  {
    name: "PyTorch",
    reads:
      "`.bin .pt .pth .ckpt` since PyTorch 1.6: state dicts, also inside training checkpoints; F64 F32 F16 BF16 F8; views, parameters; pickle protocols 2 to 5",
    recognisedBy: "a zip archive that holds `data.pkl`",
    matches: isZip,
    open: async (source) => (await import("./torch/zipCheckpoint.js")).openTorchZip(source),
  },
  {
    name: "PyTorch (before 1.6)",
    reads: "the same, one pickle behind the other",
    recognisedBy: "its magic number",
    matches: isTorchLegacy,
    open: async (source) => (await import("./torch/legacy.js")).openTorchLegacy(source),
  },
  {
    name: "HDF5 (Keras)",
    reads: "`tf_model.h5`: F64 F32 F16, either byte order, contiguous, chunked or deflated",
    recognisedBy: "its signature",
    matches: isHdf5,
    open: async (source) => (await import("./hdf5/hdf5.js")).openHdf5(source),
  },
  {
    name: "GGUF",
    reads: "versions 2 and 3 of architecture gpt2; F64 F32 F16 BF16; quantised tensors are listed",
    recognisedBy: "its magic number",
    matches: isGguf,
    open: async (source) => (await import("./gguf/gguf.js")).openGguf(source),
  },
  {
    name: "llm.c",
    reads: "model files of version 3 (F32) and 5 (BF16)",
    recognisedBy: "its magic number",
    matches: isLlmC,
    open: async (source) => (await import("./llmc/llmc.js")).openLlmC(source),
  },
  // Told by less than those above: it has no magic number.
  {
    name: "safetensors",
    reads: "F64 F32 F16 BF16 F8_E4M3 F8_E5M2",
    recognisedBy: "a length, then the brace of its JSON header",
    matches: (head) => isSafetensors(head) && (claimsPossibleLength(head) || kindOf(head) === undefined),
    open: openSafetensors,
  },
  {
    name: "Flax msgpack",
    reads: "`flax_model.msgpack`: F64 F32 F16 BF16 F8, arrays in pieces too",
    recognisedBy: "a msgpack map whose first key is a text",
    matches: isFlax,
    open: async (source) => (await import("./flax/flax.js")).openFlax(source),
  },
  {
    name: "TensorFlow checkpoint",
    reads:
      "OpenAI's release and others of the second format: `checkpoint`, or `.index` with its `.data-*`; several data files, partitioned variables; F64 F32 F16 BF16 F8",
    recognisedBy: "the index's footer, or the first words of `checkpoint`",
    matches: isTensorFlow,
    open: async (source) => (await import("./tensorflow/tensorBundle.js")).openTensorFlow(source),
  },
];

/** Every format that is read, in the order in which they are tried. */
export const FORMATS: readonly Format[] = [
  {
    name: "a model in shards",
    reads: "safetensors or PyTorch, by their `weight_map`",
    recognisedBy: "a name that ends in `.index.json`",
    matches: (_head, source) => isShardIndex(source.label),
    open: (source) => openSharded(source, (shard) => openAs(WHOLE_FORMATS, shard)),
  },
  ...WHOLE_FORMATS,
];

/** Enough to recognise every format. */
const HEAD_BYTES = 512;

/**
 * Opens a checkpoint of any known format: reads its header, no weights. The reader closes the source.
 * @throws WdistError UNKNOWN_FORMAT, UNSUPPORTED_FORMAT, MALFORMED or READ_FAILED
 */
export function openTensors(source: ByteSource): Promise<TensorReader> {
  return openAs(FORMATS, source);
}

async function openAs(formats: readonly Format[], source: ByteSource): Promise<TensorReader> {
  try {
    const head = await source.read(0, Math.min(HEAD_BYTES, source.byteLength));
    for (const format of formats) if (await format.matches(head, source)) return await format.open(source);
    throw notRead(source, head);
  } catch (error) {
    await source.close();
    throw error;
  }
}

function kindOf(head: Uint8Array): UnreadKind | undefined {
  return UNREAD_KINDS.find(({ matches }) => matches(head));
}

function notRead(source: ByteSource, head: Uint8Array): WdistError {
  const kind = kindOf(head);
  if (kind !== undefined) {
    return new WdistError("UNSUPPORTED_FORMAT", {
      where: source.label,
      what: `is ${kind.is}`,
      fix: kind.fix,
    });
  }
  // Most likely a safetensors file that was cut off or overwritten at its start: the format has no magic number.
  const names = FORMATS.map(({ name }) => name).join(", ");
  return new WdistError("UNKNOWN_FORMAT", {
    where: source.label,
    what: `is no checkpoint in a known format (${names}), or its first bytes are damaged`,
    fix: "name a checkpoint, as model.safetensors, or the directory that holds it",
  });
}
