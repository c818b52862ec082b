import type { NumberInName } from "./stepName.js";

/** A checkpoint of a run as it was found: its step may be in its name, or only in the file. */
export interface FoundCheckpoint {
  readonly path: string;
  readonly inName: NumberInName | null;
  /** What opens it where `path` may lead elsewhere by then: a branch's commit. */
  readonly pinned?: string;
}
