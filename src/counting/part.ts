/** Weights of one dtype that share a histogram: what the kernel is given. */
export interface Part {
  readonly dtype: string;
  readonly runs: readonly Run[];
}

/** Numbers that stand one behind the other. */
export type Run = FilePiece | Feed;

/** In an open file: any thread reads them. */
export interface FilePiece {
  readonly descriptor: number;
  /** What errors call the file. */
  readonly label: string;
  readonly startByte: number;
  readonly byteLength: number;
  /** @throws WdistError READ_FAILED if the file is not what it was when it was opened */
  readonly requireUnchanged?: () => void;
}

/** Numbers that come in another way; asked for once a pass. */
export interface Feed {
  readonly byteLength: number;
  /** Whole numbers of the part's dtype in every piece. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

export function isInFile(run: Run): run is FilePiece {
  return "descriptor" in run;
}

/** A tensor's numbers in both models: as many on both sides. */
export interface Pair {
  readonly pre: TensorRuns;
  readonly post: TensorRuns;
}

/** Where a tensor's numbers come from, in row-major order. */
export interface TensorRuns {
  /** Which of the parts, and which of its runs. */
  readonly part: number;
  readonly firstRun: number;
  readonly endRun: number; // exclusive
}

/** What the second look at a part needs to know. */
export interface Binning {
  readonly edges: Float64Array;
  readonly shift: number;
  readonly scale: number;
  /** No value lies outside of the edges. */
  readonly areWithin: boolean;
}
