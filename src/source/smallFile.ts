import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { readInto } from "./synchronous.js";

/** Small files, read whole. Whatever the path turns out to be, reading neither blocks nor fills the memory. */

/** Opening a FIFO for reading blocks until somebody writes; with this flag it does not. Not defined on Windows. */
export const NON_BLOCKING = constants.O_NONBLOCK ?? 0;

/** Why a file is not read. */
export interface NotSmall {
  readonly reason: "not a regular file" | "too long";
  readonly byteLength: number;
}

/** The bytes of a regular file of at most `maxBytes`, or why not. @throws what opening and reading it throw */
export function readSmallFile(path: string, maxBytes: number): Buffer | NotSmall {
  const descriptor = openSync(path, constants.O_RDONLY | NON_BLOCKING);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { reason: "not a regular file", byteLength: stats.size };
    if (stats.size > maxBytes) return { reason: "too long", byteLength: stats.size };
    const bytes = Buffer.alloc(stats.size);
    readInto(descriptor, path, bytes, 0, stats.size);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** The same; null where it cannot be read, for any reason. */
export function readSmall(path: string, maxBytes: number): Buffer | null {
  try {
    const read = readSmallFile(path, maxBytes);
    return Buffer.isBuffer(read) ? read : null;
  } catch {
    return null;
  }
}
