import { escapeControls } from "../escape.js";
import type { Comparison } from "../model/comparison.js";
import type { ModelInfo } from "../model/norms.js";

/** Names of files that say nothing about which model they hold: their folder says it. */
const GENERIC = /^((pytorch_|tf_|flax_|adapter_)?model|checkpoint|ckpt)$/;

/** The endings of checkpoints, and of the indices of those that are several files. */
const ENDING = /\.(index\.json|safetensors|bin|pt|pth|ckpt|gguf|npz|h5|msgpack|index)$/i;

/** A model in Hugging Face's cache: its folder has its name, those below have none. */
const CACHED = /^models--(?:.+--)?(?<name>.+)$/;

/**
 * A short name for a checkpoint, from its path or URL: `runs/b/model.safetensors` is "b", `pre.safetensors` is "pre",
 * `hf://openai-community/gpt2/model.safetensors` is "gpt2".
 */
export function modelLabel(path: string): string {
  const parts = path.split(/[/\\]+/).filter((part) => part !== "" && part !== "." && part !== "..");
  const file = parts.at(-1) ?? path;
  const stem = withoutEnding(file);
  if (!GENERIC.test(stem)) return stem === "" ? file : stem;
  const cached = parts.at(-3) === "snapshots" ? CACHED.exec(parts.at(-4) ?? "")?.groups?.name : undefined;
  return cached ?? parts.at(-2) ?? stem;
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.split(/[/\\]+/).findLast((part) => part !== "") ?? path;
}

/** "pre -> post": which checkpoints a picture is of, made inert. Not to be typeset: names stay as they are. */
export function pairLabel({ pre, post }: Pick<Comparison, "pre" | "post">): string {
  return [pre, post].map((model) => escapeControls(labelOf(model))).join(" → ");
}

/** What a checkpoint is called: as the user says, or after its path. */
export function labelOf({ label, path }: Pick<ModelInfo, "label" | "path">): string {
  return label ?? modelLabel(path);
}

/** What checkpoints of one report are called: by their short names, or by their paths where several have the same one. */
export function modelLabels(paths: readonly string[]): string[] {
  const pathsOf = new Map<string, Set<string>>();
  for (const path of paths) {
    const label = modelLabel(path);
    pathsOf.set(label, (pathsOf.get(label) ?? new Set()).add(path));
  }
  return paths.map((path) => {
    const label = modelLabel(path);
    return pathsOf.get(label)?.size === 1 ? label : path;
  });
}

/** `model.safetensors.index.json` and `model.ckpt.index` have several. */
function withoutEnding(file: string): string {
  const shorter = file.replace(ENDING, "");
  return shorter === file ? file : withoutEnding(shorter);
}
