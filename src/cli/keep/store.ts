import { join, resolve } from "node:path";
import { usageError, WdistError } from "../../errors.js";
import { escapeControls } from "../../escape.js";
import type { RateLog, RunPoint, StepUnit } from "../../model/run.js";
import { readSmall } from "../../source/smallFile.js";
import { writeWhole } from "../../source/wholeFile.js";
import { writeFailed } from "../output/writeFailed.js";
import {
  haveSameNorms,
  isOfPlace,
  isOfState,
  type Kept,
  MAX_KEPT_BYTES,
  type Opening,
  type Origin,
  openKept,
} from "./keptNorms.js";

/** A folder of kept norms, a file a step, which is a run itself: `--store`. */

/** So that names sort as their steps do, up to those of the longest trainings. */
const DIGITS = 8;
const RATES_NAME = "trainer_state.json";

export class NormStore {
  readonly #folder: string;
  readonly #families: Opening["families"];
  readonly #remark: (notice: string) => void;
  #keptRates = 0;

  /** `typed`: the run, which must lie elsewhere. @throws WdistError USAGE */
  constructor(
    folder: string,
    typed: readonly string[],
    remark: (notice: string) => void,
    families?: Opening["families"],
  ) {
    if (folder.trim() === "")
      throw usageError('--store ""', "is not a path", "name a folder; is a variable empty?");
    if (typed.some((path) => resolve(path) === resolve(folder)))
      throw usageError(`--store ${folder}`, "is the run itself", "name another folder");
    this.#folder = folder;
    this.#families = families;
    this.#remark = remark;
  }

  get folder(): string {
    return this.#folder;
  }

  /** What is kept of that very state of a checkpoint; null where there is nothing. */
  async find(point: RunPoint, unit: StepUnit, origin: Origin): Promise<Kept | null> {
    const kept = await this.#keptAt(this.#pathOf(point.step, unit), origin.base);
    return kept !== null && isOfState(kept.entries, origin) ? kept : null;
  }

  /** What is kept of a step, shown as what `base` opens. @throws WdistError READ_FAILED where it is not there, or damaged */
  async at(step: number, unit: StepUnit, base: string): Promise<Kept> {
    const path = this.#pathOf(step, unit);
    const kept = await this.#keptAt(path, base);
    if (kept !== null) return kept;
    throw new WdistError("READ_FAILED", {
      where: path,
      what: "what was kept there is gone or damaged",
      fix: "start again, so that it is read again",
    });
  }

  /**
   * Keeps norms. What a later state of the same checkpoint replaces is named; that of another run is not replaced.
   * @throws WdistError USAGE, WRITE_FAILED
   */
  async keep(bytes: Uint8Array, news: Kept, unit: StepUnit, origin: Origin): Promise<void> {
    const path = this.#pathOf(origin.step, unit);
    const before = await this.#keptAt(path, origin.base);
    if (before !== null && !haveSameNorms(before.entries, news.entries)) {
      if (!isOfPlace(before.entries, origin)) throw ofAnotherRun(path, origin);
      this.#remark(
        `${escapeControls(path)} was of an earlier state of ${escapeControls(origin.base)}, and was replaced`,
      );
    }
    this.#write(path, bytes);
  }

  /** Keeps the learning rates as a Trainer does, so that what is said of settling stays known. */
  keepRates(log: RateLog | null): void {
    const rates = log?.rates ?? [];
    if (rates.length <= this.#keptRates) return;
    this.#keptRates = rates.length;
    const log_history = rates.map(({ step, rate }) => ({ step, learning_rate: rate }));
    const state = { global_step: rates.at(-1)?.step ?? 0, log_history };
    this.#write(join(this.#folder, RATES_NAME), `${JSON.stringify(state)}\n`);
  }

  #pathOf(step: number, unit: StepUnit): string {
    return join(this.#folder, `${unit}-${String(step).padStart(DIGITS, "0")}.safetensors`);
  }

  /** What is damaged is as good as not there. */
  async #keptAt(path: string, base: string): Promise<Kept | null> {
    const bytes = readSmall(path, MAX_KEPT_BYTES);
    if (bytes === null) return null;
    try {
      return await openKept(bytes, { label: path, base, families: this.#families });
    } catch (error) {
      if (error instanceof WdistError) return null;
      throw error;
    }
  }

  #write(path: string, bytes: string | Uint8Array): void {
    try {
      writeWhole(path, bytes);
    } catch (cause) {
      throw writeFailed(path, cause);
    }
  }
}

function ofAnotherRun(path: string, { base, step }: Origin): WdistError {
  return usageError(
    "--store",
    `${path} has other norms of step ${step}, which did not come from ${base}`,
    "name a folder of its own for every run",
  );
}
