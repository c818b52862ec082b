/** A file that a comparison was made from. */
export interface InputFile {
  readonly side: string;
  readonly path: string;
  /** Bytes; null where it is not on this machine. */
  readonly byteLength: number | null;
  /** Hexadecimal; null where it is not on this machine. */
  readonly sha256: string | null;
}
