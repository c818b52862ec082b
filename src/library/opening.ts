import * as checkpoint from "../family/checkpoint.js";
import type { GptModel } from "../model/norms.js";
import {
  checkOptions,
  either,
  FUNCTION,
  isObject,
  listOf,
  numberFrom,
  OBJECT,
  type OptionChecks,
  PATH,
  requireAllowed,
  TEXT_OR_NULL,
} from "./options.js";

/** Checkpoints for callers: opened by checked options. */

export type OpenOptions = checkpoint.OpenOptions;

/** A day: whoever waits longer does not wait for an answer. */
const MOST_WAIT_MS = 86_400_000;

const OPEN_CHECKS: OptionChecks<OpenOptions> = {
  env: OBJECT,
  fetch: FUNCTION,
  sleep: FUNCTION,
  timeoutMs: numberFrom(1, MOST_WAIT_MS),
  onFetched: FUNCTION,
  families: listOf("a list of families", isObject),
  at: either(TEXT_OR_NULL),
};

/** @throws WdistError USAGE */
export function checkOpenOptions(where: string, options: unknown): Partial<OpenOptions> {
  return checkOptions<OpenOptions>(where, options, OPEN_CHECKS);
}

/** @throws WdistError USAGE */
export function requirePath(where: string, name: string, path: unknown): void {
  requireAllowed(where, name, path, PATH);
}

/**
 * Opens a checkpoint and finds its norms. Reads headers only. Close the model when done.
 * @param path a file, a directory, an http or https URL, `hf://owner/name[@revision][/file]`, or a model's name on the
 *   Hugging Face hub where no such path exists
 * @throws WdistError
 */
export async function openCheckpoint(path: string, options: Partial<OpenOptions> = {}): Promise<GptModel> {
  requirePath("openCheckpoint", "path", path);
  return checkpoint.openCheckpoint(path, checkOpenOptions("openCheckpoint", options));
}

/**
 * Opens a checkpoint, runs `action` on it and closes it, whatever happens.
 * @throws WdistError, and whatever `action` throws
 */
export async function withCheckpoint<T>(
  path: string,
  action: (model: GptModel) => Promise<T>,
  options: Partial<OpenOptions> = {},
): Promise<T> {
  requirePath("withCheckpoint", "path", path);
  requireAllowed("withCheckpoint", "action", action, FUNCTION);
  return checkpoint.withCheckpoint(path, action, checkOpenOptions("withCheckpoint", options));
}

/** The same with two. */
export async function withCheckpoints<T>(
  prePath: string,
  postPath: string,
  action: (pre: GptModel, post: GptModel) => Promise<T>,
  options: Partial<OpenOptions> = {},
): Promise<T> {
  for (const path of [prePath, postPath]) requirePath("withCheckpoints", "path", path);
  requireAllowed("withCheckpoints", "action", action, FUNCTION);
  return checkpoint.withCheckpoints(prePath, postPath, action, checkOpenOptions("withCheckpoints", options));
}
