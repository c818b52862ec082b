import { readFileSync, readSync } from "node:fs";
import { diskError, endedEarly } from "./diskErrors.js";

/** Reading that does not wait for an event loop: for threads that do nothing else. */

/**
 * Fills `target` with the bytes of an open file from `startByte` on.
 * @param label what errors call the file
 * @param byteLength how long it was when it was opened, where that is known
 * @throws WdistError READ_FAILED
 */
export function readInto(
  descriptor: number,
  label: string,
  target: Uint8Array,
  startByte: number,
  byteLength: number | null = null,
): void {
  let filled = 0;
  while (filled < target.length) {
    const bytesRead = readSome(descriptor, label, target, filled, startByte + filled);
    if (bytesRead === 0) throw endedEarly(label, startByte + filled, byteLength);
    filled += bytesRead;
  }
}

function readSome(
  descriptor: number,
  label: string,
  target: Uint8Array,
  filled: number,
  startByte: number,
): number {
  try {
    return readSync(descriptor, target, filled, target.length - filled, startByte);
  } catch (cause) {
    throw diskError(label, cause);
  }
}

/** A file of this package. */
export function readInstalled(url: URL): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(url));
}
