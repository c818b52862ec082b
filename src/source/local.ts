import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { WdistError } from "../errors.js";
import type { ByteSource } from "../model/bytes.js";
import { chooseCheckpoint } from "./directory.js";
import { changedMeanwhile, onDisk } from "./diskErrors.js";
import { localFolder } from "./folder.js";
import { statedWeightsIn } from "./modelConfig.js";
import { requirePlainName } from "./sibling.js";
import { NON_BLOCKING } from "./smallFile.js";
import { readInto } from "./synchronous.js";

/**
 * Files and directories of this machine. All is read while the caller waits: what is asked for is small and mostly in
 * memory already, and comes several times sooner than by way of other threads.
 */

/** TensorFlow's users name a checkpoint by what its files have in common: `model.ckpt` for `model.ckpt.index`. */
const INDEX_ENDING = ".index";

/** Does the path name something here, even a link to nothing, or the common beginning of a checkpoint's files? */
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

/** What is known of a file beside its path. */
interface LocalOptions {
  /** It was found in a folder, or in a model of a cache: what is beside it belongs to it. */
  readonly isOfFolder?: boolean;
}

/** A path on this machine: a regular file, or a directory to search for one. */
export function openLocal(path: string, options: LocalOptions = {}): ByteSource {
  if (!isThere(path) && isThere(path + INDEX_ENDING)) return openLocal(path + INDEX_ENDING, options);
  if (!onDisk(path, () => statSync(path)).isDirectory()) return openFile(path, path, options);
  const folder = onDisk(path, () => localFolder(path));
  const where = path.replace(/(?<=.)\/+$/, "");
  const chosen = chooseCheckpoint(where, folder, { stated: statedWeightsIn(path, folder) });
  return openFile(join(path, chosen), path, { isOfFolder: true });
}

function openFile(path: string, label: string, options: LocalOptions): ByteSource {
  const before = onDisk(label, () => statSync(path));
  requireRegular(path, before);
  const descriptor = onDisk(path, () => openSync(path, constants.O_RDONLY | NON_BLOCKING));
  try {
    const stats = fstatSync(descriptor);
    requireRegular(path, stats);
    return new LocalFile(path, descriptor, stats, options);
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
  readonly isOfFolder: boolean;
  readonly descriptor: number;
  /** When it was opened. */
  readonly #stats: Stats;
  #isOpen = true;

  constructor(path: string, descriptor: number, stats: Stats, { isOfFolder = false }: LocalOptions) {
    this.label = path;
    this.byteLength = stats.size;
    this.isOfFolder = isOfFolder;
    this.descriptor = descriptor;
    this.#stats = stats;
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
    this.requireUnchanged();
    return bytes;
  }

  /** After what was read through its descriptor: was all of it from one state of the file? */
  requireUnchanged(): void {
    const { size, mtimeMs } = onDisk(this.label, () => fstatSync(this.descriptor));
    if (size !== this.#stats.size || mtimeMs !== this.#stats.mtimeMs) throw changedMeanwhile(this.label);
  }

  async openSibling(fileName: string): Promise<ByteSource> {
    requirePlainName(this.label, fileName);
    const path = join(dirname(this.label), fileName);
    return openFile(path, path, { isOfFolder: this.isOfFolder });
  }

  /** Once only: the number may soon be another file's. */
  async close(): Promise<void> {
    if (this.#isOpen) closeSync(this.descriptor);
    this.#isOpen = false;
  }
}
