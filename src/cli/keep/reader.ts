import type { ReadSnapshot } from "../../analysis/track/readableRun.js";
import { type Snapshot, takeSnapshot } from "../../analysis/track/snapshot.js";
import { WdistError } from "../../errors.js";
import type { RunPoint, StepUnit } from "../../model/run.js";
import { fileStateOf, hashOf } from "../../source/fileState.js";
import { isRemote } from "../../source/index.js";
import type { OwnCache } from "../../source/ownCache.js";
import type { Checkpoints } from "../open/checkpoints.js";
import { type Kept, keptBytes, MAX_KEPT_BYTES, type Origin, openKept } from "./keptNorms.js";
import { withPrecision } from "./sourceModel.js";
import type { NormStore } from "./store.js";

/** Reads the norms of a run's checkpoints, each from where it costs least: the user's store, the cache of the hub, the checkpoint itself. */

export interface Keeping {
  /** For what comes from a hub; null where nothing is to be kept. */
  readonly cache: OwnCache | null;
  readonly store: NormStore | null;
  readonly unit: StepUnit;
}

export const NOTHING_KEPT: Keeping = { cache: null, store: null, unit: "step" };

/** Opens one checkpoint of the run, reads its norms, keeps them, and closes it. */
export function normsReader(checkpoints: Checkpoints, keeping: Keeping): ReadSnapshot {
  return async (point) => {
    try {
      return await readNorms(point, checkpoints, keeping);
    } catch (error) {
      if (error instanceof WdistError && !isOfStore(error)) return error;
      throw error;
    }
  };
}

/** A checkpoint that cannot be read is left out; a store that cannot be written is an error of the whole. */
function isOfStore({ code }: WdistError): boolean {
  return code === "WRITE_FAILED" || code === "USAGE";
}

async function readNorms(point: RunPoint, checkpoints: Checkpoints, keeping: Keeping): Promise<Snapshot> {
  const { cache, store, unit } = keeping;
  const opens = point.pinned ?? point.path;
  const isCached = cache !== null && point.pinned !== undefined;
  // Of a file on this machine it costs more to keep its norms than to read them again.
  if (store === null && !isCached) return checkpoints.with(opens, snapshotOf);
  const origin = originOf(point);
  const stored = await store?.find(point, unit, origin);
  if (stored != null) return stored.snapshot;
  const { bytes, kept } = await readKeepable(origin, checkpoints, isCached ? cache : null);
  await store?.keep(bytes, kept, unit, origin);
  return kept.snapshot;
}

/** Kept norms are as precise as their source was. */
async function snapshotOf(model: Parameters<typeof takeSnapshot>[0]): Promise<Snapshot> {
  return withPrecision(await takeSnapshot(model), model.metadata);
}

interface Keepable {
  readonly bytes: Uint8Array;
  readonly kept: Kept;
}

/** From the cache, or else from the checkpoint and then into the cache: what is returned is the same. */
async function readKeepable(
  origin: Origin,
  checkpoints: Checkpoints,
  cache: OwnCache | null,
): Promise<Keepable> {
  const { sources } = checkpoints;
  const name =
    cache === null ? origin.base : (await import("./cacheName.js")).cacheName(origin.base, sources);
  const cached = cache?.read(name, MAX_KEPT_BYTES) ?? null;
  const opening = { label: name, base: origin.base, families: sources.families };
  if (cached !== null) {
    try {
      return { bytes: cached, kept: await openKept(cached, opening) };
    } catch (error) {
      // Damaged: it is read again, and replaced.
      if (!(error instanceof WdistError)) throw error;
    }
  }
  const bytes = await checkpoints.with(origin.base, (model) => keptBytes(model, origin));
  cache?.write(name, bytes);
  return { bytes, kept: await openKept(bytes, opening) };
}

function originOf({ path, pinned, step }: RunPoint): Origin {
  const base = (pinned ?? path).replace(/(?<=.)\/+$/, "");
  if (pinned !== undefined) return { step, base, place: hashOf(path), state: hashOf(pinned) };
  const known = isRemote(path) ? null : fileStateOf(path);
  return { step, base, place: known?.place ?? null, state: known?.state ?? null };
}
