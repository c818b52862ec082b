import type { Snapshot } from "../../analysis/track/snapshot.js";
import { trackRun } from "../../analysis/track/track.js";
import { WdistError } from "../../errors.js";
import type { Selection } from "../../model/comparison.js";
import type { GptModel } from "../../model/norms.js";
import type { LeftOut, RunPoint, StepUnit, TrackedRun } from "../../model/run.js";
import { findLocalCheckpoints } from "../../source/run/find.js";
import { findRateLog } from "../../source/run/rateLog.js";
import { chooseSteps, type StepChoice } from "../../source/run/thinning.js";
import { normsReader } from "../keep/reader.js";
import type { NormStore } from "../keep/store.js";
import type { Checkpoints } from "../open/checkpoints.js";
import { placeOf } from "../open/run.js";
import type { Resting } from "./atRest.js";

/** What has been taken of a run that goes on: its norms lie in the store, where they stay when the checkpoints go. */

export interface WatchSetting {
  readonly typed: readonly string[];
  readonly choice: StepChoice;
  readonly selection: Selection;
  readonly baseline: Snapshot | null;
  readonly checkpoints: Checkpoints;
  readonly store: NormStore;
}

/** A checkpoint that was taken. */
export interface Taken {
  readonly step: number;
  readonly model: GptModel;
}

export class WatchedRun {
  readonly #setting: WatchSetting;
  readonly #points = new Map<number, RunPoint>();
  /** Steps that an earlier watch kept. */
  readonly #earlier = new Set<number>();
  readonly #leftOut = new Map<string, LeftOut>();
  #unit: StepUnit = "step";

  constructor(setting: WatchSetting) {
    this.#setting = setting;
    for (const { path, inName } of keptIn(setting.store.folder)) {
      if (inName === null) continue;
      this.#points.set(inName.number, { step: inName.number, path });
      this.#earlier.add(inName.number);
      this.#unit = inName.unit;
    }
  }

  get unit(): StepUnit {
    return this.#unit;
  }

  get lastStep(): number | null {
    return this.#ordered().at(-1)?.step ?? null;
  }

  get points(): readonly RunPoint[] {
    return this.#ordered();
  }

  /**
   * Reads a checkpoint and keeps its norms.
   * @returns why it cannot be read, where it cannot
   * @throws WdistError where norms cannot be kept
   */
  async take({ found }: Resting): Promise<Taken | WdistError> {
    const { checkpoints, store } = this.#setting;
    const placed = await this.#placeOf(found);
    if (placed instanceof WdistError) return placed;
    const { unit, ...point } = placed;
    if (this.#points.size > 0 && unit !== this.#unit) return countsOther(point.path);
    this.#unit = unit;
    const read = await normsReader(checkpoints, { cache: null, store, unit })(point);
    if (read instanceof WdistError) return read;
    this.#points.set(point.step, point);
    this.#earlier.delete(point.step);
    this.#leftOut.delete(point.path);
    const { snapshot } = await store.at(point.step, unit, point.path);
    return { step: point.step, model: snapshot };
  }

  /** The checkpoint with the largest step below; null where there is none, or it can no longer be read. */
  async before(step: number): Promise<Taken | null> {
    const point = this.#ordered().findLast((other) => other.step < step);
    if (point === undefined) return null;
    try {
      const { snapshot } = await this.#setting.store.at(point.step, this.#unit, point.path);
      return { step: point.step, model: snapshot };
    } catch {
      return null;
    }
  }

  leaveOut(path: string, { message }: WdistError): void {
    this.#leftOut.set(path, { path, step: null, reason: message });
  }

  /** The run as far as it has come; null with fewer than two checkpoints. @throws WdistError */
  async tracked(): Promise<TrackedRun | null> {
    const { typed, choice, selection, baseline, store } = this.#setting;
    const ordered = this.#ordered();
    const points = chooseSteps(ordered, choice);
    const last = ordered.at(-1);
    if (points.length < 2 || last === undefined) return null;
    const rateLog = findRateLog(typed, last.path) ?? findRateLog([store.folder], store.folder);
    store.keepRates(rateLog);
    const name = typed.length === 1 ? (typed[0] as string) : `${typed[0]} and ${typed.length - 1} more`;
    const run = {
      name: name.replace(/(?<=.)\/+$/, ""),
      unit: this.#unit,
      points,
      found: ordered.length,
      leftOut: [...this.#leftOut.values()],
      rateLog,
      baseline,
    };
    return trackRun(run, (point) => this.#read(point), selection);
  }

  async #read(point: RunPoint): Promise<Snapshot | WdistError> {
    const { checkpoints, store } = this.#setting;
    if (this.#earlier.has(point.step))
      return normsReader(checkpoints, { cache: null, store: null, unit: this.#unit })(point);
    try {
      return (await store.at(point.step, this.#unit, point.path)).snapshot;
    } catch (error) {
      if (error instanceof WdistError) return error;
      throw error;
    }
  }

  async #placeOf(found: Resting["found"]) {
    try {
      const placed = await placeOf(found, this.#setting.checkpoints);
      if ("unit" in placed) return placed;
      return new WdistError("READ_FAILED", { where: placed.path, what: placed.reason });
    } catch (error) {
      if (error instanceof WdistError) return error;
      throw error;
    }
  }

  #ordered(): readonly RunPoint[] {
    return [...this.#points.values()].sort((a, b) => a.step - b.step);
  }
}

/** The store may not be there yet. */
function keptIn(folder: string) {
  try {
    return findLocalCheckpoints([folder]);
  } catch {
    return [];
  }
}

function countsOther(path: string): WdistError {
  return new WdistError("USAGE", {
    where: path,
    what: "its name has a number that counts something else than those of the checkpoints before",
  });
}
