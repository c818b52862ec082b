import { join } from "node:path";
import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import type { ByteSource } from "../model/bytes.js";
import { readBodyUpTo } from "./body.js";
import { chooseCheckpoint } from "./directory.js";
import { folderOfPaths } from "./folder.js";
import { type HttpFile, openHttp } from "./http.js";
import { findInCache, hubHome } from "./hubCache.js";
import { type HubModel, hubLabel, isCommit, isFilePath, isHubUrl, isRepository } from "./hubName.js";
import { openLocal } from "./local.js";
import { CONFIG_NAME, MAX_CONFIG_BYTES, mayStateWeights, statedWeights } from "./modelConfig.js";
import type { SourceOptions } from "./options.js";
import { PassingTrouble } from "./passing.js";
import type { Secret } from "./redirects.js";
import { Client } from "./request.js";
import { readSmall } from "./smallFile.js";

/** Models of the Hugging Face hub: from the cache on this machine, or else by ranges from the hub itself. */

const DEFAULT_ENDPOINT = "https://huggingface.co";
/** The list of files of the largest repositories takes less. */
const MAX_ANSWER_BYTES = 1 << 22;
/** Who names a model and has no network is not to wait for long. */
const ANSWER_TIMEOUT_MS = 10_000;
const MAX_TOKEN_BYTES = 1 << 12;
const TRUE = /^(1|true|yes|on)$/i;

/**
 * Opens the checkpoint of a model.
 * @param typed what the user wrote, for errors
 * @throws WdistError NOT_FOUND, READ_FAILED, USAGE
 */
export async function openHub(typed: string, model: HubModel, options: SourceOptions): Promise<ByteSource> {
  const cached = findInCache(model, options);
  if (cached !== null) return openLocal(cached, { isOfFolder: true });
  if (TRUE.test(options.env.HF_HUB_OFFLINE ?? "")) {
    throw new WdistError("NOT_FOUND", {
      where: typed,
      what: `${noSuchPath(typed)}it is not in the local Hugging Face cache, and HF_HUB_OFFLINE forbids to ask the hub`,
      fix: "download it first, or unset HF_HUB_OFFLINE",
    });
  }
  const endpoint = endpointOf(options);
  const token = tokenOf(options);
  const secret = token === null ? null : { origin: endpoint.origin, authorization: `Bearer ${token}` };
  const client = new Client(options, secret);
  const hub: Hub = { endpoint, secret, options };
  const { repository, commit, paths } = await askHub(typed, model, hub);
  const label = hubLabel(model, "");
  const fileOf = (name: string): HttpFile => {
    const path = [...repository.split("/"), "resolve", commit, name].map(encodeURIComponent).join("/");
    return { url: new URL(`./${path}`, endpoint), label: label + name, isOfFolder: true };
  };
  if (model.file !== null) return openHttp(fileOf(model.file), client);
  const folder = folderOfPaths(paths);
  const stated = mayStateWeights(folder) ? await statedIn(await openHttp(fileOf(CONFIG_NAME), client)) : null;
  return openHttp(fileOf(chooseCheckpoint(label.slice(0, -1), folder, { stated })), client);
}

async function statedIn(config: ByteSource): Promise<string | null> {
  if (config.byteLength > MAX_CONFIG_BYTES) return null;
  return statedWeights(await config.read(0, config.byteLength));
}

function endpointOf({ env }: SourceOptions): URL {
  const text = env.HF_ENDPOINT || DEFAULT_ENDPOINT;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
    return new URL(`${text.replace(/\/+$/, "")}/`);
  throw new WdistError("USAGE", {
    where: "HF_ENDPOINT",
    what: "is not an http or https URL",
    fix: "unset it, or set it to the hub's address",
  });
}

/** The user's token, if there is one: by the environment, or by `hf auth login`. */
function tokenOf(options: SourceOptions): string | null {
  const { HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH } = options.env;
  const file = HF_TOKEN_PATH || join(hubHome(options), "token");
  const token = HF_TOKEN || HUGGING_FACE_HUB_TOKEN || readSmall(file, MAX_TOKEN_BYTES)?.toString() || "";
  const trimmed = token.trim();
  return /^[\x21-\x7e]+$/.test(trimmed) ? trimmed : null;
}

