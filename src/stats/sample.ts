import { loops } from "./loopsInUse.js";
import { median, medianAbsoluteDeviation, quantile } from "./quantiles.js";
import { WorkingSpace } from "./workingSpace.js";

/** Where a distribution lies and how wide its bulk is. */
export interface Bulk {
  readonly median: number;
  readonly mad: number;
}

/** The finite values of a vector, in the order of the dims and ascending: sorted once, for all that is computed from them. */
export class Sample {
  /** In order of their dims; the vector itself where all its values are finite. */
  readonly finite: Float64Array;
  readonly ascending: Float64Array;
  #bulk: Bulk | null = null;
  #places: Float64Array | null = null;

  constructor(values: Float64Array) {
    const ordered = orderOf(values);
    if (ordered !== null) {
      const { length: n } = values;
      this.finite = values;
      this.ascending = ordered.subarray(0, n);
      this.#places = ordered.subarray(n);
      return;
    }
    // Float64Array sorts numerically: -Infinity first, -0 before 0, then Infinity and NaN at the end.
    const all = values.toSorted();
    const areFinite = all.length === 0 || (Number.isFinite(all[0]) && Number.isFinite(all.at(-1)));
    this.finite = areFinite ? values : values.filter(Number.isFinite);
    this.ascending = areFinite ? all : all.filter(Number.isFinite);
  }

  /** Where in `finite` the values of `ascending` stand, equal ones by their place. */
  get places(): Float64Array {
    this.#places ??= sortedPlaces(this.finite);
    return this.#places;
  }

  /** abs(x) of the largest; 0 where there is no value. */
  get largest(): number {
    const { ascending } = this;
    return ascending.length === 0
      ? 0
      : Math.max(Math.abs(ascending[0] as number), Math.abs(ascending.at(-1) as number));
  }

  /** NaN where there is no value. */
  get bulk(): Bulk {
    if (this.#bulk === null) {
      const middle = median(this.ascending);
      this.#bulk = { median: middle, mad: medianAbsoluteDeviation(this.ascending, middle) };
    }
    return this.#bulk;
  }

  /** NaN where there is no value. */
  get quartiles(): { readonly q1: number; readonly q3: number } {
    return { q1: quantile(this.ascending, 0.25), q3: quantile(this.ascending, 0.75) };
  }
}

const samples = new WeakMap<Float64Array, Sample>();

/** Made once for each vector, which must not be changed after that. */
export function sampleOf(values: Float64Array): Sample {
  const known = samples.get(values);
  if (known !== undefined) return known;
  const sample = new Sample(values);
  samples.set(values, sample);
  return sample;
}

/** The values ascending, then their places, [2n]; null where there is no quick way to both. */
function orderOf(values: Float64Array): Float64Array | null {
  const { orderInto } = loops();
  if (orderInto === undefined) return null;
  const ordered = new Float64Array(2 * values.length);
  return orderInto(values, ordered) === 1 ? ordered : null;
}

const SORTED = new WorkingSpace();

function sortedPlaces(values: Float64Array): Float64Array {
  const { length: n } = values;
  const sorted = SORTED.of(4 * n);
  loops().sortAlongInto(values, placesUpTo(n), sorted);
  return sorted.slice(n, 2 * n);
}

let counted = new Float64Array();

/** 0, 1, 2, ... */
function placesUpTo(n: number): Float64Array {
  if (counted.length < n) counted = new Float64Array(n).map((_, place) => place);
  return counted.subarray(0, n);
}
