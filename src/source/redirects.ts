import { WdistError } from "../errors.js";
import type { SourceOptions } from "./options.js";

/** Follows redirects one by one, since each may lead to a server that must not see the user's secrets. */

const MAX_REDIRECTS = 10;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** A token or a password, and the only place it is for. */
export interface Secret {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The value of the header `authorization`. */
  readonly authorization: string;
}

/** Where a file is, and whether only servers that the secret is for have led the way there. */
export interface Place {
  readonly url: URL;
  readonly isTrusted: boolean;
}

/** An answer, and where it came from. */
export interface Followed {
  readonly response: Response;
  readonly place: Place;
}

/** What is asked of a server. */
export interface Asked {
  readonly place: Place;
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: Secret | null;
  readonly signal: AbortSignal;
}

/**
 * The answer behind all redirects.
 * The secret is sent to its own origin alone, and not even there once another server has led the way.
 * @throws WdistError READ_FAILED for a redirect that is not followed; what fetch throws
 */
export async function fetchFollowing(
  label: string,
  { place, headers, secret, signal }: Asked,
  fetch: SourceOptions["fetch"],
): Promise<Followed> {
  let { url: at, isTrusted } = place;
  for (let followed = 0; followed <= MAX_REDIRECTS; followed++) {
    isTrusted &&= at.origin === secret?.origin;
    const response = await fetch(at, {
      headers: isTrusted && secret !== null ? { ...headers, authorization: secret.authorization } : headers,
      redirect: "manual",
      signal,
    });
    const location = response.headers.get("location");
    if (!REDIRECTS.includes(response.status) || location === null)
      return { response, place: { url: at, isTrusted } };
    await response.body?.cancel().catch(() => {});
    at = nextOf(label, at, location);
  }
  throw notFollowed(label, `redirects more than ${MAX_REDIRECTS} times`);
}

function nextOf(label: string, at: URL, location: string): URL {
  if (!URL.canParse(location, at.href)) throw notFollowed(label, "redirects to what is not a URL");
  const next = new URL(location, at);
  if (!/^https?:$/.test(next.protocol)) throw notFollowed(label, "redirects to what is not on the web");
  if (at.protocol === "https:" && next.protocol === "http:")
    throw notFollowed(label, "redirects to a connection that is not encrypted");
  next.username = "";
  next.password = "";
  return next;
}

function notFollowed(where: string, what: string): WdistError {
  return new WdistError("READ_FAILED", {
    where,
    what: `the server ${what}`,
    fix: "download the file first",
  });
}
