import { WdistError } from "../errors.js";
import type { SourceOptions } from "./options.js";

/** One request over HTTP: retried where that may help, its trouble worded. */

const MAX_ATTEMPTS = 4;
const FIRST_WAIT_MS = 250;
/** A server may ask for more patience than a user has. */
const MAX_WAIT_MS = 20_000;
/** Too many requests, and a server that is ill: both may pass. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** Trouble that may be gone at the next attempt; the message is the tool's own, or a system's error code. */
export class PassingTrouble extends Error {
  override readonly name = "PassingTrouble";
  readonly waitMs: number | null;

  constructor(message: string, waitMs: number | null = null) {
    super(message);
    this.waitMs = waitMs;
  }
}

/**
 * Sends a request and lets `use` take what it needs of the answer, again and again while only passing trouble is met.
 * @param label what is fetched, for errors: without any secret
 * @throws WdistError READ_FAILED, or what `use` throws
 */
export async function request<T>(
  label: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  options: SourceOptions,
  use: (response: Response) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(url, headers, options, use);
    } catch (error) {
      if (!(error instanceof PassingTrouble)) throw error;
      if (attempt >= MAX_ATTEMPTS) {
        throw new WdistError("READ_FAILED", {
          where: label,
          what: `could not be fetched in ${MAX_ATTEMPTS} attempts: ${error.message}`,
          fix: "check the network and try again",
          cause: error,
        });
      }
      const backoffMs = FIRST_WAIT_MS * 2 ** (attempt - 1);
      await options.sleep(Math.min(MAX_WAIT_MS, Math.max(backoffMs, error.waitMs ?? 0)));
    }
  }
}

async function once<T>(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { fetch, timeoutMs }: SourceOptions,
  use: (response: Response) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const asked = fetch(url, {
    headers: { "accept-encoding": "identity", ...headers },
    signal: controller.signal,
  }).catch((error: unknown) => {
    throw connectionTrouble(error);
  });
  const response = await inTime(asked, timeoutMs, () => controller.abort());
  try {
    if (PASSING.includes(response.status)) {
      throw new PassingTrouble(`the server answers ${response.status}`, retryAfterMs(response));
    }
    return await use(response);
  } finally {
    // What was not read of the answer is not waited for.
    await response.body?.cancel().catch(() => {});
  }
}

function retryAfterMs(response: Response): number | null {
  const value = response.headers.get("retry-after") ?? "";
  return /^\d{1,6}$/.test(value) ? Number(value) * 1000 : null;
}

/** What fetch throws for a network that fails. */
function connectionTrouble(error: unknown): PassingTrouble {
  if (!(error instanceof Error)) return new PassingTrouble("the connection failed");
  return new PassingTrouble(`the connection failed${codeOf(error.cause)}`);
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
}

/** Waits for an answer or for more of it, but not for ever. */
async function inTime<T>(promise: Promise<T>, timeoutMs: number, giveUp: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new PassingTrouble(`nothing came for ${timeoutMs / 1000} s`));
      giveUp();
    }, timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How a body is read. */
export interface Reading {
  readonly timeoutMs: number;
  /** Told of every piece, in bytes. */
  readonly onBytes: (count: number) => void;
}

/**
 * The answer's body, which must have exactly `byteLength` bytes: never holds more.
 * @throws PassingTrouble where it is shorter, or breaks off
 */
export async function readBody(
  response: Response,
  byteLength: number,
  reading: Reading,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteLength);
  let filled = 0;
  for await (const chunk of chunksOf(response, reading)) {
    const room = byteLength - filled;
    bytes.set(chunk.subarray(0, room), filled);
    filled += Math.min(chunk.length, room);
    if (chunk.length > room)
      throw new PassingTrouble(`the server sends more than the ${byteLength} bytes asked for`);
  }
  if (filled < byteLength) throw new PassingTrouble(`the server sent ${filled} of ${byteLength} bytes`);
  return bytes;
}

/** A body of unknown length, up to `maxBytes`; null where it is longer. */
export async function readBodyUpTo(
  response: Response,
  maxBytes: number,
  reading: Reading,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let filled = 0;
  for await (const chunk of chunksOf(response, reading)) {
    filled += chunk.length;
    if (filled > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* chunksOf(response: Response, { timeoutMs, onBytes }: Reading): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const stop = () => reader.cancel().catch(() => {});
  try {
    for (;;) {
      const read = reader.read().catch((error: unknown) => {
        throw new PassingTrouble(
          `the connection broke off${codeOf(error instanceof Error ? error.cause : null)}`,
        );
      });
      const { done, value } = await inTime(read, timeoutMs, stop);
      if (done) return;
      onBytes(value.length);
      yield value;
    }
  } finally {
    // Whoever has read enough does not wait for the rest.
    await stop();
  }
}
