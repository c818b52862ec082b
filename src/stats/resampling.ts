/** Always the same draws: what is printed must not differ from run to run. */
const SEED = 20240607;

/**
 * Draws `width` places out of `width`, with replacement, `replicates` times over. `use` is given how often each was drawn;
 * the vector is the same one every time.
 */
export function resample(
  width: number,
  replicates: number,
  use: (counts: Uint16Array, replicate: number) => void,
): void {
  const next = mulberry32(SEED);
  const counts = new Uint16Array(width);
  for (let replicate = 0; replicate < replicates; replicate++) {
    counts.fill(0);
    for (let drawn = 0; drawn < width; drawn++) {
      const place = Math.floor((next() * width) / 2 ** 32);
      counts[place] = (counts[place] as number) + 1;
    }
    use(counts, replicate);
  }
}

/** Mulberry32 (Tommy Ettinger, public domain): integers in [0, 2^32), in arithmetic that is the same on every machine. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
