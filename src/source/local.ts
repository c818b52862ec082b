import { closeSync, constants, fstatSync, lstatSync, openSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { WdistError } from "../errors.js";
import type { ByteSource } from "../model/bytes.js";
import { chooseCheckpoint } from "./directory.js";
import { onDisk } from "./diskErrors.js";
import { localFolder } from "./folder.js";
import { requirePlainName } from "./sibling.js";
import { readInto } from "./synchronous.js";

/**
 * Files and directories of this machine. All is read while the caller waits: what is asked for is small and mostly in
 * memory already, and comes several times sooner than by way of other threads.
 */

/** Opening a FIFO for reading blocks until somebody writes; with this flag it does not. Not defined on Windows. */
const NON_BLOCKING = constants.O_NONBLOCK ?? 0;

/** TensorFlow's users name a checkpoint by what its files have in common: `model.ckpt` for `model.ckpt.index`. */
const INDEX_ENDING = ".index";

/** Does the path name something here, be it a link to nothing, or the common beginning of a checkpoint's files? */
export function pathExists(path: string): boolean {
  return isThere(path) || isThere(path + INDEX_ENDING);
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** A path on this machine: a regular file, or a directory to search for one. */
export function openLocal(path: string): ByteSource {
  if (!isThere(path) && isThere(path + INDEX_ENDING)) return openLocal(path + INDEX_ENDING);
  if (!onDisk(path, () => statSync(path)).isDirectory()) return openFile(path, path);
  const folder = onDisk(path, () => localFolder(path));
  return openFile(join(path, chooseCheckpoint(path.replace(/(?<=.)\/+$/, ""), folder)), path);
}

function openFile(path: string, label: string): ByteSource {
  const before = onDisk(label, () => statSync(path));
  requireRegular(path, before);
  const descriptor = onDisk(path, () => openSync(path, constants.O_RDONLY | NON_BLOCKING));
  try {
    const stats = fstatSync(descriptor);
    requireRegular(path, stats);
    return new LocalFile(path, descriptor, stats.size);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function requireRegular(path: string, stats: { isFile(): boolean; isDirectory(): boolean }): void {
  if (stats.isFile()) return;
  throw new WdistError("NOT_A_FILE", {
    where: path,
    what: stats.isDirectory() ? "is a directory where a file was expected" : "is not a regular file",
    fix: "name a checkpoint file on disk, or a directory that holds one",
  });
}

class LocalFile implements ByteSource {
  readonly label: string;
  readonly byteLength: number;
  readonly descriptor: number;
  #isOpen = true;

  constructor(path: string, descriptor: number, byteLength: number) {
    this.label = path;
    this.byteLength = byteLength;
    this.descriptor = descriptor;
  }

  async read(startByte: number, endByte: number): Promise<Uint8Array> {
    if (startByte < 0 || endByte < startByte || endByte > this.byteLength) {
      throw new WdistError("READ_FAILED", {
        where: this.label,
        what: `bytes ${startByte} to ${endByte} are outside the file's ${this.byteLength}`,
      });
    }
    const bytes = new Uint8Array(endByte - startByte);
    readInto(this.descriptor, this.label, bytes, startByte, this.byteLength);
    return bytes;
  }

  async openSibling(fileName: string): Promise<ByteSource> {
    requirePlainName(this.label, fileName);
    const path = join(dirname(this.label), fileName);
    return openFile(path, path);
  }

  /** Once only: the number may soon be another file's. */
  async close(): Promise<void> {
    if (this.#isOpen) closeSync(this.descriptor);
    this.#isOpen = false;
  }
}
