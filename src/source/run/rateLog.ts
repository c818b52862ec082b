import { basename, dirname, join } from "node:path";
import type { LoggedLoss, LoggedRate, RateLog } from "../../model/run.js";
import { CHECKPOINT_NAMES } from "../directory.js";
import { isRemote } from "../index.js";
import { readSmall } from "../smallFile.js";

/** `trainer_state.json`, in which transformers' Trainer keeps its step and its log. */

const STATE_NAME = "trainer_state.json";
/** Some 100,000 entries. */
const MAX_STATE_BYTES = 1 << 24;

/** What a training says of itself beside a checkpoint. */
interface TrainerState {
  readonly path: string;
  readonly globalStep: number | null;
  readonly rates: readonly LoggedRate[];
  readonly losses: readonly LoggedLoss[];
  readonly heldOutLosses: readonly LoggedLoss[];
}

/**
 * The step that the training was at when it wrote what is at the path, a folder or a file under a usual name; null where nothing says it.
 * Beside a file under a name of its own there may be others, of other steps.
 */
export function trainerStepBeside(path: string): number | null {
  if (isRemote(path)) return null;
  const isUsual = CHECKPOINT_NAMES.usualNames.includes(basename(path));
  return readState(isUsual ? dirname(path) : path)?.globalStep ?? null;
}

/**
 * The learning rates of the run, from the longest log beside its last checkpoint, or where the run is: `typed` are the arguments. Null
 * where there is none.
 */
export function findRateLog(typed: readonly string[], lastCheckpoint: string): RateLog | null {
  // Of checkpoints named one by one each may have a log of its own, and the last one has the longest.
  const folders = new Set([lastCheckpoint, dirname(lastCheckpoint), ...(typed.length === 1 ? typed : [])]);
  const logs = [...folders]
    .filter((folder) => !isRemote(folder))
    .map(readState)
    .filter((state) => state !== null && state.rates.length > 0);
  const [longest] = logs.toSorted((a, b) => lastStepOf(b) - lastStepOf(a));
  if (longest === undefined || longest === null) return null;
  const { globalStep: _, ...log } = longest;
  return log;
}

function lastStepOf(state: TrainerState | null): number {
  return state?.rates.at(-1)?.step ?? 0;
}

function readState(folder: string): TrainerState | null {
  const path = join(folder, STATE_NAME);
  const bytes = readSmall(path, MAX_STATE_BYTES);
  const state = bytes === null ? null : objectIn(bytes.toString("utf8"));
  if (state === null) return null;
  const { global_step, log_history: history } = state;
  return {
    path,
    globalStep: stepOf(global_step),
    rates: logged(history, "learning_rate")
      .filter(({ value }) => value >= 0)
      .map(({ step, value }) => ({ step, rate: value })),
    losses: lossesOf(history, "loss"),
    heldOutLosses: lossesOf(history, "eval_loss"),
  };
}

function lossesOf(history: unknown, name: string): LoggedLoss[] {
  return logged(history, name).map(({ step, value }) => ({ step, loss: value }));
}

interface Logged {
  readonly step: number;
  readonly value: number;
}

/** By ascending step, what is finite. Of a log that was continued after going back to an earlier step, the later entries. */
function logged(history: unknown, name: string): Logged[] {
  if (!Array.isArray(history)) return [];
  const byStep = new Map<number, number>();
  for (const entry of history as readonly unknown[]) {
    if (typeof entry !== "object" || entry === null) continue;
    const { step, [name]: value } = entry as Readonly<Record<string, unknown>>;
    const known = stepOf(step);
    if (known !== null && typeof value === "number" && Number.isFinite(value)) byStep.set(known, value);
  }
  return [...byStep].map(([step, value]) => ({ step, value })).sort((a, b) => a.step - b.step);
}

function stepOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function objectIn(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    // Half written, or not JSON at all: the run is read without it.
    return null;
  }
}
