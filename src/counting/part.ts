/** Weights of one dtype that share a histogram: what the kernel is given. */
export interface Part {
  readonly dtype: string;
  /** Runs of numbers in open files: any thread reads them. */
  readonly pieces: readonly FilePiece[];
  /** Numbers that come in another way; asked for once a pass. */
  readonly feeds: readonly Feed[];
}

export interface FilePiece {
  readonly descriptor: number;
  /** What errors call the file. */
  readonly label: string;
  readonly startByte: number;
  readonly byteLength: number;
  /** @throws WdistError READ_FAILED if the file is not what it was when it was opened */
  readonly requireUnchanged?: () => void;
}

export interface Feed {
  readonly byteLength: number;
  /** Whole numbers of the part's dtype in every piece. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** What the second look at a part needs to know. */
export interface Binning {
  readonly edges: Float64Array;
  readonly shift: number;
  readonly scale: number;
  /** No value lies outside of the edges. */
  readonly areWithin: boolean;
}
