import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { WdistError } from "../errors.js";
import type { ByteSource } from "../model.js";
import { chooseCheckpoint } from "./directory.js";
import { endedEarly, onDisk } from "./diskErrors.js";
import { requirePlainName } from "./sibling.js";

/** Opening a FIFO for reading blocks until somebody writes; with this flag it does not. Not defined on Windows. */
const NON_BLOCKING = constants.O_NONBLOCK ?? 0;

/** TensorFlow's users name a checkpoint by what its files have in common: `model.ckpt` for `model.ckpt.index`. */
const INDEX_ENDING = ".index";

/** Does the path name something here, be it a link to nothing, or the common beginning of a checkpoint's files? */
export async function pathExists(path: string): Promise<boolean> {
  return (await isThere(path)) || isThere(path + INDEX_ENDING);
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** A path on this machine: a regular file, or a directory to search for one. */
export async function openLocal(path: string): Promise<ByteSource> {
  if (!(await isThere(path)) && (await isThere(path + INDEX_ENDING))) return openLocal(path + INDEX_ENDING);
  const stats = await statOf(path, path);
  if (stats.isDirectory()) {
    const names = await onDisk(path, () => readdir(path));
    return openFile(join(path, chooseCheckpoint(path, names)), path);
  }
  return openFile(path, path);
}

async function openFile(path: string, label: string): Promise<ByteSource> {
  requireRegular(path, await statOf(path, label));
  const handle = await onDisk(path, () => open(path, constants.O_RDONLY | NON_BLOCKING));
  try {
    const stats = await handle.stat();
    requireRegular(path, stats);
    return new LocalFile(path, handle, stats.size);
  } catch (error) {
    await handle.close();
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

function statOf(path: string, label: string) {
  return onDisk(label, () => stat(path));
}

class LocalFile implements ByteSource {
  readonly label: string;
  readonly byteLength: number;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle, byteLength: number) {
    this.label = path;
    this.byteLength = byteLength;
    this.#handle = handle;
  }

  get descriptor(): number {
    return this.#handle.fd;
  }

  async read(startByte: number, endByte: number): Promise<Uint8Array> {
    if (startByte < 0 || endByte < startByte || endByte > this.byteLength) {
      throw new WdistError("READ_FAILED", {
        where: this.label,
        what: `bytes ${startByte} to ${endByte} are outside the file's ${this.byteLength}`,
      });
    }
    const bytes = new Uint8Array(endByte - startByte);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await onDisk(this.label, () =>
        this.#handle.read(bytes, filled, bytes.length - filled, startByte + filled),
      );
      if (bytesRead === 0) throw endedEarly(this.label, startByte + filled, this.byteLength);
      filled += bytesRead;
    }
    return bytes;
  }

  async openSibling(fileName: string): Promise<ByteSource> {
    requirePlainName(this.label, fileName);
    const path = join(dirname(this.label), fileName);
    return openFile(path, path);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
