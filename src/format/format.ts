import type { ByteSource } from "../model/bytes.js";
import type { TensorReader } from "../model/tensors.js";

/** A format that is read: all that the rest of the program knows of it. Its code is loaded when a file of it is opened. */
export interface Format {
  /** What errors and the documentation call it. */
  readonly name: string;
  /** What of it is read, for the documentation. */
  readonly reads: string;
  /** What it is recognised by, for the documentation. */
  readonly recognisedBy: string;
  /** How its files end, without the dot: a directory with one such file holds a checkpoint under a name of its own. */
  readonly endings: readonly string[];
  /** What transformers calls its files: looked for in a folder before anything else. */
  readonly usualNames: readonly string[];
  /** What other programs call theirs: looked for after all of those. */
  readonly otherNames?: readonly string[];
  /** Looks at the content: `head` is the first bytes; more may be read of the source. Fits no file of another format. */
  readonly matches: (head: Uint8Array, source: ByteSource) => boolean | Promise<boolean>;
  /** What a damaged file may still look like: asked where nothing matches. */
  readonly resembles?: (head: Uint8Array) => boolean;
  /** Reads the header. `openWhole` opens other files that belong to this one; the reader closes the source. */
  readonly open: (
    source: ByteSource,
    openWhole: (source: ByteSource) => Promise<TensorReader>,
  ) => Promise<TensorReader>;
}
