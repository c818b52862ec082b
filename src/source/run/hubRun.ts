import { usageError, WdistError } from "../../errors.js";
import { checkpointFilesIn } from "../directory.js";
import { type Folder, folderOfPaths } from "../folder.js";
import { hubLabel, isRepository, parseHubUrl, percentDecoded } from "../hubName.js";
import { listed } from "../listed.js";
import type { SourceOptions } from "../options.js";
import type { OwnCache } from "../ownCache.js";
import type { FoundCheckpoint } from "./found.js";
import { isPattern, matcherOf } from "./glob.js";
import { HubLists } from "./hubLists.js";
import { numberInName, numberInPath } from "./stepName.js";

/** Runs on the Hugging Face hub: a branch or a tag a checkpoint, or a folder of one revision. */

/** `hf://owner/name[@revision][/path]`, in which revision or path may be a pattern. */
interface HubRun {
  readonly repository: string;
  readonly revision: string | null;
  readonly path: string | null;
}

/**
 * The checkpoints that a name of the hub means, each pinned to the commit that the hub named. Asks for lists, for no checkpoint.
 * @throws WdistError NOT_FOUND, READ_FAILED, USAGE
 */
export async function findOnHub(
  typed: string,
  options: SourceOptions,
  cache: OwnCache | null,
): Promise<readonly FoundCheckpoint[]> {
  const run = parseRun(typed);
  const lists = new HubLists(typed, options, cache);
  const { revision, path } = run;
  if (revision !== null && isPattern(revision)) return ofRevisions(typed, run, lists);
  if (path !== null && isPattern(path)) return ofFolders(typed, run, lists);
  if (revision === null && path === null) return ofRepository(typed, run, lists);
  return [{ path: typed, inName: numberInPath(typed) }];
}

function parseRun(typed: string): HubRun {
  const [, repository = "", revision, path] =
    /^hf:\/\/((?:[^/@]+\/)?[^/@]+)(?:@([^/]+))?(?:\/([^@]+?)\/?)?$/.exec(typed) ?? [];
  const decoded = revision === undefined ? null : (percentDecoded(revision) ?? "");
  const patterns = [decoded ?? "", path ?? ""].filter(isPattern);
  // Without a pattern it is a checkpoint like any other.
  if (patterns.length === 0) parseHubUrl(typed);
  if (!isRepository(repository) || patterns.length > 1) {
    throw usageError(
      typed,
      patterns.length > 1 ? "has two patterns" : "names no model of the Hugging Face hub",
      "write hf://owner/name@checkpoint-* or hf://owner/name/checkpoint-*, with one pattern, in quotes",
    );
  }
  return { repository, revision: decoded, path: path ?? null };
}

/** Branches and tags whose names fit and have a number. */
async function ofRevisions(typed: string, run: HubRun, lists: HubLists): Promise<readonly FoundCheckpoint[]> {
  const refs = await lists.refs(run.repository);
  const fits = matcherOf(run.revision ?? "");
  const found = refs.filter(({ name }) => fits.test(name));
  const numbered = revisionsOf(found, run);
  if (numbered.length > 0) return numbered;
  throw new WdistError("NOT_FOUND", {
    where: typed,
    what:
      found.length > 0
        ? `no name of the branches and tags that fit has a step: ${listed(found.map(({ name }) => name))}`
        : `of ${refs.length} branches and tags none fits the pattern${refs.length === 0 ? "" : `: ${listed(refs.map(({ name }) => name))}`}`,
    fix: "check the names on the model's page",
  });
}

function revisionsOf(
  refs: Awaited<ReturnType<HubLists["refs"]>>,
  { repository, path }: HubRun,
): FoundCheckpoint[] {
  const at = path === null ? "" : `/${path}`;
  const label = (revision: string) =>
    hubLabel({ repository, revision, file: null }, "").replace(/\/$/, "") + at;
  return refs.flatMap(({ name, commit }) => {
    const inName = numberInName(name);
    return inName === null ? [] : [{ path: label(name), inName, pinned: label(commit) }];
  });
}

/** Folders and files of one revision whose paths fit and have a number. */
async function ofFolders(typed: string, run: HubRun, lists: HubLists): Promise<readonly FoundCheckpoint[]> {
  const { commit, paths } = await lists.files(run.repository, run.revision);
  const parts = (run.path ?? "").split("/").map((part) => matcherOf(part));
  const found = pathsIn(folderOfPaths(paths), parts);
  const numbered = placesOf(found, run, commit);
  if (numbered.length > 0) return numbered;
  throw new WdistError("NOT_FOUND", {
    where: typed,
    what:
      found.length > 0
        ? `no folder or checkpoint that fits has a step in its name: ${listed(found)}`
        : `of ${paths.length} files none is in a folder that fits the pattern`,
    fix: "check the names on the model's page; a star stays within a folder",
  });
}

/** Paths of the folders, and of files that may be checkpoints. */
function pathsIn(folder: Folder, [part, ...rest]: readonly RegExp[]): string[] {
  if (part === undefined) return [];
  const inside = folder.folders.filter((name) => part.test(name));
  if (rest.length === 0) return [...inside, ...checkpointFilesIn(folder).filter((name) => part.test(name))];
  return inside.flatMap((name) => pathsIn(folder.enter(name), rest).map((path) => `${name}/${path}`));
}

function placesOf(paths: readonly string[], { repository, revision }: HubRun, commit: string) {
  return paths.flatMap((path): FoundCheckpoint[] => {
    const inName = numberInPath(path);
    const label = (of: string | null) => hubLabel({ repository, revision: of, file: null }, path);
    return inName === null ? [] : [{ path: label(revision), inName, pinned: label(commit) }];
  });
}

/** A whole repository: its branches and tags with a step, else its folders and files with one, else itself. */
async function ofRepository(
  typed: string,
  run: HubRun,
  lists: HubLists,
): Promise<readonly FoundCheckpoint[]> {
  const revisions = revisionsOf(await lists.refs(run.repository), run);
  if (revisions.length > 1) return revisions;
  const { commit, paths } = await lists.files(run.repository, run.revision);
  const folder = folderOfPaths(paths);
  const inside = placesOf([...folder.folders, ...checkpointFilesIn(folder)], run, commit);
  return inside.length > 1 ? inside : [{ path: typed, inName: null }];
}
