import { basename, dirname, join } from "node:path";
import { WdistError } from "../errors.js";
import { chooseCheckpoint } from "./directory.js";
import { type Folder, localFolder } from "./folder.js";
import type { HubModel } from "./hubName.js";
import { statedWeightsIn } from "./modelConfig.js";
import { homeOf, type SourceOptions } from "./options.js";
import { readSmall } from "./smallFile.js";

/**
 * The cache that Hugging Face's libraries share: `models--OWNER--NAME/refs/REVISION` names a commit, and
 * `snapshots/COMMIT/` holds its files as links to `blobs/`.
 * Source: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */

/** A commit takes 40. */
const MAX_REF_BYTES = 1 << 10;
/** A commit, as the name of a folder. */
const COMMIT = /^[0-9a-zA-Z]{1,64}$/;

/** The models that had no owner before the hub had owners for all: both names may be in a cache. */
const LEGACY_OWNERS: ReadonlyMap<string, string> = new Map([
  ["gpt2", "openai-community"],
  ["gpt2-medium", "openai-community"],
  ["gpt2-large", "openai-community"],
  ["gpt2-xl", "openai-community"],
  ["distilgpt2", "distilbert"],
]);

/** The path of the model's checkpoint in the cache, or null where it is not there. */
export function findInCache(model: HubModel, options: SourceOptions): string | null {
  for (const folder of foldersOf(model, options)) {
    const revision = model.revision ?? "main";
    const commit = commitOf(folder, revision);
    if (commit === null) continue;
    const snapshot = join(folder, "snapshots", commit);
    const found = inSnapshot(snapshot, model.file);
    if (found !== null) return found;
  }
  return null;
}

/** `path`: of a file or a folder in the snapshot; null for all of it. */
function inSnapshot(snapshot: string, path: string | null): string | null {
  const place = path === null ? snapshot : join(snapshot, path);
  const inside = folderAt(place);
  if (inside !== null) {
    const file = chosen(place, inside);
    return file !== null && inside.files.includes(file) ? join(place, file) : null;
  }
  return folderAt(dirname(place))?.files.includes(basename(place)) === true ? place : null;
}

function foldersOf({ repository }: HubModel, options: SourceOptions): string[] {
  const cache = cacheFolder(options);
  const bare = repository.replace(/^[^/]*\//, "");
  const owner = LEGACY_OWNERS.get(bare);
  const isLegacy = owner !== undefined && (repository === bare || repository === `${owner}/${bare}`);
  const names = isLegacy ? [`${owner}/${bare}`, bare] : [repository];
  return names.map((name) => join(cache, `models--${name.replace("/", "--")}`));
}

function cacheFolder(options: SourceOptions): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE } = options.env;
  return HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE || join(hubHome(options), "hub");
}

/** Where Hugging Face's libraries keep what they keep. */
export function hubHome(options: SourceOptions): string {
  const { HF_HOME, XDG_CACHE_HOME } = options.env;
  return HF_HOME || join(XDG_CACHE_HOME || join(homeOf(options), ".cache"), "huggingface");
}

function commitOf(folder: string, revision: string): string | null {
  // A branch may be called "refs/pr/1"; it must not lead out of the folder.
  if (revision.split("/").some((part) => part === "" || part === "." || part === "..")) return null;
  const named = readSmall(join(folder, "refs", ...revision.split("/")), MAX_REF_BYTES)?.toString();
  const commit = named?.trim() ?? revision;
  return COMMIT.test(commit) ? commit : null;
}

function folderAt(path: string): Folder | null {
  try {
    return localFolder(path);
  } catch {
    return null;
  }
}

/** Null where the cache has only a part of the model, as its configuration. */
function chosen(snapshot: string, folder: Folder): string | null {
  try {
    return chooseCheckpoint(snapshot, folder, { stated: statedWeightsIn(snapshot, folder) });
  } catch (error) {
    if (error instanceof WdistError) return null;
    throw error;
  }
}
