import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The real GPT-2's LayerNorms, which do not belong to this project: tests that read them say so where they are absent. */
const DATA = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

export const REAL_PRE = `${DATA}gpt2-124m-ln-pre.safetensors`;
export const REAL_POST = `${DATA}gpt2-124m-ln-post.safetensors`;
export const REAL_IS_ABSENT = !existsSync(REAL_PRE);
export const WHERE_REAL = "on the real GPT-2 (skipped where ../shared/data is absent)";

/** A file of ../shared; null where it is absent, and tests that need it are skipped. */
export function sharedPath(path: string): string | null {
  const file = fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
  return existsSync(file) ? file : null;
}
