import { openModel } from "./family/index.js";
import { openTensors } from "./format/index.js";
import type { CompareOptions, Comparison, GptModel } from "./model.js";
import { openSource } from "./source/index.js";
import { compareModels, DEFAULT_COMPARE_OPTIONS } from "./study/compare.js";

/**
 * Opens a GPT-2 checkpoint, a file or a directory, and finds its LayerNorms. Reads headers only.
 * Close the model when done.
 * @throws WdistError
 */
export async function openCheckpoint(path: string): Promise<GptModel> {
  return openModel(await openTensors(await openSource(path)));
}

/**
 * Compares the LayerNorms of two checkpoints, reading nothing else of them.
 * @throws WdistError
 */
export async function compare(
  prePath: string,
  postPath: string,
  options: Partial<CompareOptions> = {},
): Promise<Comparison> {
  const pre = await openCheckpoint(prePath);
  try {
    const post = await openCheckpoint(postPath);
    try {
      return await compareModels(pre, post, { ...DEFAULT_COMPARE_OPTIONS, ...options });
    } finally {
      await post.close();
    }
  } finally {
    await pre.close();
  }
}
