import type { Selection } from "../../model/comparison.js";
import type { RunPoint, TrackedRun } from "../../model/run.js";
import { euclideanDistance } from "../../stats/movement.js";
import type { MeasuredPair, Subject } from "../diagnosis/subject.js";
import { readSubject } from "../diagnosis/whole.js";
import { offsetNotices } from "../offsetGains.js";
import { type SelectedTensor, selectTensors } from "../selection.js";
import { stepsToKeep } from "./keeping.js";
import { NeighbourWatch } from "./neighbours.js";
import { ReadableRun, type ReadSnapshot, type RunToTrack } from "./readableRun.js";
import { scheduleOf } from "./schedule.js";
import type { Snapshot } from "./snapshot.js";
import { TensorTrack } from "./tensorTrack.js";

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

/** Goes through the checkpoints; returns those that were read. `requireAlike` throws for one of another shape. */
async function followAll(
  readable: ReadableRun,
  tracks: readonly Followed[],
  watch: NeighbourWatch,
  requireAlike: (snapshot: Snapshot) => void,
): Promise<readonly RunPoint[]> {
  const points: RunPoint[] = [];
  let before: { readonly step: number; readonly snapshot: Snapshot } | null = null;
  for await (const { point, snapshot } of readable.all()) {
    requireAlike(snapshot);
    const subject: Subject | null =
      before === null ? null : await readSubject(before.snapshot, snapshot, TOP_MOVED);
    if (before !== null && subject !== null) watch.add(before.step, point.step, subject);
    const pairs = new Map((subject?.pairs ?? []).map((pair) => [pair.name, pair]));
    for (const { tensor, track } of tracks) {
      if (!snapshot.layerNorms.has(tensor.name)) continue;
      const pair = pairs.get(tensor.name);
      const came = before === null || pair === undefined ? null : { step: before.step, ...movementOf(pair) };
      track.add(point, await snapshot.readEffective(tensor.name), came);
    }
    points.push(point);
    before = { step: point.step, snapshot };
  }
  return points;
}

/** The dims that moved most are not asked for. */
const TOP_MOVED = 0;

function movementOf({ pre, post, change }: MeasuredPair) {
  return { movement: change, distance: euclideanDistance(pre.values, post.values) };
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
