import { WdistError } from "../../errors.js";
import { type FileState, fileStateOf } from "../../source/fileState.js";
import { findLocalCheckpoints } from "../../source/run/find.js";
import type { FoundCheckpoint } from "../../source/run/found.js";

/** Checkpoints that nobody writes any more: from one look to the next they kept their files, their lengths and their times. */

export interface Resting {
  readonly found: FoundCheckpoint;
  readonly state: FileState;
}

/** How a checkpoint was at the last look. */
interface Seen {
  readonly state: string;
  /** Looks in which it was read in vain, in this state. */
  tries: number;
  /** Was it read in this state, or given up? */
  isDone: boolean;
}

/** A file that is whole can be read at the first look; a slow file system may show one too soon. */
const MOST_TRIES = 3;

export class AtRest {
  readonly #typed: readonly string[];
  #seen = new Map<string, Seen>();
  /** Checkpoints that went before they could be read, since they were asked for last. */
  #gone: string[] = [];

  constructor(typed: readonly string[]) {
    this.#typed = typed;
  }

  /** Looks once. */
  look(): readonly Resting[] {
    const now = new Map<string, Seen>();
    const resting: Resting[] = [];
    for (const found of this.#found()) {
      const state = fileStateOf(found.path);
      if (state === null) continue;
      const before = this.#seen.get(found.path);
      const seen = before?.state === state.state ? before : null;
      now.set(found.path, seen ?? { state: state.state, tries: 0, isDone: false });
      if (seen !== null && !seen.isDone) resting.push({ found, state });
    }
    for (const [path, { isDone }] of this.#seen) if (!isDone && !now.has(path)) this.#gone.push(path);
    this.#seen = now;
    return resting;
  }

  /** It was read in that state. False where it changed meanwhile, and is to be read again. */
  wasRead({ found, state }: Resting): boolean {
    const isSame = fileStateOf(found.path)?.state === state.state;
    // Of what is gone by now all was read.
    const isGone = fileStateOf(found.path) === null;
    if (isSame || isGone) this.#done(found.path);
    return isSame || isGone;
  }

  /** It could not be read in that state. True where it is given up until it changes. */
  wasUnreadable({ found }: Resting): boolean {
    const seen = this.#seen.get(found.path);
    if (seen === undefined) return false;
    seen.tries++;
    if (seen.tries < MOST_TRIES) return false;
    seen.isDone = true;
    return true;
  }

  takeGone(): readonly string[] {
    const gone = this.#gone;
    this.#gone = [];
    return gone;
  }

  #done(path: string): void {
    const seen = this.#seen.get(path);
    if (seen !== undefined) seen.isDone = true;
  }

  /** A pattern that nothing fits yet, or a folder that is not there yet, finds nothing. */
  #found(): readonly FoundCheckpoint[] {
    return this.#typed.flatMap((one) => {
      try {
        return findLocalCheckpoints([one]);
      } catch (error) {
        if (error instanceof WdistError && error.code !== "USAGE") return [];
        throw error;
      }
    });
  }
}
