import type { RunToTrack } from "../../analysis/track/readableRun.js";
import type { RunAmongOthers } from "../../analysis/track/seeds/follow.js";
import { usageError } from "../../errors.js";
import { escapeControls } from "../../escape.js";
import type { RunPoint } from "../../model/run.js";
import type { TrackedRuns } from "../../model/runs.js";
import { isRemote } from "../../source/index.js";
import type { OwnCache } from "../../source/ownCache.js";
import { findCheckpoints } from "../../source/run/find.js";
import type { FoundCheckpoint } from "../../source/run/found.js";
import { chooseSteps, type StepChoice } from "../../source/run/thinning.js";
import { enumerated } from "../../words/phrases.js";
import { stepNumber } from "../../words/run/steps.js";
import { runLabels } from "../../words/seeds/labels.js";
import { readAhead } from "../keep/readAhead.js";
import { NormStore } from "../keep/store.js";
import { AT_ONCE, inOrder } from "./inOrder.js";
import { cacheFailure, cacheOf, type KeepRequest } from "./keepRun.js";
import { type FoundRun, logOf, noneChosen, placedRun, placeOf, snapshotReader } from "./run.js";
import { runFolder } from "./runFolder.js";

/** Several runs among the arguments, each of which is a folder, a pattern or a repository. */

type WithoutBaseline = Omit<RunAmongOthers, "run"> & { readonly run: Omit<RunToTrack, "baseline"> };

export interface SeveralRuns {
  readonly runs: readonly WithoutBaseline[];
  readonly counts: Pick<TrackedRuns, "foundInEach" | "common">;
  /** To be called once all is read. */
  readonly end: () => void;
}

/** An argument, and the checkpoints that it means. */
interface Argument {
  readonly typed: string;
  readonly found: readonly FoundCheckpoint[];
}

/** What is no run by itself is one of its checkpoints. */
const LEAST = 2;

/**
 * The runs that the arguments mean, at the steps that all have; null where they mean one run: where fewer than two of them are runs, and
 * where no step is found twice, as in a training that was continued in another folder.
 * @param labels what the user calls the runs; empty for names made from what was typed
 * @throws WdistError USAGE where it cannot be told which runs are meant, or they have fewer than two steps in common
 */
export async function openSeveralRuns(
  request: KeepRequest,
  labels: readonly string[],
  choice: StepChoice,
): Promise<SeveralRuns | null> {
  const { paths, flags, checkpoints, remark } = request;
  if (paths.length < LEAST) return null;
  const cache = flags.cache === false ? null : cacheOf(checkpoints);
  const placed = await runsAmong(request, cache);
  if (placed === null) return null;
  requireOneUnit(placed);
  requireDistinct(labels);
  const { common, chosen } = commonSteps(placed, choice);
  const names = labels.length > 0 ? labels : runLabels(placed.map(({ name }) => name));
  const opening: Opening = { request, cache, names, atOnce: Math.max(1, Math.floor(AT_ONCE / names.length)) };
  const runs = await Promise.all(
    placed.map(async (found, i) => {
      const points = found.points.filter(({ step }) => chosen.has(step));
      const { run, reader } = await openOne({ ...found, points }, i, opening);
      const name = labels[i] ?? found.name;
      return { label: names[i] as string, run: { ...run, name, found: common }, reader };
    }),
  );
  return {
    runs: counted(runs, request.onProgress),
    counts: { foundInEach: placed.map(({ points }) => points.length), common },
    end: () => {
      cache?.trim();
      if (cache?.failure != null) remark(cacheFailure(cache.failure));
    },
  };
}

interface PlacedArgument extends FoundRun {
  readonly typed: string;
}

/** Null where the arguments mean one run. */
async function runsAmong(
  { paths, checkpoints, remark }: KeepRequest,
  cache: OwnCache | null,
): Promise<readonly PlacedArgument[] | null> {
  const each = await Promise.all(
    paths.map(async (typed): Promise<Argument> => {
      const found = await findCheckpoints([typed], { options: checkpoints.sources, cache });
      return { typed, found };
    }),
  );
  const [runs, others] = [each.filter(isRunByItself), each.filter((one) => !isRunByItself(one))];
  if (runs.length < LEAST || isAnyTwice(each)) return null;
  const placed = await inOrder(runs, 1, async ({ typed, found }) => ({
    ...(await placedRun([typed], found, checkpoints)),
    typed,
  }));
  const alone = others.flatMap(({ found }) => found);
  const more = await inOrder(alone, 1, (one) => placeOf(one, checkpoints));
  const steps = [...placed.flatMap(({ points }) => points), ...more].flatMap(({ step }) => step ?? []);
  if (new Set(steps).size < steps.length) {
    requireRunsAlone(runs, others);
    return placed;
  }
  remark(`${enumerated(paths.map(escapeControls))} have no step in common, and were followed as one run`);
  return null;
}

