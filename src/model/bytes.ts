/** Where bytes come from. */

/** Where bytes come from: a local file today, anything that can serve a range tomorrow. */
export interface ByteSource {
  /** What the user typed, for messages. */
  readonly label: string;
  readonly byteLength: number;
  /** Bytes `[startByte, endByte)`. Rejects with a WdistError if the range is outside the source or cannot be read. */
  read(startByte: number, endByte: number): Promise<Uint8Array>;
  /** Opens a file that stands beside this one; `fileName` must be a plain name without any path. */
  openSibling(fileName: string): Promise<ByteSource>;
  close(): Promise<void>;
  /** Of a file on this machine, while it is open: any thread may read through it. */
  readonly descriptor?: number;
}

/** A run of little-endian numbers of a tensor's dtype. The pieces of a tensor are in row-major order. */
export interface StoredPiece {
  readonly source: ByteSource;
  readonly startByte: number;
  readonly endByte: number; // exclusive
}
