/** Where bytes come from. */

/** A file on this machine, or anywhere that serves ranges of it. */
export interface ByteSource {
  /** What the user typed, for messages. */
  readonly label: string;
  readonly byteLength: number;
  /** Bytes `[startByte, endByte)`. Rejects with a WdistError if the range is outside the source or cannot be read. */
  read(startByte: number, endByte: number): Promise<Uint8Array>;
  /** Opens a file beside this one; `fileName` must be a plain name without any path. */
  openSibling(fileName: string): Promise<ByteSource>;
  close(): Promise<void>;
  /** The user named what it is in, a folder or a model of the hub: what is beside it belongs to it. */
  readonly isOfFolder?: boolean;
  /** Of a file on this machine, while it is open: any thread may read through it. */
  readonly descriptor?: number;
  /**
   * After what was read through the descriptor. `read` does the same.
   * @throws WdistError READ_FAILED if the file is not what it was when it was opened
   */
  requireUnchanged?(): void;
}

/** A run of little-endian numbers of a tensor's dtype. The pieces of a tensor are in row-major order. */
export interface StoredPiece {
  readonly source: ByteSource;
  readonly startByte: number;
  readonly endByte: number; // exclusive
}
