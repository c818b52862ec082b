import { WdistError } from "../../errors.js";
import type { LeftOut, RateLog, RunPoint, StepUnit } from "../../model/run.js";
import type { Snapshot } from "./snapshot.js";

/** A run before its checkpoints are opened. */
export interface RunToTrack {
  /** What was typed. */
  readonly name: string;
  readonly unit: StepUnit;
  /** By ascending step. */
  readonly points: readonly RunPoint[];
  /** How many there were before some were chosen. */
  readonly found: number;
  readonly leftOut: readonly LeftOut[];
  readonly rateLog: RateLog | null;
  /** What the distances are from, where that is not the first checkpoint. */
  readonly baseline: Snapshot | null;
}

/** Opens a checkpoint, reads its norms and closes it; an error for one that cannot be read. */
export type ReadSnapshot = (point: RunPoint) => Promise<Snapshot | WdistError>;

/** The checkpoints of a run that can be read. The two ends are read before the others, and kept. */
export class ReadableRun {
  readonly leftOut: LeftOut[] = [];
  readonly #run: RunToTrack;
  readonly #read: ReadSnapshot;
  #known = new Map<RunPoint, Snapshot | null>();
  #firstError: WdistError | null = null;

  constructor(run: RunToTrack, read: ReadSnapshot) {
    this.#run = run;
    this.#read = read;
  }

  async ends(): Promise<{ readonly first: Snapshot; readonly last: Snapshot }> {
    const { points } = this.#run;
    const first = await this.#firstReadable(points);
    const last = await this.#firstReadable(points.toReversed());
    if (first === null || last === null || first === last) throw this.#tooFew(first === null ? 0 : 1);
    return { first, last };
  }

  async *all(): AsyncGenerator<{ readonly point: RunPoint; readonly snapshot: Snapshot }> {
    for (const point of this.#run.points) {
      const snapshot = await this.#snapshotOf(point);
      this.#known.delete(point);
      if (snapshot !== null) yield { point, snapshot };
    }
  }

  async #firstReadable(points: readonly RunPoint[]): Promise<Snapshot | null> {
    for (const point of points) {
      const snapshot = this.#known.get(point) ?? (await this.#snapshotOf(point));
      this.#known.set(point, snapshot);
      if (snapshot !== null) return snapshot;
    }
    return null;
  }

  async #snapshotOf(point: RunPoint): Promise<Snapshot | null> {
    const known = this.#known.get(point);
    if (known !== undefined) return known;
    const read = await this.#read(point);
    if (!(read instanceof WdistError)) return read;
    this.#firstError ??= read;
    this.leftOut.push({ ...point, reason: read.message });
    return null;
  }

  #tooFew(readable: number): WdistError {
    const { name, points } = this.#run;
    const error = this.#firstError;
    const why = error === null ? "" : `; ${error.message}`;
    return new WdistError(error?.code ?? "NOT_FOUND", {
      where: name,
      what: `of ${points.length} checkpoints ${readable === 0 ? "none" : "only one"} could be read${why}`,
      ...(error?.fix == null ? {} : { fix: error.fix }),
      cause: error ?? undefined,
    });
  }
}
