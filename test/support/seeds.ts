import type { ReadSnapshot } from "../../src/analysis/track/readableRun.js";
import { trackRuns } from "../../src/analysis/track/seeds/trackRuns.js";
import { Checkpoints } from "../../src/cli/open/checkpoints.js";
import { findRun, snapshotReader } from "../../src/cli/open/run.js";
import { openSeveralRuns } from "../../src/cli/open/severalRuns.js";
import { WdistError } from "../../src/errors.js";
import type { TrackedRuns } from "../../src/model/runs.js";
import { type MadeRun, SMALL_RUN, type Vectors, writeRun } from "./runs.js";
import type { TempDir } from "./tempDir.js";

/** Runs of one model that differ by their seed, the same on every machine. */

export interface MadeSeed extends Omit<MadeRun, "change" | "progress"> {
  readonly seed: number;
  /** The runs of all seeds are the same up to this place; none unless given. */
  readonly forkAfter?: number;
  /** How far all gains move together by the end. */
  readonly shift?: number;
  readonly change?: MadeRun["change"];
}

/** Writes a training that begins with gains of 1, moves them all by `shift`, and each by a random walk of its seed; returns its folder. */
export function writeSeed(dir: TempDir, folder: string, made: MadeSeed): string {
  const { seed, forkAfter = 0, shift = 0.3, change, steps, ...rest } = made;
  const walks = new Map<string, number[]>();
  const walk = (vectors: Vectors, k: number): void => {
    for (const [name, values] of vectors) {
      const random = randomOf(`${name} ${k} ${k <= forkAfter ? 0 : seed}`);
      const before = walks.get(name) ?? values.map(() => 0);
      const now = k === 0 ? before : before.map((value) => value + 0.05 * (random() - 0.5));
      walks.set(name, now);
      const start = name.endsWith("weight") ? 1 : 0;
      const moved = (shift * k) / (steps.length - 1);
      vectors.set(
        name,
        now.map((value) => start + (k === 0 ? 0 : moved) + value),
      );
    }
    change?.(vectors, k);
  };
  return writeRun(dir, folder, { ...rest, steps, change: walk });
}

/** In [0, 1): mulberry32, begun with a hash (FNV-1a) of the text. */
function randomOf(text: string): () => number {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Several runs measured, as the command does. */
export async function trackSeveral(paths: readonly string[]): Promise<TrackedRuns> {
  const checkpoints = new Checkpoints({}, [], []);
  const request = { paths, flags: {}, checkpoints, remark: () => {}, onProgress: () => {} };
  const several = await openSeveralRuns(request, [], { kind: "all" });
  if (several === null) throw new RangeError(`one run: ${paths.join(", ")}`);
  const runs = several.runs.map((one) => ({ ...one, run: { ...one.run, baseline: null } }));
  return trackRuns(runs, several.counts, { blocks: "all", norms: "all", bias: false });
}

/** The small run, and one like it that wanders off; measured. */
export async function twoRuns(): Promise<TrackedRuns> {
  const checkpoints = new Checkpoints({}, [], []);
  const found = await findRun([SMALL_RUN], { kind: "all" }, checkpoints);
  const read = snapshotReader(checkpoints);
  const wandering: ReadSnapshot = async (point) => {
    const snapshot = await read(point);
    if (snapshot instanceof WdistError) return snapshot;
    const away = (values: Float64Array) =>
      values.map((value, dim) => value + (0.03 * point.step * Math.sin(dim)) / 1200);
    return { ...snapshot, readEffective: async (name) => away(await snapshot.readEffective(name)) };
  };
  const runs = [read, wandering].map((reader, i) => {
    const label = i === 0 ? "one" : "other";
    return { label, run: { ...found, name: label, baseline: null }, reader: () => reader };
  });
  const { length } = found.points;
  const counts = { foundInEach: [length, length], common: length };
  return trackRuns(runs, counts, { blocks: "all", norms: "all", bias: false });
}
