import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  type Stats,
} from "node:fs";
import { dirname, isAbsolute } from "node:path";

/**
 * Folders and files that nobody but this user, and the system's own, can have written. Asked before what is in them is run.
 * Access lists of POSIX are seen too: where there is one, the mode's bits of the group are the most that it gives to anybody.
 */

const WRITABLE_BY_OTHERS = 0o022;
const ROOT = 0;

/** Null where users cannot be told apart, as on Windows, or the program runs as one for another. */
export function ownUser(): number | null {
  const user = process.getuid?.();
  return user === undefined || user !== process.geteuid?.() ? null : user;
}

/**
 * The folder, behind all links, if it and every one above it, up to the root, are the user's or the system's own, and nobody
 * else may write to them. A folder that everybody may write to, as /tmp, is none, sticky or not.
 */
export function ownFolder(path: string, user: number): string | null {
  if (!isAbsolute(path)) return null;
  const real = realpathSync(path);
  for (let folder = real; ; folder = dirname(folder)) {
    const stats = lstatSync(folder);
    if (!stats.isDirectory() || !isOwn(stats, user)) return null;
    if (folder === dirname(folder)) return real;
  }
}

/** A folder in an own one, made where it is not there. */
export function ownFolderIn(path: string, user: number): string | null {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch {
    // It is there already, or cannot be: what is there is looked at.
  }
  return ownFolder(path, user);
}

/** The bytes of an own file in an own folder; null where it is anything else, as a link, or too long. */
export function readOwn(path: string, user: number, maxBytes: number): Buffer | null {
  let descriptor: number | null = null;
  try {
    // Links are not followed, and a FIFO is not waited for.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    const isUsable = stats.isFile() && stats.nlink === 1 && stats.size <= maxBytes && isOwn(stats, user);
    return isUsable ? readFileSync(descriptor) : null;
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

function isOwn({ uid, mode }: Stats, user: number): boolean {
  return (uid === user || uid === ROOT) && (mode & WRITABLE_BY_OTHERS) === 0;
}
