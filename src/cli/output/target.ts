import { closeSync, constants, openSync, realpathSync, statSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { WdistError } from "../../errors.js";
import { writeFailed } from "./writeFailed.js";

/** What is at the path that an output is meant for. */
export type Target = FileTarget | StreamTarget;

/** A file that is there or not: it is replaced as a whole. */
export interface FileTarget {
  readonly kind: "file";
  /** Behind all links. */
  readonly path: string;
  /** Of the file that is there; null where none is. */
  readonly mode: number | null;
}

/** What takes bytes and keeps no file: a FIFO, a terminal, this process's own stdout. */
export interface StreamTarget {
  readonly kind: "stream";
  /** @throws WdistError WRITE_FAILED */
  readonly write: (bytes: string | Uint8Array) => void;
}

/** Files that are open in this process already, by their number. */
const OWN_STREAM = /^\/(?:dev|proc\/self)\/fd\/(?<number>\d{1,4})$/;
const STANDARD = new Map([
  ["/dev/stdout", 1],
  ["/dev/stderr", 2],
]);
const PERMISSIONS = 0o777;

/** @throws WdistError WRITE_FAILED for what can neither be replaced nor written to; what the file system throws */
export function targetOf(path: string): Target {
  const full = resolve(path);
  const own = STANDARD.get(full) ?? OWN_STREAM.exec(full)?.groups?.number;
  if (own !== undefined) return { kind: "stream", write: (bytes) => writeTo(path, Number(own), bytes) };
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: "file", path, mode: null };
  if (stats.isFile()) return { kind: "file", path: realpathSync(path), mode: stats.mode & PERMISSIONS };
  if (stats.isFIFO() || stats.isCharacterDevice())
    return { kind: "stream", write: (bytes) => send(path, bytes) };
  throw new WdistError("WRITE_FAILED", {
    where: path,
    what: stats.isDirectory() ? "is a folder" : "is not a file",
    fix: "name a file",
  });
}

/** How long a FIFO waits for somebody to read from it. */
const MAX_WAIT_MS = 5000;
const PAUSE_MS = 5;
/** Opening a FIFO that nobody reads from would wait for ever; with this flag it fails. Not defined on Windows. */
const NON_BLOCKING = constants.O_NONBLOCK ?? 0;

function send(path: string, bytes: string | Uint8Array): void {
  const descriptor = openForWriting(path);
  try {
    writeTo(path, descriptor, bytes);
  } finally {
    closeSync(descriptor);
  }
}

function openForWriting(path: string): number {
  const giveUpAt = performance.now() + MAX_WAIT_MS;
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | NON_BLOCKING);
    } catch (error) {
      if (codeOf(error) !== "ENXIO") throw writeFailed(path, error);
      if (performance.now() > giveUpAt) {
        throw new WdistError("WRITE_FAILED", {
          where: path,
          what: "is a FIFO that nobody reads from",
          fix: "start what reads it first",
          cause: error,
        });
      }
      pause();
    }
  }
}

function writeTo(path: string, descriptor: number, text: string | Uint8Array): void {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      // It is full until somebody reads.
      if (codeOf(error) !== "EAGAIN") throw writeFailed(path, error);
      pause();
    }
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
