import { compare, openCheckpoint } from "../../src/index.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { KnownPair, Tensors } from "./knownPairs.js";
import type { useTempDir } from "./tempDir.js";
import { fileOf } from "./tensorFiles.js";

/** Pairs of models in memory, compared as files are. */

export async function tensorsOf(path: string): Promise<Tensors> {
  const model = await openCheckpoint(path);
  const names = [...model.layerNorms.keys()];
  const tensors = await Promise.all(names.map(async (name) => [name, await model.read(name)] as const));
  await model.close();
  return new Map(tensors);
}

export function compareMade(
  folder: ReturnType<typeof useTempDir>,
  { pre, post, dtype }: Pick<KnownPair, "pre" | "post" | "dtype">,
): Promise<Comparison> {
  const before = folder.write("pre.safetensors", fileOf(pre, "F32"));
  const after = folder.write("post.safetensors", fileOf(post, dtype));
  return compare(before, after);
}
