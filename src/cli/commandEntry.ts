import type { AnyCommand } from "./commander.js";

/** A command, loaded when it is run, or when all of them are listed. */
export interface CommandEntry {
  readonly name: string;
  readonly load: () => Promise<AnyCommand>;
  /** For programs: not in the help. */
  readonly isHidden?: true;
}
