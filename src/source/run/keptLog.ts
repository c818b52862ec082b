import { readSmall } from "../smallFile.js";
import { MAX_STATE_BYTES } from "./rateLog.js";

/** What is kept of `trainer_state.json`: the numbers of its log, and nothing that a training says of its machine. */

/** transformers' own names. */
const KEYS = ["step", "learning_rate", "loss", "eval_loss"];

/** Of a file on this machine; null where it cannot be read, or is none. */
export function keptLogOf(path: string): string | null {
  const bytes = readSmall(path, MAX_STATE_BYTES);
  return bytes === null ? null : keptLog(bytes.toString("utf8"));
}

/** The same numbers as JSON that `rateLog.ts` reads; null for what is no such log. The same log gives the same text. */
export function keptLog(json: string): string | null {
  const { global_step, log_history: history } = objectIn(json) ?? {};
  if (!Array.isArray(history)) return null;
  const entries = (history as readonly unknown[]).flatMap((entry) => {
    const numbers = Object.entries(objectOf(entry) ?? {}).filter(
      ([key, value]) => KEYS.includes(key) && typeof value === "number",
    );
    // An entry of the step alone says nothing.
    return numbers.length > 1 ? [Object.fromEntries(numbers)] : [];
  });
  const step = typeof global_step === "number" ? { global_step } : {};
  return `${JSON.stringify({ ...step, log_history: entries })}\n`;
}

function objectIn(json: string): Readonly<Record<string, unknown>> | null {
  try {
    return objectOf(JSON.parse(json));
  } catch {
    // Half written.
    return null;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
}
