import { WdistError } from "../errors.js";
import { atMost } from "./atMost.js";
import { chunksOf } from "./body.js";
import type { SourceOptions } from "./options.js";
import { connectionTrouble, type Deadline, inTime, PassingTrouble } from "./passing.js";
import { Patience } from "./patience.js";
import { type Followed, fetchFollowing, type Place, type Secret } from "./redirects.js";

/** Requests over HTTP: retried where that may help, limited in time, their trouble worded. */

const MAX_ATTEMPTS = 4;
const FIRST_WAIT_MS = 250;
/** Too many requests, and a server that is ill: both may pass. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];
/** A range of a file. */
const PART = 206;
/** Of the time that a server may send nothing. */
const GRACES = 2;

/** Requests of the whole program at one time, whatever it reads: connections that servers should bear from one user. */
const MAX_IN_FLIGHT = 8;
const inTurn = atMost(MAX_IN_FLIGHT);

/** An answer, and how its body is read: in pieces, each of them in time. */
export interface Answer {
  readonly response: Response;
  readonly chunks: () => AsyncGenerator<Uint8Array>;
}

/** One user's requests for one checkpoint: they share what they may take in time, and the secret. */
export class Client {
  readonly #options: SourceOptions;
  readonly #secret: Secret | null;
  readonly #patience: Patience;
  /** Where redirects of files led, which need not be asked for with every range. */
  readonly #places = new Map<string, Place>();

  constructor(options: SourceOptions, secret: Secret | null) {
    this.#options = options;
    this.#secret = secret;
    this.#patience = new Patience(GRACES * options.timeoutMs);
  }

  /**
   * Sends a request and lets `use` take what it needs of the answer, again and again while only passing trouble is met.
   * @param label what is fetched, for errors: without any secret
   * @throws WdistError READ_FAILED, or what `use` throws
   */
  async request<T>(
    label: string,
    url: URL,
    headers: Readonly<Record<string, string>>,
    use: (answer: Answer) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(label, url, headers, use);
      } catch (error) {
        if (!(error instanceof PassingTrouble)) throw error;
        const backoffMs = Math.max(FIRST_WAIT_MS * 2 ** (attempt - 1), error.waitMs ?? 0);
        if (attempt >= MAX_ATTEMPTS || !this.#patience.takeWait(backoffMs))
          throw givenUp(label, attempt, error);
        await this.#options.sleep(backoffMs);
      }
    }
  }

  /**
   * One attempt.
   * @throws PassingTrouble
   */
  once<T>(
    label: string,
    url: URL,
    headers: Readonly<Record<string, string>>,
    use: (answer: Answer) => Promise<T>,
  ): Promise<T> {
    return inTurn(() => this.#patience.during(() => this.#ask(label, url, headers, use)));
  }

  async #ask<T>(
    label: string,
    url: URL,
    headers: Readonly<Record<string, string>>,
    use: (answer: Answer) => Promise<T>,
  ): Promise<T> {
    const response = await this.#answerOf(label, url, headers);
    const { onFetched } = this.#options;
    const onBytes = (count: number) => {
      onFetched(label, count);
      this.#patience.received(count);
      if (this.#patience.leftMs <= 0) throw this.#patience.tooSlow(label);
    };
    try {
      const { status } = response;
      if (PASSING.includes(status)) {
        throw new PassingTrouble(`the server answers ${status}`, { status, waitMs: retryAfterMs(response) });
      }
      return await use({ response, chunks: () => chunksOf(response, () => this.#deadline(label), onBytes) });
    } finally {
      // What was not read of the answer is not waited for.
      await response.body?.cancel().catch(() => {});
    }
  }

  /** From where the file was found before, as long as it is there: signatures of such places are valid for a time only. */
  async #answerOf(label: string, url: URL, headers: Readonly<Record<string, string>>): Promise<Response> {
    const known = this.#places.get(url.href);
    if (known !== undefined) {
      const { response } = await this.#follow(label, known, headers);
      if (response.status === PART) return response;
      this.#places.delete(url.href);
      await response.body?.cancel().catch(() => {});
    }
    const { response, place } = await this.#follow(label, { url, isTrusted: true }, headers);
    if (response.status === PART && place.url !== url) this.#places.set(url.href, place);
    return response;
  }

  #follow(label: string, place: Place, headers: Readonly<Record<string, string>>): Promise<Followed> {
    const controller = new AbortController();
    const asked = fetchFollowing(
      label,
      {
        place,
        headers: { "accept-encoding": "identity", ...headers },
        secret: this.#secret,
        signal: controller.signal,
      },
      this.#options.fetch,
    ).catch((error: unknown) => {
      throw error instanceof WdistError ? error : connectionTrouble(error);
    });
    return inTime(asked, this.#deadline(label), () => controller.abort());
  }

  #deadline(label: string): Deadline {
    const { timeoutMs } = this.#options;
    const { leftMs } = this.#patience;
    return leftMs < timeoutMs
      ? { ms: Math.max(0, leftMs), passed: () => this.#patience.tooSlow(label) }
      : { ms: timeoutMs, passed: () => new PassingTrouble(`nothing came for ${timeoutMs / 1000} s`) };
  }
}

function givenUp(label: string, attempts: number, cause: PassingTrouble): WdistError {
  const { message, waitMs } = cause;
  const tried = attempts === 1 ? "at the first attempt" : `in ${attempts} attempts`;
  const asked = waitMs === null ? "" : ` and asks to wait ${Math.ceil(waitMs / 1000)} s`;
  return new WdistError("READ_FAILED", {
    where: label,
    what: `could not be fetched ${tried}: ${message}${asked}`,
    fix: waitMs === null ? "check the network and try again" : "try again later",
    cause,
  });
}

/** In seconds, or until a date. */
function retryAfterMs(response: Response): number | null {
  const value = response.headers.get("retry-after") ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
