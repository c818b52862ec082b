import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { WdistError } from "../../errors.js";
import { checkpointFilesIn, isCheckpointFolder } from "../directory.js";
import { onDisk } from "../diskErrors.js";
import { type Folder, localFolder } from "../folder.js";
import { isHubUrl } from "../hubName.js";
import { isRemote } from "../index.js";
import { pathExists } from "../local.js";
import { DEFAULT_SOURCE_OPTIONS, type SourceOptions } from "../options.js";
import type { OwnCache } from "../ownCache.js";
import type { FoundCheckpoint } from "./found.js";
import { expandPattern, isPattern } from "./glob.js";
import { numberInName, numberInPath } from "./stepName.js";

/** How what a hub has is found: with what it is asked, and where its answers are kept. */
export interface HubAccess {
  readonly options: Partial<SourceOptions>;
  /** Null where nothing is to be kept. */
  readonly cache: OwnCache | null;
}

/**
 * The checkpoints that the arguments mean, each once, in no order: folders of checkpoints, patterns, repositories and their revisions,
 * checkpoints one by one. Reads no checkpoint.
 * @throws WdistError NOT_FOUND for a pattern that nothing fits, USAGE for what is no pattern, READ_FAILED
 */
export async function findCheckpoints(
  typed: readonly string[],
  hub: HubAccess = { options: {}, cache: null },
): Promise<readonly FoundCheckpoint[]> {
  const each = await Promise.all(typed.map((one) => checkpointsOf(one, hub)));
  return eachOnce(each.flat());
}

/** The same on this machine alone. */
export function findLocalCheckpoints(typed: readonly string[]): readonly FoundCheckpoint[] {
  return eachOnce(typed.flatMap(localCheckpointsOf));
}

function eachOnce(found: readonly FoundCheckpoint[]): readonly FoundCheckpoint[] {
  const byPlace = new Map(found.map((one) => [isRemote(one.path) ? one.path : resolve(one.path), one]));
  return [...byPlace.values()];
}

async function checkpointsOf(
  typed: string,
  { options, cache }: HubAccess,
): Promise<readonly FoundCheckpoint[]> {
  if (!isHubUrl(typed)) return localCheckpointsOf(typed);
  // What needs a network is loaded when it is needed.
  const { findOnHub } = await import("./hubRun.js");
  return findOnHub(typed, { ...DEFAULT_SOURCE_OPTIONS, ...options }, cache);
}

function localCheckpointsOf(typed: string): readonly FoundCheckpoint[] {
  if (isRemote(typed)) return [named(typed)];
  if (pathExists(typed)) return isFolder(typed) ? inFolder(typed) : [named(typed)];
  if (!isPattern(typed)) return [named(typed)];
  const paths = expandPattern(typed).filter((path) => isFolder(path) || isCheckpointFile(path));
  if (paths.length > 0) return paths.flatMap((path) => (isFolder(path) ? ofPattern(path) : [named(path)]));
  throw new WdistError("NOT_FOUND", {
    where: typed,
    what: "no checkpoint fits the pattern",
    fix: "check it with ls; a star stays within a folder",
  });
}

/** A run's folder holds its checkpoints; any other is a checkpoint itself. */
function inFolder(path: string): readonly FoundCheckpoint[] {
  const folder = onDisk(path, () => localFolder(path));
  const inside = checkpointsInside(path, folder);
  return inside.length > 0 ? inside : [named(path)];
}

/**
 * Folders and files with a number in their name, also those that will turn out not to be readable: somebody should be told.
 * Where there is none, all files that may be checkpoints, if there are several that are not one model.
 */
function checkpointsInside(path: string, folder: Folder): readonly FoundCheckpoint[] {
  const files = checkpointFilesIn(folder);
  const numbered = [...folder.folders.filter((name) => !name.startsWith(".")), ...files].flatMap((name) => {
    const inName = numberInName(name);
    return inName === null ? [] : [{ path: join(path, name), inName }];
  });
  if (numbered.length > 0 || isCheckpointFolder(folder)) return numbered;
  return files.map((name) => ({ path: join(path, name), inName: null }));
}

/** What a pattern finds beside the checkpoints, such as a folder of logs, is none. */
function ofPattern(path: string): readonly FoundCheckpoint[] {
  const folder = onDisk(path, () => localFolder(path));
  const one = named(path);
  return one.inName !== null || isCheckpointFolder(folder) ? [one] : [];
}

function named(path: string): FoundCheckpoint {
  return { path, inName: numberInPath(path) };
}

function isCheckpointFile(path: string): boolean {
  const name = path.split("/").at(-1) ?? "";
  return checkpointFilesIn({ files: [name], folders: [], others: [], enter: () => NONE }).length > 0;
}

const NONE: Folder = { files: [], folders: [], others: [], enter: () => NONE };

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
