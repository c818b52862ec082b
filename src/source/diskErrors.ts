import { WdistError } from "../errors.js";

/** What goes wrong with files on this machine, in words. */

/** A limit of the process or of the system. */
const LIMITS: ReadonlyMap<string, readonly [what: string, fix: string]> = new Map([
  ["EMFILE", ["too many files are open in this process", "raise its limit: ulimit -n 4096"]],
  [
    "ENFILE",
    [
      "too many files are open on this system",
      "close other programs, or raise the limit: sysctl fs.file-max",
    ],
  ],
  [
    "EAGAIN",
    ["the system gives this process no more threads or memory", "raise its limits: ulimit -u, ulimit -v"],
  ],
  ["ENOMEM", ["the system gives this process no more memory", "raise its limit: ulimit -v, or free memory"]],
]);

/** Node words some of them itself. */
const OUT_OF_MEMORY = /out of memory|allocation failed|failed to map segment|cannot allocate/i;

/** In words, where a limit is what an error is about. */
export function limitReached(error: unknown): { readonly what: string; readonly fix: string } | null {
  if (!(error instanceof Error)) return null;
  const code = OUT_OF_MEMORY.test(error.message) ? "ENOMEM" : "code" in error ? String(error.code) : "";
  const [what, fix] = LIMITS.get(code) ?? [];
  return what === undefined || fix === undefined ? null : { what, fix };
}

const DISK_ERRORS: ReadonlyMap<string, readonly [what: string, fix: string]> = new Map([
  ["ENOENT", ["there is no such file or directory", "check the path; a symbolic link may point to nothing"]],
  ["ENOTDIR", ["a part of the path is not a directory", "check the path"]],
  ["ELOOP", ["the symbolic link leads back to itself", "name the file it was meant to point to"]],
  ["EACCES", ["may not be read", "check its permissions"]],
  ["EPERM", ["may not be read", "check its permissions"]],
  ["ENAMETOOLONG", ["the path is too long for this system", "check the path"]],
  ...LIMITS,
  ["ERR_INVALID_ARG_VALUE", ["the path holds a NUL character", "check the path"]],
]);

/** Runs a file operation and words its failure. */
export function onDisk<T>(where: string, operation: () => T): T {
  try {
    return operation();
  } catch (cause) {
    throw diskError(where, cause);
  }
}

export function diskError(where: string, cause: unknown): WdistError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
  const [what, fix] = DISK_ERRORS.get(code) ?? [`could not be read (${code})`, "try again, or copy the file"];
  const missing = code === "ENOENT" || code === "ENOTDIR";
  return new WdistError(missing ? "NOT_FOUND" : "READ_FAILED", { where: where || '""', what, fix, cause });
}

/** `byteLength`: how long it was when it was opened, where that is known. */
export function endedEarly(label: string, byte: number, byteLength: number | null): WdistError {
  const before = byteLength === null ? "was longer" : `had ${byteLength} bytes`;
  return new WdistError("READ_FAILED", {
    where: `${label}, byte ${byte}`,
    what: `the file ended early: it ${before} when it was opened`,
    fix: "wait until the program that writes the file has finished",
  });
}

/** Two looks at one file saw different numbers. */
export function changedMeanwhile(label: string, cause?: unknown): WdistError {
  return new WdistError("READ_FAILED", {
    where: label,
    what: "changed while it was read",
    fix: "wait until the program that writes it has finished",
    cause,
  });
}
