/**
 * The k-th least of some values (0-based), which are put into another order: Hoare's quickselect ("Algorithm 65: find",
 * 1961), with the middle one of three as pivot. In time that grows with their number, not with its logarithm.
 */
export function selected(values: Float64Array, k: number): number {
  let [left, right] = [0, values.length - 1];
  while (left < right) {
    const pivot = middleOf(values, left, right);
    let [i, j] = [left, right];
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i <= j) {
        const value = values[i] as number;
        values[i] = values[j] as number;
        values[j] = value;
        i++;
        j--;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k] as number;
}

function middleOf(values: Float64Array, left: number, right: number): number {
  const [a, b, c] = [values[left], values[(left + right) >> 1], values[right]] as [number, number, number];
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** The lower median of the magnitudes; NaN of nothing. */
export function medianMagnitude(values: Float64Array): number {
  return values.length === 0 ? Number.NaN : selected(values.map(Math.abs), (values.length - 1) >> 1);
}
