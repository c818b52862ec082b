import { escapeControls } from "./escape.js";

/** Every way in which the tool can say "I could not do it". */
export type ErrorCode =
  /** The command line or an option makes no sense. */
  | "USAGE"
  /** A path does not exist, or a directory holds no checkpoint. */
  | "NOT_FOUND"
  /** A path is a pipe, a device or the like. */
  | "NOT_A_FILE"
  /** The operating system refused, or the file changed while it was read. */
  | "READ_FAILED"
  | "WRITE_FAILED"
  /** The bytes are of no format that is known, or of one that is not read. */
  | "UNKNOWN_FORMAT"
  | "UNSUPPORTED_FORMAT"
  /** The file breaks the rules of its format. */
  | "MALFORMED"
  /** A LayerNorm is stored as something that holds no real numbers. */
  | "UNSUPPORTED_DTYPE"
  /** The tensors are not those of a GPT-2. */
  | "NOT_GPT2"
  /** Only a part of a model is there, which must not be taken for the whole. */
  | "PARTIAL"
  /** A LayerNorm does not have the shape of one. */
  | "BAD_SHAPE"
  /** Two sets of LayerNorms in one file, and no way to choose. */
  | "AMBIGUOUS"
  /** The model does not have what was asked for. */
  | "NOT_IN_MODEL"
  /** The two models cannot be compared. */
  | "MISMATCH";

export interface ErrorParts {
  /** File, byte, tensor: where the trouble is. */
  readonly where: string;
  /** What is wrong, with the numbers. */
  readonly what: string;
  /** How to mend it. */
  readonly fix?: string;
  readonly cause?: unknown;
}

/** The one error that this project throws on purpose. Its texts are safe to print: control characters are escaped. */
export class WdistError extends Error {
  override readonly name = "WdistError";
  readonly code: ErrorCode;
  readonly where: string;
  readonly what: string;
  readonly fix: string | null;

  constructor(code: ErrorCode, { where, what, fix, cause }: ErrorParts) {
    const safeWhere = escapeControls(where);
    const safeWhat = escapeControls(what);
    super(`${safeWhere}: ${safeWhat}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.where = safeWhere;
    this.what = safeWhat;
    this.fix = fix === undefined ? null : escapeControls(fix);
  }
}

/** What was typed, configured or passed makes no sense. */
export function usageError(where: string, what: string, fix: string): WdistError {
  return new WdistError("USAGE", { where, what, fix });
}
