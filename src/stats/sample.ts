/** The finite values of a vector, as they stand and in order: sorted once, however much is asked of them. */
export interface Sample {
  /** In order of their dims; the vector itself where all its values are finite. */
  readonly finite: Float64Array;
  readonly ascending: Float64Array;
}

const samples = new WeakMap<Float64Array, Sample>();

/** Made once for each vector, which must not be changed after that. */
export function sampleOf(values: Float64Array): Sample {
  const known = samples.get(values);
  if (known !== undefined) return known;
  const finite = areFinite(values) ? values : values.filter(Number.isFinite);
  // Float64Array sorts numerically, and puts -0 before 0.
  const sample = { finite, ascending: finite.toSorted() };
  samples.set(values, sample);
  return sample;
}

function areFinite(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** How many values of an ascending vector are less than `limit`. */
export function countBelow(ascending: Float64Array, limit: number): number {
  let lo = 0;
  let hi = ascending.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((ascending[middle] as number) < limit) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}

/** How many are at most `limit`. */
export function countUpTo(ascending: Float64Array, limit: number): number {
  let lo = 0;
  let hi = ascending.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((ascending[middle] as number) <= limit) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
