import { WdistError } from "../errors.js";
import { chunksOf, discard } from "./body.js";
import type { World } from "./options.js";
import { LastingTrouble, onNetwork, PassingTrouble } from "./trouble.js";

/** One question to a server: asked again while that may help, through redirects, and never without an end. */

/** A header that proves who asks; it is sent to this origin alone. */
export interface Authorization {
  readonly origin: string;
  /** Never part of any message. */
  readonly header: string;
}

export interface Question<T> {
  readonly url: URL;
  /** What is asked for, in messages: nothing secret. */
  readonly label: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: Authorization | null;
  readonly world: World;
  /** Ends it all when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Told of every byte that arrives, and of trouble before it is asked again. */
  readonly onBytes: (count: number) => void;
  readonly onTrouble: (trouble: string) => void;
  /** Statuses besides 200 and 206 that `receive` understands. */
  readonly understands?: readonly number[];
  /** A better word for a refusal than its status; null for none. */
  readonly explain: (refusal: Refusal) => WdistError | null;
  readonly receive: (answer: Answer) => Promise<T>;
}

/** An answer that is none. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** The hub's name for the file's content, on whichever answer of a chain of redirects it stood. */
  readonly linkedEtag: string | null;
}

/** A server that fails for longer than the waits between these will not mend while somebody waits. */
const MOST_ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;
/** Longest wait, whatever the server asks for. */
const MOST_WAIT_MS = 30_000;
/** As many as browsers follow. */
const MOST_REDIRECTS = 20;

const REDIRECTS = [301, 302, 303, 307, 308];
/** Statuses besides 5xx that tell to come back later: timeout, too early, too many requests. */
const LATER = [408, 425, 429];

/**
 * Asks, and asks again after trouble that may pass.
 * @throws WdistError NOT_FOUND or READ_FAILED
 */
export async function ask<T>(question: Question<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await askOnce(question);
    } catch (error) {
      await beforeNext(question, attempt, error);
    }
  }
}

/** Waits where asking again may help; throws the last word where it does not. */
async function beforeNext<T>({ label, world, signal, onTrouble }: Question<T>, attempt: number, error: unknown) {
  if (signal.aborted) throw readFailed(label, "was closed while it was read", "read it before closing it");
  if (error instanceof LastingTrouble) {
    throw readFailed(label, `the server ${error.message}`, "check the address and the network", error);
  }
  if (!(error instanceof PassingTrouble)) throw error;
  if (attempt >= MOST_ATTEMPTS) {
    const what = `the server ${error.message}; it was asked ${attempt} times`;
    throw readFailed(label, what, "try again later, or download the file", error);
  }
  onTrouble(`the server ${error.message}`);
  const waitMs = Math.max(FIRST_WAIT_MS * 2 ** (attempt - 1), error.retryAfterMs ?? 0);
  // The signal's abort is told apart by the next attempt.
  await world.sleep(Math.min(MOST_WAIT_MS, waitMs), signal).catch(() => {});
}

async function askOnce<T>(question: Question<T>): Promise<T> {
  const { world, signal, explain, understands = [], label } = question;
  const silence = new AbortController();
  const seconds = world.timeoutMs / 1000;
  const giveUp = () => silence.abort(new PassingTrouble(`sent nothing for ${seconds} s`));
  const watchdog = setTimeout(giveUp, world.timeoutMs);
  try {
    const both = AbortSignal.any([signal, silence.signal]);
    const { response, linkedEtag } = await follow(question, both, () => watchdog.refresh());
    const { status, headers } = response;
    if (![200, 206, ...understands].includes(status)) {
      await discard(response);
      throw explain({ status, headers }) ?? refusalOf(label, status, headers);
    }
    const chunks = chunksOf(response, (count) => {
      watchdog.refresh();
      question.onBytes(count);
    });
    return await question.receive({ status, headers, chunks, linkedEtag });
  } finally {
    clearTimeout(watchdog);
    // Whatever was not read of the body is given up.
    silence.abort();
  }
}

/** Follows redirects by itself: what proves who asks must not go to another server, and nothing secure to an open one. */
async function follow<T>(question: Question<T>, signal: AbortSignal, onAnswer: () => void) {
  let { url, authorization } = question;
  let linkedEtag: string | null = null;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    // Once led away, it is not proved again who asks: whoever redirects decides where to.
    if (authorization?.origin !== url.origin) authorization = null;
    const headers = { ...question.headers, ...(authorization === null ? {} : { authorization: authorization.header }) };
    const from = url;
    const response = await onNetwork(() =>
      question.world.fetch(from.href, { headers, signal, redirect: "manual", cache: "no-store" }),
    );
    onAnswer();
    linkedEtag ??= response.headers.get("x-linked-etag");
    const location = response.headers.get("location");
    if (!REDIRECTS.includes(response.status) || location === null) return { response, linkedEtag };
    await discard(response);
    url = redirected(from, location);
  }
  throw new LastingTrouble(`redirects more than ${MOST_REDIRECTS} times`);
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : null;
  if (to === null || !/^https?:$/.test(to.protocol)) {
    throw new LastingTrouble("redirects to what is no http:// or https:// address");
  }
  if (from.protocol === "https:" && to.protocol === "http:") {
    throw new LastingTrouble(`redirects from https:// to http:// (${to.host}), which is not followed`);
  }
  to.username = "";
  to.password = "";
  return to;
}

function refusalOf(label: string, status: number, headers: Headers): Error {
  if (LATER.includes(status) || status >= 500) {
    return new PassingTrouble(`answered ${status}`, { retryAfterMs: retryAfterMs(headers) });
  }
  if (status === 404 || status === 410) {
    return new WdistError("NOT_FOUND", {
      where: label,
      what: `the server has no such file (${status})`,
      fix: "check the address",
    });
  }
  if (status === 401 || status === 403) {
    return readFailed(
      label,
      `the server does not give this file to everybody (${status})`,
      "download it with what it takes to be let in, and name the file",
    );
  }
  return readFailed(label, `the server answered ${status}`, "check the address; does it lead to the file itself?");
}

/** Seconds or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(headers: Headers): number | null {
  const text = headers.get("retry-after")?.trim() ?? "";
  const milliseconds = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : null;
}

export function readFailed(where: string, what: string, fix: string, cause?: unknown): WdistError {
  return new WdistError("READ_FAILED", { where, what, fix, cause });
}
