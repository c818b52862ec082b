/** What a training logs at a step: numbers and distributions by name. */
export interface LoggedEvent {
  readonly step: number;
  readonly scalars: readonly { readonly tag: string; readonly value: number }[];
  readonly histograms: readonly { readonly tag: string; readonly histogram: LoggedHistogram }[];
}

/** A distribution of finite values. */
export interface LoggedHistogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Upper end of each bucket, ascending; a bucket begins where the one before it ends, the first at the least value. */
  readonly limits: readonly number[];
  readonly counts: readonly number[];
}
