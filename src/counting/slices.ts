import { valueBytes } from "./dtypes.js";
import { isInFile, type Pair, type Part, type Run, type TensorRuns } from "./part.js";

/** Parts and pairs are looked at slice by slice: long enough to be worth it, short enough to share out among threads. */

/** Of values that are not paired; at most one run's. */
const SLICE_BYTES = 1 << 22;
/** Of pairs: as many as SLICE_BYTES of float32 are. Where the slices begin does not depend on who takes them. */
const SLICE_PAIRS = 1 << 20;

/** Bytes of one run. */
export interface RunSlice {
  /** Which of the parts, and which of its runs. */
  readonly part: number;
  readonly run: number;
  /** In the run. */
  readonly startByte: number;
  readonly byteLength: number;
}

/** As many values of both models. */
export interface PairSlice {
  readonly pre: RunSlice;
  readonly post: RunSlice;
  /** Place of the first pair in the tensor. */
  readonly firstIndex: number;
}

export function slicesOf({ byteLength }: Run, part: number, run: number): RunSlice[] {
  return Array.from({ length: Math.ceil(byteLength / SLICE_BYTES) }, (_, i) => ({
    part,
    run,
    startByte: i * SLICE_BYTES,
    byteLength: Math.min(SLICE_BYTES, byteLength - i * SLICE_BYTES),
  }));
}

/** Cut wherever a run of either side ends, too. */
export function pairSlicesOf({ pre, post }: Pair, parts: readonly Part[]): PairSlice[] {
  const [before, after] = [new Cursor(pre, parts), new Cursor(post, parts)];
  const slices: PairSlice[] = [];
  let firstIndex = 0;
  for (;;) {
    const count = Math.min(SLICE_PAIRS, before.valuesLeft(), after.valuesLeft());
    if (count === 0) return slices;
    slices.push({ pre: before.take(count), post: after.take(count), firstIndex });
    firstIndex += count;
  }
}

/** Can any thread read both sides? */
export function isPairInFiles({ pre, post }: Pair, parts: readonly Part[]): boolean {
  return [pre, post].every(({ part, firstRun, endRun }) =>
    (parts[part] as Part).runs.slice(firstRun, endRun).every(isInFile),
  );
}

/** How far a tensor's runs have been cut. */
class Cursor {
  readonly #part: number;
  readonly #runs: readonly Run[];
  readonly #bytesOfOne: number;
  readonly #endRun: number;
  #run: number;
  #startByte = 0;

  constructor({ part, firstRun, endRun }: TensorRuns, parts: readonly Part[]) {
    const { dtype, runs } = parts[part] as Part;
    this.#part = part;
    this.#runs = runs;
    this.#bytesOfOne = valueBytes(dtype);
    this.#endRun = endRun;
    this.#run = firstRun;
  }

  /** In the run that it is in, or the next that is not empty; 0 at the end of the last. */
  valuesLeft(): number {
    for (; this.#run < this.#endRun; this.#run++) {
      const left = (this.#runs[this.#run] as Run).byteLength - this.#startByte;
      if (left > 0) return left / this.#bytesOfOne;
      this.#startByte = 0;
    }
    return 0;
  }

  take(count: number): RunSlice {
    const byteLength = count * this.#bytesOfOne;
    const slice = { part: this.#part, run: this.#run, startByte: this.#startByte, byteLength };
    this.#startByte += byteLength;
    return slice;
  }
}
