import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { WdistError } from "../errors.js";
import { chooseCheckpoint } from "./directory.js";
import { type Folder, localFolder } from "./folder.js";
import type { HubModel } from "./hubName.js";
import { homeOf, type SourceOptions } from "./options.js";

/**
 * The cache that Hugging Face's libraries share: `models--OWNER--NAME/refs/REVISION` names a commit, and
 * `snapshots/COMMIT/` holds its files as links to `blobs/`.
 * Source: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */

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
export async function findInCache(model: HubModel, options: SourceOptions): Promise<string | null> {
  for (const folder of foldersOf(model, options)) {
    const revision = model.revision ?? "main";
    const commit = await commitOf(folder, revision);
    if (commit === null) continue;
    const snapshot = join(folder, "snapshots", commit);
    const inside = folderAt(snapshot);
    const file = inside === null ? null : (model.file ?? chosen(snapshot, inside));
    if (file !== null && inside?.files.includes(file) === true) return join(snapshot, file);
  }
  return null;
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

async function commitOf(folder: string, revision: string): Promise<string | null> {
  // A branch may be called "refs/pr/1"; it must not lead out of the folder.
  if (revision.split("/").some((part) => part === "" || part === "." || part === "..")) return null;
  const named = await readFile(join(folder, "refs", ...revision.split("/")), "utf8").catch(() => null);
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
    return chooseCheckpoint(snapshot, folder);
  } catch (error) {
    if (error instanceof WdistError) return null;
    throw error;
  }
}
