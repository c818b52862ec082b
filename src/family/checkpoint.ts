import { openTensors } from "../format/index.js";
import type { GptModel } from "../model/norms.js";
import { openSource, type SourceOptions } from "../source/index.js";
import type { Family } from "./family.js";
import { openModel } from "./index.js";

/** Checkpoints from where they are to their norms. */

/** How a checkpoint is opened. */
export interface OpenOptions extends SourceOptions {
  /** The kinds of models to look for, in the order in which they are tried. */
  readonly families: readonly Family[];
  /**
   * Which of several models in one file is meant, by where it is: "model_ema", "state.model", or "." for the root. Null
   * takes the only one that is whole.
   */
  readonly at: string | null;
}

/**
 * Opens a checkpoint and finds its norms. Reads headers only. Close the model when done.
 * @param path a file, a directory, an http or https URL, `hf://owner/name[@revision][/file]`, or a model's name on the
 *   Hugging Face hub where no such path exists
 * @throws WdistError
 */
export async function openCheckpoint(path: string, options: Partial<OpenOptions> = {}): Promise<GptModel> {
  return openModel(await openTensors(await openSource(path, options)), options.families, options.at);
}

/** Opens a checkpoint, runs `action` on it and closes it, whatever happens. */
export async function withCheckpoint<T>(
  path: string,
  action: (model: GptModel) => Promise<T>,
  options: Partial<OpenOptions> = {},
): Promise<T> {
  const model = await openCheckpoint(path, options);
  try {
    return await action(model);
  } finally {
    await model.close();
  }
}

/** The same with two. */
export function withCheckpoints<T>(
  prePath: string,
  postPath: string,
  action: (pre: GptModel, post: GptModel) => Promise<T>,
  options: Partial<OpenOptions> = {},
): Promise<T> {
  return withCheckpoint(
    prePath,
    (pre) => withCheckpoint(postPath, (post) => action(pre, post), options),
    options,
  );
}

/** The same with a baseline, where there is one. */
export function withBaseline<T>(
  path: string,
  baselinePath: string | null,
  action: (model: GptModel, baseline: GptModel | null) => Promise<T>,
  options: Partial<OpenOptions> = {},
): Promise<T> {
  return baselinePath === null
    ? withCheckpoint(path, (model) => action(model, null), options)
    : withCheckpoints(path, baselinePath, action, options);
}
