import type { ReadSnapshot, RunToTrack } from "../../analysis/track/readableRun.js";
import { isRemote } from "../../source/index.js";
import { DEFAULT_SOURCE_OPTIONS } from "../../source/options.js";
import { cacheFolderOf, OwnCache } from "../../source/ownCache.js";
import type { StepChoice } from "../../source/run/thinning.js";
import type { Request } from "../command.js";
import { readAhead } from "../keep/readAhead.js";
import { NormStore } from "../keep/store.js";
import type { Checkpoints } from "./checkpoints.js";
import { AT_ONCE } from "./inOrder.js";
import { findRun, snapshotReader } from "./run.js";

/** What the flags say of keeping. */
export interface KeepFlags {
  readonly store?: string | undefined;
  readonly cache?: boolean | undefined;
}

export interface KeptRun {
  readonly run: Omit<RunToTrack, "baseline">;
  readonly read: ReadSnapshot;
  /** To be called once all is read. */
  readonly end: () => void;
}

export type KeepRequest = Pick<
  Request<KeepFlags>,
  "paths" | "flags" | "checkpoints" | "remark" | "onProgress"
>;

/**
 * The run that the arguments mean, and how its checkpoints are read: from what is kept of them where there is any.
 * @throws WdistError
 */
export async function openRun(
  { paths, flags, checkpoints, remark, onProgress }: KeepRequest,
  choice: StepChoice,
): Promise<KeptRun> {
  const cache = flags.cache === false ? null : cacheOf(checkpoints);
  const { families } = checkpoints.sources;
  const store = flags.store === undefined ? null : new NormStore(flags.store, paths, remark, families);
  const run = await findRun(paths, choice, checkpoints, cache);
  store?.keepLog(run.rateLog);
  const read = counted(
    snapshotReader(checkpoints, { cache, store, unit: run.unit }),
    run.points.length,
    onProgress,
  );
  const isFar = run.points.some(({ path }) => isRemote(path));
  return {
    run,
    read: isFar ? readAhead(run.points, read, AT_ONCE) : read,
    end: () => {
      cache?.trim();
      if (cache?.failure != null) remark(cacheFailure(cache.failure));
    },
  };
}

export function cacheOf({ sources }: Checkpoints): OwnCache {
  return new OwnCache(cacheFolderOf({ ...DEFAULT_SOURCE_OPTIONS, ...sources }));
}

export function cacheFailure(code: string): string {
  return `what was read from the hub could not be kept (${code}), and will be read again the next time; set XDG_CACHE_HOME to a folder that can be written, or use --store`;
}

/** Says after each checkpoint how many there were. */
function counted(
  read: ReadSnapshot,
  all: number,
  onProgress: (done: number, all: number) => void,
): ReadSnapshot {
  let done = 0;
  return async (point) => {
    const snapshot = await read(point);
    onProgress(++done, all);
    return snapshot;
  };
}
