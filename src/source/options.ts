import { setTimeout as delay } from "node:timers/promises";

/** What opening a checkpoint needs of the outside world. Each has a default, and each can be replaced. */
export interface SourceOptions {
  /** Where tokens, the hub's address and the cache's place are looked up; default: the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Asks servers; default: the global one. Redirects are followed here, not by it. */
  readonly fetch?: typeof fetch;
  /** Waits before a request is made again. Rejects when the signal aborts. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A server that sends nothing for so long is given up; milliseconds, default 20 000. */
  readonly timeoutMs?: number;
  /** Told when a request is made, when bytes arrive and when a request has to be made again. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far the reading of one remote file has come. */
export interface Progress {
  /** The file, as in messages: without anything secret. */
  readonly label: string;
  /** Bytes received of it so far. */
  readonly receivedBytes: number;
  /** Why a request is about to be made again; null while all goes well. */
  readonly trouble: string | null;
}

/** The same with every default filled in. */
export type World = Required<SourceOptions>;

/** Far longer than any server needs that is there, short enough to wait for. */
const TIMEOUT_MS = 20_000;

export function worldOf(options: SourceOptions): World {
  return {
    env: process.env,
    fetch: (input, init) => fetch(input, init),
    sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
    timeoutMs: TIMEOUT_MS,
    onProgress: () => {},
    ...options,
  };
}
