import type { Selection } from "../../model/comparison.js";
import type { RunPoint, TrackedRun } from "../../model/run.js";
import { movementBetween } from "../../stats/movement.js";
import { readSubject } from "../diagnosis/whole.js";
import { offsetNotices } from "../offsetGains.js";
import { type SelectedTensor, selectTensors } from "../selection.js";
import { stepsToKeep } from "./keeping.js";
import { NeighbourWatch } from "./neighbours.js";
import { isOrdinary, tensorSteps } from "./ordinary.js";
import { ReadableRun, type ReadSnapshot, type RunToTrack } from "./readableRun.js";
import { scheduleOf } from "./schedule.js";
import type { Snapshot } from "./snapshot.js";
import { type Coming, TensorTrack } from "./tensorTrack.js";

/**
 * Follows every norm through a run. Reads the checkpoints one after the other and holds the norms of four at most: the first, the last, and two
 * neighbours. What cannot be read is left out.
 * @throws WdistError NOT_FOUND where fewer than two can be read, MISMATCH where one is of another shape than the first, NOT_IN_MODEL
 */
export async function trackRun(
  run: RunToTrack,
  read: ReadSnapshot,
  selection: Selection,
): Promise<TrackedRun> {
  const readable = new ReadableRun(run, read);
  const { first, last } = await readable.ends();
  const start = run.baseline ?? first;
  if (run.baseline !== null) selectTensors(first, run.baseline, selection);
  const { norms, tensors, skipped, notices } = selectTensors(first, last, selection);
  const shared = tensors.filter(({ name }) => start.layerNorms.has(name));
  const kept = stepsToKeep(run.points.map(({ step }) => step));
  const tracks = await Promise.all(shared.map((tensor) => trackOf(tensor, { start, last, kept })));
  const watch = new NeighbourWatch();
  const points = await followAll(readable, tracks, watch, (other) => selectTensors(first, other, selection));
  return {
    name: run.name,
    unit: run.unit,
    options: {
      norms,
      blocks: selection.blocks === "default" ? "all" : selection.blocks,
      bias: selection.bias,
    },
    model: first.info,
    baseline: run.baseline?.info ?? null,
    points,
    found: run.found,
    leftOut: [...run.leftOut, ...readable.leftOut].toSorted((a, b) => (a.step ?? -1) - (b.step ?? -1)),
    schedule: schedule(run, points),
    log: run.unit === "step" ? run.rateLog : null,
    tensors: tracks.map(({ track }) => track.result()),
    findings: watch.findings(),
    judged: watch.judged(),
    skipped,
    notices: [
      ...notices,
      ...offsetNotices(
        [first],
        shared.map(({ name }) => name),
      ),
    ],
  };
}

interface Followed {
  readonly tensor: SelectedTensor;
  readonly track: TensorTrack;
}

/** A checkpoint that was read. */
interface Stage {
  readonly step: number;
  readonly snapshot: Snapshot;
  readonly values: ReadonlyMap<string, Float64Array>;
}

/** Goes through the checkpoints; returns those that were read. `requireAlike` throws for one of another shape. */
async function followAll(
  readable: ReadableRun,
  tracks: readonly Followed[],
  watch: NeighbourWatch,
  requireAlike: (snapshot: Snapshot) => void,
): Promise<readonly RunPoint[]> {
  const points: RunPoint[] = [];
  let before: Stage | null = null;
  for await (const { point, snapshot } of readable.all()) {
    requireAlike(snapshot);
    const stage: Stage = { step: point.step, snapshot, values: await valuesOf(snapshot) };
    if (before !== null) await compareNeighbours(before, stage, watch);
    for (const { tensor, track } of tracks) {
      const values = stage.values.get(tensor.name);
      if (values !== undefined) track.add(point, values, comingFrom(before, tensor, values));
    }
    points.push(point);
    before = stage;
  }
  return points;
}

async function valuesOf({ layerNorms, readEffective }: Snapshot): Promise<Stage["values"]> {
  const names = [...layerNorms.keys()];
  const vectors = await Promise.all(names.map(readEffective));
  return new Map(names.map((name, i) => [name, vectors[i] as Float64Array]));
}

/** Two whole checkpoints are diagnosed only where their step is not one that training makes. */
async function compareNeighbours(before: Stage, after: Stage, watch: NeighbourWatch): Promise<void> {
  const steps = tensorSteps(after.snapshot.layerNorms, before.values, after.values);
  if (steps !== null && isOrdinary(steps)) watch.addOrdinary(before.step, after.step, steps);
  else {
    const subject = await readSubject(before.snapshot, after.snapshot, TOP_MOVED);
    watch.add(before.step, after.step, subject);
  }
}

/** The dims that moved most are not asked for. */
const TOP_MOVED = 0;

function comingFrom(before: Stage | null, { name }: SelectedTensor, values: Float64Array): Coming | null {
  const from = before?.values.get(name);
  if (before === null || from === undefined) return null;
  const movement = movementBetween(from, values);
  return { step: before.step, movement, distance: movement.distance };
}

interface Following {
  readonly start: Snapshot;
  readonly last: Snapshot;
  /** Steps at which the values of gains are kept. */
  readonly kept: ReadonlySet<number>;
}

async function trackOf(tensor: SelectedTensor, { start, last, kept }: Following): Promise<Followed> {
  const [from, to] = await Promise.all([start.readEffective(tensor.name), last.readEffective(tensor.name)]);
  const keeps = (step: number) => tensor.id.parameter === "gain" && kept.has(step);
  return { tensor, track: new TensorTrack(tensor, { start: from, last: to }, keeps) };
}

/** A number that counts no steps cannot be found in a log of steps. */
function schedule({ unit, rateLog }: RunToTrack, points: readonly RunPoint[]) {
  const [first, last] = [points[0], points.at(-1)];
  if (unit !== "step" || rateLog === null || first === undefined || last === undefined) return null;
  return scheduleOf(rateLog, first.step, last.step);
}