interface Opening {
  readonly request: KeepRequest;
  readonly cache: OwnCache | null;
  readonly names: readonly string[];
  /** Checkpoints of a run that are read at once from elsewhere. */
  readonly atOnce: number;
}

async function openOne(found: PlacedArgument, i: number, { request, cache, names, atOnce }: Opening) {
  const { flags, checkpoints, remark } = request;
  const { typed, points, unit } = found;
  const rateLog = await logOf([typed], found, checkpoints, cache);
  const store =
    flags.store === undefined
      ? null
      : new NormStore(runFolder(flags.store, names, i), [typed], remark, checkpoints.sources.families);
  store?.keepLog(rateLog);
  const read = snapshotReader(checkpoints, { cache, store, unit });
  const isFar = points.some(({ path }) => isRemote(path));
  return {
    run: { ...found, rateLog },
    reader: () => (isFar ? readAhead(points, read, atOnce) : read),
  };
}

function isRunByItself({ found }: Argument): boolean {
  return found.length >= LEAST;
}

/** Is a checkpoint meant by two arguments? Then they are parts of one run. */
function isAnyTwice(each: readonly Argument[]): boolean {
  const paths = each.flatMap(({ found }) => found.map(({ path }) => path));
  return new Set(paths).size < paths.length;
}

function requireRunsAlone(runs: readonly Argument[], others: readonly Argument[]): void {
  const [other] = others;
  if (other === undefined) return;
  throw usageError(
    other.typed,
    `is one checkpoint, among ${runs.length} runs that are compared with each other`,
    "leave it out; as the start that distances are measured from, name it with --baseline",
  );
}

function requireDistinct(labels: readonly string[]): void {
  if (new Set(labels).size === labels.length) return;
  throw usageError(
    `--labels ${labels.join(",")}`,
    "calls two runs the same",
    "write a name of its own for each",
  );
}

function requireOneUnit(placed: readonly FoundRun[]): void {
  const [first, ...others] = placed;
  const other = others.find(({ unit }) => unit !== first?.unit);
  if (first === undefined || other === undefined) return;
  throw usageError(
    `${first.name} and ${other.name}`,
    "the names of one have steps, those of the other numbers that count something else",
    "compare runs whose checkpoints are named alike",
  );
}

/** @throws WdistError USAGE */
function commonSteps(placed: readonly FoundRun[], choice: StepChoice) {
  const [first, ...others] = placed as [FoundRun, ...FoundRun[]];
  const has = others.map(({ points }) => new Set(points.map(({ step }) => step)));
  const common: readonly RunPoint[] = first.points.filter(({ step }) => has.every((own) => own.has(step)));
  if (common.length < LEAST) {
    const [only] = common;
    throw usageError(
      enumerated(placed.map(({ name }) => name)),
      only === undefined
        ? "have no step that is in all of them"
        : `have only step ${stepNumber(only.step)} in common`,
      `runs are compared at steps that all have, ${LEAST} at least; to follow one run, name each of its checkpoints once`,
    );
  }
  const chosen = chooseSteps(common, choice);
  if (chosen.length < LEAST) throw noneChosen(common, chosen.length);
  return { common: common.length, chosen: new Set(chosen.map(({ step }) => step)) };
}

/** Says after each checkpoint how many there were: each is read twice, beside the others and in its own run. */
function counted(
  runs: readonly WithoutBaseline[],
  onProgress: (done: number, all: number) => void,
): readonly WithoutBaseline[] {
  const all = 2 * runs.reduce((sum, { run }) => sum + run.points.length, 0);
  let done = 0;
  return runs.map(({ reader, ...rest }) => ({
    ...rest,
    reader: () => {
      const read = reader();
      return async (point) => {
        const snapshot = await read(point);
        onProgress(Math.min(all, ++done), all);
        return snapshot;
      };
    },
  }));
}
