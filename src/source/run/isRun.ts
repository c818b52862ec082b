import { statSync } from "node:fs";
import { join } from "node:path";
import { checkpointFilesIn, isCheckpointFolder } from "../directory.js";
import { type Folder, localFolder } from "../folder.js";
import { isRemote } from "../index.js";
import { pathExists } from "../local.js";
import { isPattern } from "./glob.js";
import { STATE_NAME } from "./rateLog.js";
import { numberInName } from "./stepName.js";

/** A run has at least so many checkpoints. */
const LEAST = 2;

/** Does the argument of a command that reads checkpoints mean a whole run: a pattern, or a folder of checkpoints that is none itself? */
export function isRun(typed: string): boolean {
  if (isRemote(typed)) return /^hf:/i.test(typed) && isPattern(typed);
  if (!pathExists(typed)) return isPattern(typed);
  const folder = folderAt(typed);
  return folder !== null && !isCheckpointFolder(folder) && hasSeveral(folder);
}

/**
 * Is it plain that a folder is one training's? By the log that transformers' Trainer keeps, in it or in one of its
 * checkpoints. Without, checkpoints of several models may lie there.
 */
export function hasTrainingLog(typed: string): boolean {
  const folder = folderAt(typed);
  return folder !== null && ["", ...folder.folders].some((name) => pathExists(join(typed, name, STATE_NAME)));
}

function hasSeveral(folder: Folder): boolean {
  const names = [...folder.folders.filter((name) => !name.startsWith(".")), ...checkpointFilesIn(folder)];
  return names.filter((name) => numberInName(name) !== null).length >= LEAST;
}

/** Null for what is none, or may not be read. */
function folderAt(path: string): Folder | null {
  try {
    return statSync(path).isDirectory() ? localFolder(path) : null;
  } catch {
    return null;
  }
}
