import { escapeControls } from "../../escape.js";
import type { Io } from "../io.js";

/** Work that takes less time shows no progress. */
const QUIET_MS = 1000;
const REPAINT_MS = 100;
const BAR_CELLS = 20;
/** A name that is cut shorter says nothing. */
const LEAST_NAME = 12;
/** Erases a terminal's line from the cursor on. */
const ERASE = "\u001b[K";

/** Work that takes long. */
export interface LongWork {
  /** "counting model.safetensors" */
  readonly name: string;
  /** How much there is to do in all, in words: said once where there is no terminal. Null where it need not be. */
  readonly amount: ((all: number) => string) | null;
}

/** The amount of work that is reading. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB to read`;
}

export interface WorkProgress {
  readonly onProgress: (done: number, all: number) => void;
  /** Removes the line that was painted. */
  readonly end: () => void;
}

/**
 * Says on stderr how far long work has come and how long it will take: on a terminal in a line that is repainted,
 * elsewhere once.
 */
export function workProgress({ stderr, now }: Io, quiet: boolean, { name, amount }: LongWork): WorkProgress {
  const startedAt = now();
  let paintedAt = Number.NEGATIVE_INFINITY;
  const onProgress = (done: number, all: number) => {
    const at = now();
    const passedMs = at - startedAt;
    if (quiet || passedMs < QUIET_MS || at - paintedAt < REPAINT_MS || done <= 0) return;
    if (stderr.isTerminal) {
      const leftMs = (passedMs * (all - done)) / done;
      const state = `${bar(done / all)} ${percent(done, all)}, ${duration(leftMs)} left`;
      stderr.write(`\r${fitted(escapeControls(name), state, stderr.columns - 1)}${ERASE}`);
    } else if (amount !== null && paintedAt === Number.NEGATIVE_INFINITY) {
      stderr.write(`${escapeControls(name)} (${amount(all)})\n`);
    }
    paintedAt = at;
  };
  const end = () => {
    if (stderr.isTerminal && paintedAt !== Number.NEGATIVE_INFINITY) stderr.write(`\r${ERASE}`);
  };
  return { onProgress, end };
}

/** The name of the work, shortened, and its state; where even that has no room, the end of the state. */
function fitted(what: string, state: string, columns: number): string {
  const room = columns - state.length - 1;
  const name = what.length > room ? `${what.slice(0, Math.max(0, room - 3))}...` : what;
  return room < LEAST_NAME ? state.slice(-Math.max(1, columns)) : `${name} ${state}`;
}

function bar(share: number): string {
  const cells = Math.max(0, Math.min(BAR_CELLS, Math.round(share * BAR_CELLS)));
  return `[${"#".repeat(cells)}${"-".repeat(BAR_CELLS - cells)}]`;
}

function percent(done: number, all: number): string {
  return `${Math.floor((100 * done) / all)} %`;
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
