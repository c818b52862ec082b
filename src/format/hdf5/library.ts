import { setFlagsFromString } from "node:v8";
import type { Module } from "h5wasm";
import { WdistError } from "../../errors.js";
import { overLimit } from "../shared/limit.js";
import type { Malformed } from "../shared/malformed.js";
import type { PagedBytes } from "./pagedBytes.js";

/**
 * The HDF5 library, compiled to WebAssembly. It sees a virtual file system that holds nothing but one file,
 * and that only while it works: no file of this machine, and not the other checkpoint of a comparison.
 */

/** The library, as its module gives it. */
export type H5Module = typeof Module;

/** What is used of Emscripten's file system: its published types leave some of it out. */
interface VirtualFiles {
  readonly readdir: (path: string) => string[];
  readonly unlink: (path: string) => void;
  readonly isDir: (mode: number) => boolean;
  readonly lstat: (path: string) => { readonly mode: number };
  readonly createFile: (
    folder: string,
    name: string,
    properties: object,
    canRead: boolean,
    canWrite: boolean,
  ) => VirtualFile;
  /** By file descriptor. */
  readonly streams: readonly (VirtualFile | undefined)[];
  readonly ErrnoError: new (errno: number) => Error;
}

interface VirtualFile {
  stream_ops: object;
}

function filesOf(library: H5Module): VirtualFiles {
  return library.FS as unknown as VirtualFiles;
}

/** An operation of the library on the open file. */
export type Hdf5Operation<T> = (library: H5Module, fileId: bigint) => T;

const FOLDER = "/";
const NAME = "checkpoint.h5";
/** Emscripten's number for an input/output error. */
const EIO = 29;
/** What the library may grow to. */
const MOST_PAGES = 1 << 15;
/** Far more than the headers of any model, and its LayerNorms. */
const MAX_HELD_BYTES = 1 << 27;

/** 4 MB. */
const MAX_PAGES_AHEAD = 255;

/** Loaded when the first HDF5 file is opened: it is large. */
let loading: Promise<H5Module> | null = null;

/** @throws WdistError UNSUPPORTED_FORMAT where the library cannot run */
async function load(where: string): Promise<H5Module> {
  requireWebAssembly(where);
  // Compiling the library a second time, for speed, would take more memory than all else and never pay.
  setFlagsFromString("--liftoff-only");
  const { ready } = await import("h5wasm");
  const library = await ready;
  // A file may say that its numbers are in another one: in /dev/random, for one.
  removeDevices(filesOf(library));
  silence(filesOf(library));
  return library;
}

interface WebAssemblyApi {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => object;
}

/** The library itself would abort, and say so on the standard error. */
function requireWebAssembly(where: string): void {
  const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
  const lacking = (what: string, fix: string) =>
    new WdistError("UNSUPPORTED_FORMAT", { where, what: `reading HDF5 needs ${what}`, fix });
  if (api === undefined)
    throw lacking("WebAssembly, which Node has been told to do without", "run Node without --jitless");
  try {
    new api.Memory({ initial: 1, maximum: MOST_PAGES });
  } catch {
    throw lacking(
      "memory for WebAssembly, which this process may not have",
      "raise its limit: ulimit -v unlimited",
    );
  }
}

/** The library prints every failure to its standard error; what matters of it is in the error that is thrown. */
function silence(files: VirtualFiles): void {
  for (const stream of [files.streams[1], files.streams[2]]) {
    if (stream === undefined) continue;
    const swallow = (_stream: unknown, _bytes: Uint8Array, _offset: number, length: number) => length;
    stream.stream_ops = { ...stream.stream_ops, write: swallow };
  }
}

function removeDevices(files: VirtualFiles): void {
  for (const name of files.readdir("/dev")) {
    const path = `/dev/${name}`;
    if (!files.isDir(files.lstat(path).mode)) files.unlink(path);
  }
}

/**
 * Runs an operation on the file as often as it takes until all bytes that it wants are here. An attempt that lacked
 * some is worth nothing, whatever it answered; each begins by opening the file anew. So that there are few of them, each
 * has more fetched ahead than the one before.
 * @throws WdistError MALFORMED where the library refuses, READ_FAILED where the source does
 */
export async function runHdf5<T>(
  where: string,
  bytes: PagedBytes,
  malformed: Malformed,
  operation: Hdf5Operation<T>,
): Promise<T> {
  loading ??= load(where);
  const library = await loading;
  for (let pagesAhead = 0; ; pagesAhead = pagesAhead * 2 + 1) {
    const outcome = attempt(library, bytes, operation);
    if (bytes.failure !== null) throw bytes.failure;
    if (!bytes.isMissingSome) {
      if ("value" in outcome) return outcome.value;
      if (outcome.error instanceof WdistError) throw outcome.error;
      throw malformed(where, `the HDF5 library refuses it${reasonOf(outcome.error)}`, outcome.error);
    }
    if (bytes.bytesWanted > MAX_HELD_BYTES) {
      throw overLimit(where, `its headers take more than ${MAX_HELD_BYTES} bytes`);
    }
    await bytes.fetchMissing(Math.min(pagesAhead, MAX_PAGES_AHEAD));
  }
}

function attempt<T>(
  library: H5Module,
  bytes: PagedBytes,
  operation: Hdf5Operation<T>,
): { readonly value: T } | { readonly error: unknown } {
  show(filesOf(library), bytes);
  try {
    const fileId = library.open(FOLDER + NAME, library.H5F_ACC_RDONLY, false, -1, -1);
    if (fileId <= 0n) return { error: new Error("it cannot be opened") };
    try {
      return { value: operation(library, fileId) };
    } finally {
      library.close_file(fileId);
    }
  } catch (error) {
    return { error };
  } finally {
    filesOf(library).unlink(FOLDER + NAME);
  }
}

/** Puts the file into the library's file system. */
function show(files: VirtualFiles, bytes: PagedBytes): void {
  const node = files.createFile(FOLDER, NAME, {}, true, false);
  Object.defineProperty(node, "usedBytes", { get: () => bytes.byteLength });
  node.stream_ops = {
    ...node.stream_ops,
    read: (_stream: unknown, target: Uint8Array, offset: number, length: number, position: number) => {
      const count = Math.max(0, Math.min(length, bytes.byteLength - position));
      if (!bytes.copy(position, target.subarray(offset, offset + count))) throw new files.ErrnoError(EIO);
      return count;
    },
    mmap: () => {
      throw new files.ErrnoError(EIO);
    },
  };
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  return message === "" ? "" : `: ${message.slice(0, 100)}`;
}
