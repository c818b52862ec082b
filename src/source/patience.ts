import { WdistError } from "../errors.js";

/** How long all requests for one checkpoint may take: a server that sends a byte now and then is not waited for for ever. */

/** Each request may need a connection of its own, and a redirect. */
const MS_PER_REQUEST = 1000;
/** Slower than any network that people compare models over. */
const SLOWEST_BYTES_PER_MS = 16;
/** Waiting between attempts, in all. */
const MAX_WAITS_MS = 60_000;
/** The same for one of many checkpoints of a run: the hub counts requests in windows of five minutes (its documentation, "Rate limits"). */
export const WINDOW_MS = 310_000;

export class Patience {
  readonly #now: () => number;
  #allowedMs: number;
  #spentMs = 0;
  #waitLeftMs: number;
  #running = 0;
  #busySince = 0;

  /** @param graceMs what it may take beside what its requests and bytes need */
  constructor(graceMs: number, now: () => number = () => performance.now(), maxWaitsMs = MAX_WAITS_MS) {
    this.#now = now;
    this.#allowedMs = graceMs;
    this.#waitLeftMs = maxWaitsMs;
  }

  /** Counts the time that an operation takes; of several at once, only once. */
  async during<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#running++ === 0) this.#busySince = this.#now();
    this.#allowedMs += MS_PER_REQUEST;
    try {
      return await operation();
    } finally {
      if (--this.#running === 0) this.#spentMs += this.#now() - this.#busySince;
    }
  }

  received(bytes: number): void {
    this.#allowedMs += bytes / SLOWEST_BYTES_PER_MS;
  }

  /** Milliseconds until it is at its end. */
  get leftMs(): number {
    const running = this.#running === 0 ? 0 : this.#now() - this.#busySince;
    return this.#allowedMs - this.#spentMs - running;
  }

  /** What to say at its end. */
  tooSlow(label: string): WdistError {
    return new WdistError("READ_FAILED", {
      where: label,
      what: `the server is too slow: its answers took more than ${(this.#allowedMs / 1000).toPrecision(2)} s`,
      fix: "try again, or download the file first",
    });
  }

  /** Takes what is asked for from what may be waited between attempts; false where that is not left. */
  takeWait(waitMs: number): boolean {
    if (waitMs > this.#waitLeftMs) return false;
    this.#waitLeftMs -= waitMs;
    return true;
  }
}
