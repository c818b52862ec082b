import type { ByteSource } from "../../model/bytes.js";

/** A kind of file that people take for a checkpoint, or that is one in a format that is not read. */
export interface UnreadKind {
  /** What it is, with its article. */
  readonly is: string;
  /** How to come by a file that is read. */
  readonly fix: string;
  /** Its name says it, whatever its bytes may be taken for. */
  readonly named?: RegExp;
  /** `head` is the first bytes. */
  readonly matches: (head: Uint8Array, source: ByteSource) => boolean;
  /** What this one holds, for the error: hostile text of the file. */
  readonly holds?: (head: Uint8Array) => string | null;
}
