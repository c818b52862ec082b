import type { Family } from "../family/family.js";

/** What the outside world is to a command: injected, so that tests need no process. */
export interface Io {
  /** Results. */
  readonly stdout: Stream;
  /** Everything else: notices, errors, what was written. */
  readonly stderr: Stream;
  /** What comes through a pipe, read when it is asked for. */
  readonly stdin?: () => AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** Milliseconds from any fixed time on. */
  readonly now: () => number;
  /** Begins a time in which the user may interrupt what goes on, and it ends in good order; without, as the process does. */
  readonly hold?: () => Hold;
  /** The kinds of models to look for; those of the registry unless given. */
  readonly families?: readonly Family[];
}

export interface Stream {
  readonly write: (chunk: string | Uint8Array) => void;
  readonly isTerminal: boolean;
  /** Width of the terminal; for anything else a width that tables are readable at. */
  readonly columns: number;
  /** As chalk counts: 0 none, 1 basic, 2 256 colours, 3 true colour. */
  readonly colourLevel: () => Promise<0 | 1 | 2 | 3>;
}

/** A time in which an interruption does not end the program at once. */
export interface Hold {
  /** The exit code of a program that was interrupted so; null as long as it was not. */
  readonly interrupted: 130 | 143 | null;
  /** Milliseconds; ends sooner where the user interrupts. */
  readonly wait: (ms: number) => Promise<void>;
  /** From now on an interruption ends the program. */
  readonly release: () => void;
}
