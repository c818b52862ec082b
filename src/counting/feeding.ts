import { valueBytes } from "./dtypes.js";
import type { Kernel } from "./kernel.js";
import { pairChunkValues } from "./pairing.js";
import { isInFile, type Pair, type Part, type Run, type TensorRuns } from "./part.js";
import { type PassPart, type PassPlan, unpairedRuns } from "./pass.js";
import type { PassRunner } from "./passRunner.js";
import { RunReader } from "./runReader.js";
import { isPairInFiles, type PairSlice, pairSlicesOf, type RunSlice, slicesOf } from "./slices.js";
import { unlessChanged } from "./tally.js";

/** What is not in files is read on one thread: from servers, and what was compressed. */

/** What came of a slice that no thread took as a task. */
export interface FedSlice {
  readonly own: RunPlace;
  /** Of the other model; null for one that is not paired. */
  readonly partner: RunPlace | null;
  /** Which pair; -1 for none. */
  readonly pair: number;
  readonly record: Float64Array;
}

/** Which of the parts, and which of its runs. */
type RunPlace = Pick<RunSlice, "part" | "run">;

export interface Feeding {
  readonly kernel: Kernel;
  readonly runner: PassRunner;
  /** The parts as the runner knows them. */
  readonly passParts: readonly PassPart[];
  /** Told how many bytes more have been counted. */
  readonly onBytes: (bytes: number) => void;
}

/** In the order of the pairs, then of the parts. */
export async function* feed(plan: PassPlan, feeding: Feeding): AsyncGenerator<FedSlice> {
  const { parts, pairs } = plan;
  for (const [i, pair] of pairs.entries()) {
    if (!isPairInFiles(pair, parts)) yield* feedPair(pair, i, parts, feeding);
  }
  for (const { part, run } of unpairedRuns(parts, pairs)) {
    const source = (parts[part] as Part).runs[run] as Run;
    if (isInFile(source)) continue;
    const reader = new RunReader([source]);
    for (const slice of slicesOf(source, part, run)) {
      const record = await feedSlice(slice, plan.areFinite(part, run), reader, feeding);
      yield { own: slice, partner: null, pair: -1, record };
    }
  }
}

async function feedSlice(
  { part, byteLength }: RunSlice,
  areFinite: boolean,
  reader: RunReader,
  { kernel, runner, passParts, onBytes }: Feeding,
): Promise<Float64Array> {
  const tally = runner.tally(passParts[part] as PassPart, areFinite, byteLength);
  const { own } = kernel.chunks;
  for (let done = 0; done < byteLength; done += own.length) {
    const target = own.subarray(0, byteLength - done);
    await reader.fill(target);
    unlessChanged("the checkpoint", () => tally.add(target.length));
    onBytes(target.length);
  }
  return Float64Array.from(tally.record());
}

async function* feedPair(
  pair: Pair,
  place: number,
  parts: readonly Part[],
  feeding: Feeding,
): AsyncGenerator<FedSlice> {
  const [before, after] = [pair.pre, pair.post].map((runs) => readerOf(runs, parts)) as [
    RunReader,
    RunReader,
  ];
  for (const slice of pairSlicesOf(pair, parts)) {
    const record = await feedPairSlice(slice, before, after, feeding);
    yield { own: slice.pre, partner: slice.post, pair: place, record };
  }
}

function readerOf({ part, firstRun, endRun }: TensorRuns, parts: readonly Part[]): RunReader {
  return new RunReader((parts[part] as Part).runs.slice(firstRun, endRun));
}

async function feedPairSlice(
  { pre, post, firstIndex }: PairSlice,
  before: RunReader,
  after: RunReader,
  { kernel, runner, passParts, onBytes }: Feeding,
): Promise<Float64Array> {
  const parts = [passParts[pre.part], passParts[post.part]] as [PassPart, PassPart];
  const [preBytes, postBytes] = [valueBytes(parts[0].dtype), valueBytes(parts[1].dtype)];
  const tally = runner.pairTally(parts, firstIndex, pre.byteLength + post.byteLength);
  const { own, partner } = kernel.chunks;
  const values = pre.byteLength / preBytes;
  const atOnce = pairChunkValues(parts[0].dtype, parts[1].dtype);
  for (let done = 0; done < values; done += atOnce) {
    const count = Math.min(atOnce, values - done);
    await before.fill(own.subarray(0, count * preBytes));
    await after.fill(partner.subarray(0, count * postBytes));
    tally.add(count);
    onBytes(count * (preBytes + postBytes));
  }
  return Float64Array.from(tally.record());
}
