import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { WdistError } from "../errors.js";
import type { ByteSource } from "../model/bytes.js";
import { chooseCheckpoint } from "./directory.js";
import { folderOfPaths } from "./folder.js";
import { openHttp } from "./http.js";
import { findInCache, hubHome } from "./hubCache.js";
import { type HubModel, hubLabel, isHubUrl } from "./hubName.js";
import { openLocal } from "./local.js";
import type { SourceOptions } from "./options.js";

/** Models of the Hugging Face hub: from the cache on this machine, or else by ranges from the hub itself. */

const DEFAULT_ENDPOINT = "https://huggingface.co";
const TIMEOUT_MS = 10_000;
const TRUE = /^(1|true|yes|on)$/i;

/**
 * Opens the checkpoint of a model.
 * @param typed what the user wrote, for errors
 * @throws WdistError NOT_FOUND, READ_FAILED, USAGE
 */
export async function openHub(typed: string, model: HubModel, options: SourceOptions): Promise<ByteSource> {
  const cached = await findInCache(model, options);
  if (cached !== null) return openLocal(cached);
  if (TRUE.test(options.env.HF_HUB_OFFLINE ?? "")) {
    throw new WdistError("NOT_FOUND", {
      where: typed,
      what: `${noSuchPath(typed)}it is not in the local Hugging Face cache, and HF_HUB_OFFLINE forbids to ask the hub`,
      fix: "download it first, or unset HF_HUB_OFFLINE",
    });
  }
  const endpoint = endpointOf(options);
  const authorization = await authorizationOf(options);
  const { repository, commit, paths } = await askHub(typed, model, endpoint, authorization, options);
  const label = hubLabel(model, "");
  const file = model.file ?? chooseCheckpoint(label.slice(0, -1), folderOfPaths(paths));
  const path = [...repository.split("/"), "resolve", commit, file].map(encodeURIComponent).join("/");
  return openHttp({ url: new URL(path, endpoint), label: label + file, headers: authorization }, options);
}

function endpointOf({ env }: SourceOptions): URL {
  const text = env.HF_ENDPOINT || DEFAULT_ENDPOINT;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
    return new URL(`${text.replace(/\/+$/, "")}/`);
  throw new WdistError("USAGE", {
    where: "HF_ENDPOINT",
    what: "is no http or https URL",
    fix: "unset it, or set it to the hub's address",
  });
}

/** The header that carries the user's token, if there is one: by the environment, or by `hf auth login`. */
async function authorizationOf(options: SourceOptions): Promise<Record<string, string>> {
  const { HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH } = options.env;
  const file = HF_TOKEN_PATH || join(hubHome(options), "token");
  const token = HF_TOKEN || HUGGING_FACE_HUB_TOKEN || (await readFile(file, "utf8").catch(() => ""));
  const trimmed = token.trim();
  return /^[\x21-\x7e]+$/.test(trimmed) ? { authorization: `Bearer ${trimmed}` } : {};
}

interface HubAnswer {
  /** Its name today: the hub may have moved it. */
  readonly repository: string;
  /** So that all shards come from one state of the repository. */
  readonly commit: string;
  /** Of all its files. */
  readonly paths: readonly string[];
}

async function askHub(
  typed: string,
  { repository, revision }: HubModel,
  endpoint: URL,
  authorization: Readonly<Record<string, string>>,
  options: SourceOptions,
): Promise<HubAnswer> {
  // Loaded when first needed: it is large, and most comparisons are of local files.
  const { HubApiError, modelInfo } = await import("@huggingface/hub");
  try {
    const info = await modelInfo({
      name: repository,
      revision: revision ?? "main",
      additionalFields: ["sha", "filePaths"],
      hubUrl: endpoint.href.replace(/\/$/, ""),
      // The token goes as a header of our own: the library accepts only some kinds of tokens.
      fetch: (input, init) =>
        options.fetch(input, {
          ...init,
          headers: { ...headersOf(init), ...authorization },
          signal: AbortSignal.timeout(Math.min(TIMEOUT_MS, options.timeoutMs)),
        }),
    });
    return {
      repository: info.name || repository,
      commit: info.sha || revision || "main",
      paths: info.filePaths,
    };
  } catch (error) {
    throw worded(
      typed,
      error,
      error instanceof HubApiError ? error.statusCode : null,
      authorization,
      endpoint,
    );
  }
}

function headersOf(init: RequestInit | undefined): Record<string, string> {
  return Object.fromEntries(new Headers(init?.headers));
}

/** A bare name might have been meant as a path, which is then missing. */
function noSuchPath(typed: string): string {
  return isHubUrl(typed) ? "" : "there is no such file or directory, and ";
}

/** The library's own messages repeat what the server says: they are not shown. */
function worded(
  typed: string,
  cause: unknown,
  status: number | null,
  authorization: Readonly<Record<string, string>>,
  endpoint: URL,
): WdistError {
  const hub = endpoint.origin === DEFAULT_ENDPOINT ? "the Hugging Face hub" : `the hub at ${endpoint.origin}`;
  if (status === 401 || status === 403) {
    const hasToken = authorization.authorization !== undefined;
    return new WdistError("NOT_FOUND", {
      where: typed,
      what: `${noSuchPath(typed)}${hub} has no such model, or it is private or gated (${status})`,
      fix: hasToken
        ? "check the name; if the model is gated, accept its terms on its page with the account of your token"
        : "check the name; for a private or gated model set HF_TOKEN, after accepting its terms on its page",
      cause,
    });
  }
  if (status === 404) {
    return new WdistError("NOT_FOUND", {
      where: typed,
      what: `${noSuchPath(typed)}${hub} has no such model or revision`,
      fix: "check the path, or the model's name",
      cause,
    });
  }
  return new WdistError("READ_FAILED", {
    where: typed,
    what:
      status === null
        ? `${noSuchPath(typed)}${hub} could not be asked for a model of that name`
        : `${noSuchPath(typed)}${hub} answers ${status} when asked for it`,
    fix: "check the path, or the network; or give a local copy",
    cause,
  });
}
