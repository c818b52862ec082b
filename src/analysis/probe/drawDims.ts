/** Which gains of a norm are changed. */

export interface DrawnDims {
  /** Those farthest from the median, the farthest first. */
  readonly far: readonly number[];
  /** As many others at random, where there are as many. */
  readonly random: readonly number[];
}

/** @param seed the same gains and seed draw the same */
export function drawDims(gain: Float64Array, median: number, count: number, seed: number): DrawnDims {
  const distance = (dim: number) => Math.abs((gain[dim] as number) - median);
  const byDistance = Array.from({ length: gain.length }, (_, dim) => dim).sort(
    (a, b) => distance(b) - distance(a) || a - b,
  );
  const far = byDistance.slice(0, count);
  const others = byDistance.slice(count).sort((a, b) => a - b);
  const random: number[] = [];
  const next = randomNumbers(seed);
  while (random.length < far.length && others.length > 0) {
    random.push(...others.splice(Math.floor(next() * others.length), 1));
  }
  return { far, random };
}

/** From 0 to below 1, the same on every machine: mulberry32 (Tommy Ettinger 2017, public domain). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
