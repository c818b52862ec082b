import { join } from "node:path";
import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import { readBodyUpTo } from "./body.js";
import { hubHome } from "./hubCache.js";
import { isHubUrl } from "./hubName.js";
import type { SourceOptions } from "./options.js";
import { PassingTrouble } from "./passing.js";
import type { Secret } from "./redirects.js";
import { Client } from "./request.js";
import { readSmall } from "./smallFile.js";

/** The hub's API: where it is, who asks, and what it says when it does not answer. */

const DEFAULT_ENDPOINT = "https://huggingface.co";
/** The list of files of the largest repositories takes less, and so do 20,000 branches. */
const MAX_ANSWER_BYTES = 1 << 22;
/** Who names a model and has no network is not to wait for long. */
const ANSWER_TIMEOUT_MS = 10_000;
const MAX_TOKEN_BYTES = 1 << 12;
const TRUE = /^(1|true|yes|on)$/i;

export interface Hub {
  readonly endpoint: URL;
  readonly secret: Secret | null;
  readonly options: SourceOptions;
}

/** The hub that the environment names. @throws WdistError USAGE */
export function hubOf(options: SourceOptions): Hub {
  const endpoint = endpointOf(options);
  const token = tokenOf(options);
  const secret = token === null ? null : { origin: endpoint.origin, authorization: `Bearer ${token}` };
  return { endpoint, secret, options };
}

/** Has the user forbidden to ask it? */
export function isOffline({ env }: SourceOptions): boolean {
  return TRUE.test(env.HF_HUB_OFFLINE ?? "");
}

/** `what` is missing on this machine. @throws WdistError NOT_FOUND */
export function requireOnline(typed: string, what: string, options: SourceOptions): void {
  if (!isOffline(options)) return;
  throw new WdistError("NOT_FOUND", {
    where: typed,
    what: `${noSuchPath(typed)}${what}, and HF_HUB_OFFLINE forbids to ask the hub`,
    fix: "download it first, or unset HF_HUB_OFFLINE",
  });
}

/** Folders for what came from the hub, by its address: what one hub says must not be taken for what another one says. */
export function hubFolder({ endpoint }: Hub): string {
  return `${endpoint.host}${endpoint.pathname}`.replace(/\/+$/, "").replace(/[^A-Za-z0-9.-]/g, "_");
}

/** Questions are answered soon, or not at all; their bytes are not shown as progress. */
export function clientFor({ options, secret }: Hub): Client {
  const timeoutMs = Math.min(ANSWER_TIMEOUT_MS, options.timeoutMs);
  return new Client({ ...options, timeoutMs, onFetched: () => {} }, secret);
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

/** The whole answer of the hub's API, of limited length. `isPatient`: asked for again while there is passing trouble. */
export async function fetchAnswer(
  typed: string,
  input: Parameters<typeof fetch>[0],
  client: Client,
  { isPatient }: { readonly isPatient: boolean },
): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const ask = isPatient ? client.request.bind(client) : client.once.bind(client);
  return ask(typed, url, {}, async ({ response: { status, headers }, chunks }) => {
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

export function shown(value: unknown): string {
  return typeof value === "string" ? quote(value) : `a value of type ${typeof value}`;
}

export function notOfAHub(where: string, what: string): WdistError {
  return new WdistError("READ_FAILED", {
    where,
    what: `the hub's answer ${what}`,
    fix: "check HF_ENDPOINT, or give a local copy",
  });
}

/** A bare name might have been meant as a path, which is then missing. */
export function noSuchPath(typed: string): string {
  return isHubUrl(typed) ? "" : "there is no such file or directory, and ";
}

/** The library's own messages repeat what the server says: they are not shown. */
export function worded(
  typed: string,
  cause: unknown,
  status: number | null,
  { endpoint, secret }: Hub,
): WdistError {
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
