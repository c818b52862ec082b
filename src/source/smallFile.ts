import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { readInto } from "./synchronous.js";

/** Opening a FIFO for reading blocks until somebody writes; with this flag it does not. Not defined on Windows. */
export const NON_BLOCKING = constants.O_NONBLOCK ?? 0;

/** The bytes of a small regular file; null where there is none, or it is larger than any of its kind. */
export function readSmall(path: string, maxBytes: number): Buffer | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, constants.O_RDONLY | NON_BLOCKING);
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.size > maxBytes) return null;
    const bytes = Buffer.alloc(stats.size);
    readInto(descriptor, path, bytes, 0, stats.size);
    return bytes;
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
