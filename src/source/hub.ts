import { WdistError } from "../errors.js";
import type { ByteSource } from "../model/bytes.js";
import { chooseCheckpoint } from "./directory.js";
import { type Folder, folderOfPaths } from "./folder.js";
import { type HttpFile, openHttp } from "./http.js";
import {
  clientFor,
  fetchAnswer,
  type Hub,
  hubOf,
  notOfAHub,
  requireOnline,
  shown,
  worded,
} from "./hubApi.js";
import { findInCache } from "./hubCache.js";
import { type HubModel, hubLabel, isCommit, isFilePath, isRepository } from "./hubName.js";
import { openLocal } from "./local.js";
import { CONFIG_NAME, MAX_CONFIG_BYTES, mayStateWeights, statedWeights } from "./modelConfig.js";
import type { SourceOptions } from "./options.js";
import { PassingTrouble } from "./passing.js";
import { Client } from "./request.js";

/** Models of the Hugging Face hub: from the cache on this machine, or else by ranges from the hub itself. */

/**
 * Opens the checkpoint of a model.
 * @param typed what the user wrote, for errors
 * @throws WdistError NOT_FOUND, READ_FAILED, USAGE
 */
export async function openHub(typed: string, model: HubModel, options: SourceOptions): Promise<ByteSource> {
  const cached = findInCache(model, options);
  if (cached !== null) return openLocal(cached, { isOfFolder: true });
  requireOnline(typed, "it is not in the local Hugging Face cache", options);
  const hub = hubOf(options);
  const client = new Client(options, hub.secret);
  const { repository, commit, paths } = await askHub(typed, model, hub);
  const label = hubLabel(model, "");
  const fileOf = (name: string): HttpFile => {
    const path = [...repository.split("/"), "resolve", commit, ...name.split("/")].map(encodeURIComponent);
    return { url: new URL(`./${path.join("/")}`, hub.endpoint), label: label + name, isOfFolder: true };
  };
  const { folder, inside } = placeIn(model, paths);
  if (inside === null) return openHttp(fileOf(folder), client);
  const at = folder === "" ? "" : `${folder}/`;
  const stated = mayStateWeights(inside)
    ? await statedIn(await openHttp(fileOf(at + CONFIG_NAME), client))
    : null;
  return openHttp(fileOf(at + chooseCheckpoint(`${label}${at}`.slice(0, -1), inside, { stated })), client);
}

/** The folder of the repository that is meant, and what it holds; null where a file is meant. */
function placeIn(
  { file }: HubModel,
  paths: readonly string[],
): { readonly folder: string; readonly inside: Folder | null } {
  if (file === null) return { folder: "", inside: folderOfPaths(paths) };
  const below = paths.filter((path) => path.startsWith(`${file}/`));
  const isFile = below.length === 0 || paths.includes(file);
  return {
    folder: file,
    inside: isFile ? null : folderOfPaths(below.map((path) => path.slice(file.length + 1))),
  };
}

async function statedIn(config: ByteSource): Promise<string | null> {
  if (config.byteLength > MAX_CONFIG_BYTES) return null;
  return statedWeights(await config.read(0, config.byteLength));
}

export interface HubAnswer {
  /** Its name today: the hub may have moved it. */
  readonly repository: string;
  /** So that all shards come from one state of the repository. */
  readonly commit: string;
  /** Of all its files. */
  readonly paths: readonly string[];
}

/**
 * The commit that a revision names, and its files. A commit is asked for again where there is passing trouble: it is one of many of
 * a run, and the hub has answered before.
 * @throws WdistError NOT_FOUND, READ_FAILED
 */
export async function askHub(
  typed: string,
  { repository, revision }: Pick<HubModel, "repository" | "revision">,
  hub: Hub,
): Promise<HubAnswer> {
  // Loaded when first needed: it is large, and most comparisons are of local files.
  const { HubApiError, modelInfo } = await import("@huggingface/hub");
  const client = clientFor(hub);
  const pinned = revision !== null && isCommit(revision) ? revision : null;
  try {
    const info = await modelInfo({
      name: repository,
      revision: revision ?? "main",
      additionalFields: ["sha", "filePaths"],
      hubUrl: hub.endpoint.href.replace(/\/$/, ""),
      // The library neither limits what it reads nor knows all kinds of tokens.
      fetch: (input) => fetchAnswer(typed, input, client, { isPatient: pinned !== null }),
    });
    const answer = answerFrom(typed, repository, info);
    if (pinned !== null && answer.commit !== pinned)
      throw notOfAHub(typed, `names the commit ${answer.commit} where ${pinned} was asked for`);
    return answer;
  } catch (error) {
    if (error instanceof WdistError) throw error;
    const status =
      error instanceof HubApiError ? error.statusCode : error instanceof PassingTrouble ? error.status : null;
    throw worded(typed, error, status, hub);
  }
}

/** What the hub says is held to the rules of what a user types: it becomes part of the next URL. */
function answerFrom(
  typed: string,
  asked: string,
  { name = asked, sha, filePaths }: { name?: unknown; sha?: unknown; filePaths?: unknown },
): HubAnswer {
  if (typeof name !== "string" || !isRepository(name)) {
    throw notOfAHub(typed, `calls the model ${shown(name)}, which is not the name of a model`);
  }
  if (typeof sha !== "string" || !isCommit(sha)) {
    throw notOfAHub(typed, `names the commit ${shown(sha)}, which is none`);
  }
  const all: readonly unknown[] = Array.isArray(filePaths) ? filePaths : [];
  const paths = all.filter((path) => typeof path === "string").filter(isFilePath);
  return { repository: name, commit: sha, paths };
}