interface Hub {
  readonly endpoint: URL;
  readonly secret: Secret | null;
  readonly options: SourceOptions;
}

interface HubAnswer {
  /** Its name today: the hub may have moved it. */
  readonly repository: string;
  /** So that all shards come from one state of the repository. */
  readonly commit: string;
  /** Of all its files. */
  readonly paths: readonly string[];
}

async function askHub(typed: string, { repository, revision }: HubModel, hub: Hub): Promise<HubAnswer> {
  // Loaded when first needed: it is large, and most comparisons are of local files.
  const { HubApiError, modelInfo } = await import("@huggingface/hub");
  const timeoutMs = Math.min(ANSWER_TIMEOUT_MS, hub.options.timeoutMs);
  const client = new Client({ ...hub.options, timeoutMs, onFetched: () => {} }, hub.secret);
  try {
    const info = await modelInfo({
      name: repository,
      revision: revision ?? "main",
      additionalFields: ["sha", "filePaths"],
      hubUrl: hub.endpoint.href.replace(/\/$/, ""),
      // The library neither limits what it reads nor knows all kinds of tokens.
      fetch: (input) => fetchAnswer(typed, input, client),
    });
    return answerFrom(typed, repository, info);
  } catch (error) {
    if (error instanceof WdistError) throw error;
    const status =
      error instanceof HubApiError ? error.statusCode : error instanceof PassingTrouble ? error.status : null;
    throw worded(typed, error, status, hub);
  }
}

/** The whole answer of the hub's API, of limited length. */
async function fetchAnswer(
  typed: string,
  input: Parameters<typeof fetch>[0],
  client: Client,
): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  return client.once(typed, url, {}, async ({ response: { status, headers }, chunks }) => {
    const body = await readBodyUpTo(chunks(), MAX_ANSWER_BYTES);
    if (body === null) throw notOfAHub(typed, `is longer than ${MAX_ANSWER_BYTES} bytes`);
    const type = headers.get("content-type");
    // Of an error nothing but its number is used.
    return new Response(status === 200 ? body : "{}", {
      // Nothing else may be made by hand, and have a body.
      status: status === 200 || (status >= 400 && status <= 599) ? status : 502,
      headers: type === null ? {} : { "content-type": type },
    });
  });
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

function shown(value: unknown): string {
  return typeof value === "string" ? quote(value) : `a value of type ${typeof value}`;
}

function notOfAHub(where: string, what: string): WdistError {
  return new WdistError("READ_FAILED", {
    where,
    what: `the hub's answer ${what}`,
    fix: "check HF_ENDPOINT, or give a local copy",
  });
}

/** A bare name might have been meant as a path, which is then missing. */
function noSuchPath(typed: string): string {
  return isHubUrl(typed) ? "" : "there is no such file or directory, and ";
}

/** The library's own messages repeat what the server says: they are not shown. */
function worded(typed: string, cause: unknown, status: number | null, { endpoint, secret }: Hub): WdistError {
  const hub = endpoint.origin === DEFAULT_ENDPOINT ? "the Hugging Face hub" : `the hub at ${endpoint.origin}`;
  if (status === 401 || status === 403) {
    return new WdistError("NOT_FOUND", {
      where: typed,
      what: `${noSuchPath(typed)}${hub} has no such model, or it is private or gated (${status})`,
      fix:
        secret !== null
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
  const reason =
    cause instanceof PassingTrouble ? `: ${cause.message}` : ", or does not answer as a hub does";
  return new WdistError("READ_FAILED", {
    where: typed,
    what:
      status === null
        ? `${noSuchPath(typed)}${hub} could not be asked for a model of that name${reason}`
        : `${noSuchPath(typed)}${hub} answers ${status} when asked for it`,
    fix: "check the path, or the network; or give a local copy",
    cause,
  });
}
