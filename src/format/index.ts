import { WdistError } from "../errors.js";
import type { ByteSource, TensorReader } from "../model.js";
import { isFlax, openFlax } from "./flax.js";
import { isGguf, openGguf } from "./gguf.js";
import { isHdf5, openHdf5 } from "./hdf5.js";
import { isLlmC, openLlmC } from "./llmc.js";
import { isNumpyArchive, openNpz } from "./npz.js";
import { claimsPossibleLength, isSafetensors, openSafetensors } from "./safetensors.js";
import { isShardIndex, openSharded } from "./sharded.js";
import { isTensorFlow, openTensorFlow } from "./tensorBundle.js";
import { isTorchLegacy, openTorchLegacy } from "./torchLegacy.js";
import { isZip, openTorchZip } from "./torchZip.js";
import { UNREAD_KINDS, type UnreadKind } from "./unread.js";

export interface Format {
  /** What `--help`, the documentation and JSON call it. */
  readonly name: string;
  /** Looks at the content: `head` is the first bytes; more may be read of the source. */
  readonly matches: (head: Uint8Array, source: ByteSource) => boolean | Promise<boolean>;
  readonly open: (source: ByteSource) => Promise<TensorReader>;
}

/** Every format that is read from one file, in the order in which they are tried. */
const WHOLE_FORMATS: readonly Format[] = [
  { name: "NumPy archive", matches: isNumpyArchive, open: openNpz },
  { name: "PyTorch", matches: isZip, open: openTorchZip },
  { name: "PyTorch (before 1.6)", matches: isTorchLegacy, open: openTorchLegacy },
  { name: "HDF5 (Keras)", matches: isHdf5, open: openHdf5 },
  { name: "GGUF", matches: isGguf, open: openGguf },
  { name: "llm.c", matches: isLlmC, open: openLlmC },
  // Told by less than the others: it has no magic number.
  {
    name: "safetensors",
    matches: (head) => isSafetensors(head) && (claimsPossibleLength(head) || kindOf(head) === undefined),
    open: openSafetensors,
  },
  { name: "Flax msgpack", matches: isFlax, open: openFlax },
  { name: "TensorFlow checkpoint", matches: isTensorFlow, open: openTensorFlow },
];

/** Every format that is read, in the order in which they are tried. */
export const FORMATS: readonly Format[] = [
  {
    name: "safetensors (sharded)",
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
