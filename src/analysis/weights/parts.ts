import {
  CODE_BYTES,
  type Feed,
  type FilePiece,
  type Part,
  type Run,
  type TensorRuns,
} from "../../counting/index.js";
import { decode } from "../../format/shared/dtype.js";
import { byteLengthOf } from "../../format/shared/stored.js";
import type { StoredPiece } from "../../model/bytes.js";
import type { GptModel, Weight } from "../../model/norms.js";

/** From weights to what the kernel counts: runs of numbers in files, or numbers that are fed to it. */

/** What is asked of a server at once. */
const REMOTE_READ_BYTES = 1 << 22;

/** What the kernel is given of some weights. */
export interface WeightParts {
  readonly parts: readonly Part[];
  /** Where each tensor is in them, by the file's own name. */
  readonly places: ReadonlyMap<string, TensorRuns>;
}

/**
 * The weights by dtype, in order. Those that are compressed or spread out are read whole, one at a time, as float64: once
 * for their extrema and once for their bins, like all others.
 */
export async function partsOf(model: GptModel, weights: readonly Weight[]): Promise<WeightParts> {
  const parts: { readonly dtype: string; readonly runs: Run[] }[] = [];
  const places = new Map<string, TensorRuns>();
  for (const { info } of weights) {
    const located = await model.locateTensor(info.name);
    const dtype = located === null ? "F64" : info.dtype;
    const runs = located === null ? [decodedFeed(model, info)] : located.map(runFrom);
    const known = parts.findIndex((part) => part.dtype === dtype);
    const part = known === -1 ? parts.push({ dtype, runs: [] }) - 1 : known;
    const own = parts[part]?.runs ?? [];
    places.set(info.name, { part, firstRun: own.length, endRun: own.length + runs.length });
    for (const run of runs) own.push(run);
  }
  return { parts, places };
}

function runFrom(piece: StoredPiece): Run {
  return filePieceFrom(piece) ?? remoteFeed(piece);
}

function filePieceFrom({ source, startByte, endByte }: StoredPiece): FilePiece | null {
  const { descriptor, label } = source;
  if (descriptor === undefined) return null;
  const requireUnchanged = () => source.requireUnchanged?.();
  return { descriptor, label, startByte, byteLength: endByte - startByte, requireUnchanged };
}

function decodedFeed(model: GptModel, { name, shape }: Weight["info"]): Feed {
  return {
    byteLength: byteLengthOf("F64", shape) ?? 0,
    bytes: async function* () {
      const values = await model.readTensor(name);
      yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    },
  };
}

function remoteFeed({ source, startByte, endByte }: StoredPiece): Feed {
  return {
    byteLength: endByte - startByte,
    bytes: async function* () {
      for (let at = startByte; at < endByte; at += REMOTE_READ_BYTES) {
        yield await source.read(at, Math.min(endByte, at + REMOTE_READ_BYTES));
      }
    },
  };
}

/** Codes are counted in one pass, other numbers looked at in two. */
export function bytesToRead(weights: readonly Weight[]): number {
  return weights.reduce((sum, { info }) => {
    // Of dtypes that hold no numbers the length is not known, nor needed: reading them is refused.
    const known = info.dtype === "F32" || info.dtype === "F64" || CODE_BYTES.has(info.dtype);
    const byteLength = known ? (byteLengthOf(info.dtype, info.shape) ?? 0) : 0;
    return sum + byteLength * (CODE_BYTES.has(info.dtype) ? 1 : 2);
  }, 0);
}

/** The value of every code of a dtype in CODE_BYTES, in order of the codes. */
export function valuesOfCodes(dtype: string): Float64Array {
  const codes = CODE_BYTES.get(dtype) === 1 ? new Uint8Array(256) : new Uint16Array(65_536);
  for (let code = 0; code < codes.length; code++) codes[code] = code;
  return decode(new Uint8Array(codes.buffer), dtype);
}
