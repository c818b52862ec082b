import type { Failure } from "../../analysis/track/failures.js";
import { FailureWatch } from "../../analysis/track/failures.js";
import { usageError, WdistError } from "../../errors.js";
import { escapeControls } from "../../escape.js";
import type { GptModel } from "../../model/norms.js";
import type { TrackedRun } from "../../model/run.js";
import { isRemote } from "../../source/index.js";
import { pathExists } from "../../source/local.js";
import { isPattern } from "../../source/run/glob.js";
import { failureWords } from "../../words/run/watch.js";
import type { ExitCode } from "../command.js";
import { intervalMsOf, type WatchFlags } from "../flags/watch.js";
import type { Hold, Io } from "../io.js";
import { AtRest, type Resting } from "./atRest.js";
import type { Display } from "./display.js";
import { holdSignals } from "./hold.js";
import { type Taken, WatchedRun, type WatchSetting } from "./watchedRun.js";

/** `track --watch`: looks again and again, takes what is whole, shows the run as it stands, until there is a reason to end. */

export interface Watching extends WatchSetting {
  readonly flags: WatchFlags;
  /** What rules hold checkpoints against; null for the one before each. */
  readonly ruleBaseline: GptModel | null;
  readonly io: Io;
  readonly remark: (notice: string) => void;
  readonly display: Display;
}

export interface Watched {
  readonly run: TrackedRun;
  readonly exitCode: ExitCode;
}

/** @throws WdistError NOT_FOUND where it ends with fewer than two checkpoints */
export async function watchRun(watching: Watching): Promise<Watched> {
  requireFollowable(watching.typed);
  const hold = (watching.io.hold ?? holdSignals)();
  const watch = new Watch(watching);
  try {
    for (;;) {
      await watch.look(hold);
      const exitCode = watch.exitCode(hold);
      if (exitCode !== null) return { run: await watch.end(), exitCode };
      await hold.wait(intervalMsOf(watching.flags));
    }
  } finally {
    hold.release();
  }
}

class Watch {
  readonly #watching: Watching;
  readonly #rest: AtRest;
  readonly #run: WatchedRun;
  readonly #failures: FailureWatch;
  #failure: Failure | null = null;
  #newsAt: number;

  constructor(watching: Watching) {
    this.#watching = watching;
    this.#rest = new AtRest(watching.typed);
    this.#run = new WatchedRun(watching);
    this.#failures = new FailureWatch(watching.flags.failOn ?? [], watching.ruleBaseline);
    this.#newsAt = watching.io.now();
  }

  /** Takes what came to rest, the earliest step first, and shows what is new. */
  async look(hold: Hold): Promise<void> {
    const { remark, display, io } = this.#watching;
    let isNew = false;
    for (const resting of inStepOrder(this.#rest.look())) {
      if (hold.interrupted !== null) break;
      if (await this.#take(resting)) isNew = true;
    }
    for (const path of this.#rest.takeGone())
      remark(`${escapeControls(path)} was gone before it could be read`);
    if (!isNew) return;
    this.#newsAt = io.now();
    await display(await this.#run.tracked());
  }

  /** Null as long as there is no reason to end. */
  exitCode({ interrupted }: Hold): ExitCode | null {
    const { flags, io } = this.#watching;
    if (interrupted !== null) return interrupted;
    const { lastStep, points } = this.#run;
    // Of a single checkpoint nothing could be shown.
    if (this.#failure !== null && points.length > 1) return 1;
    if (flags.untilStep !== undefined && (lastStep ?? -1) >= flags.untilStep) return 0;
    const idleMs = io.now() - this.#newsAt;
    return flags.idle !== undefined && idleMs >= flags.idle * 60_000 ? 0 : null;
  }

  async end(): Promise<TrackedRun> {
    const { remark, typed } = this.#watching;
    if (this.#failure !== null) remark(failureWords(this.#failure, this.#run.unit));
    const run = await this.#run.tracked();
    if (run !== null) return run;
    throw new WdistError("NOT_FOUND", {
      where: typed.join(" "),
      what: `${this.#run.points.length === 0 ? "no checkpoint" : "only one checkpoint"} came while it was watched, and a run has at least two`,
      fix: "name the folder that the training writes its checkpoints to, or watch for longer",
    });
  }

  /** Against the checkpoint before it, also where an earlier watch took that. */
  async #judge({ step, model }: Taken): Promise<void> {
    if (this.#failures.isNew) {
      const before = await this.#run.before(step);
      if (before !== null) await this.#failures.add(before.step, before.model);
    }
    this.#failure ??= await this.#failures.add(step, model);
  }

  async #take(resting: Resting): Promise<boolean> {
    const taken = await this.#run.take(resting);
    const { path } = resting.found;
    if (taken instanceof WdistError) {
      // A folder that was named may still be empty.
      const isEmpty = taken.code === "NOT_FOUND" && this.#watching.typed.includes(path);
      if (this.#rest.wasUnreadable(resting) && !isEmpty) this.#run.leaveOut(path, taken);
      return false;
    }
    if (!this.#rest.wasRead(resting)) return false;
    await this.#judge(taken);
    return true;
  }
}

/** As far as names have steps. */
function inStepOrder(resting: readonly Resting[]): readonly Resting[] {
  const stepOf = ({ found }: Resting) => found.inName?.number ?? 0;
  return resting.toSorted((a, b) => stepOf(a) - stepOf(b));
}

/** @throws WdistError USAGE, NOT_FOUND */
function requireFollowable(typed: readonly string[]): void {
  for (const path of typed) {
    if (isRemote(path))
      throw usageError(path, "is not on this machine, where --watch follows files", "leave out --watch");
    if (isPattern(path) || pathExists(path) || pathExists(parentOf(path))) continue;
    throw new WdistError("NOT_FOUND", {
      where: path,
      what: "there is no such file or directory, nor the folder that it would be in",
      fix: "check the path",
    });
  }
}

function parentOf(path: string): string {
  return path.replace(/\/+$/, "").replace(/[^/]*$/, "") || ".";
}
