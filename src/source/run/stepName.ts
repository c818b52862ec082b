import type { StepUnit } from "../../model/run.js";

/** What the name of a checkpoint says of its step. */
export interface NumberInName {
  readonly number: number;
  readonly unit: StepUnit;
}

/** Number and unit by how trainers call their checkpoints; the first that fits wins. No unit may stand behind it: "10k" is not 10. */
const NAMES: readonly (readonly [pattern: RegExp, unit: StepUnit])[] = [
  // DeepSpeed's global_step1000, Pythia's step1000, OLMo's step1000-tokens4B, Lightning's epoch=3-step=1000.
  [/(?:^|[^a-z]|global)steps?[-_=]{0,2}(\d{1,15})(?![\da-z])/i, "step"],
  // BigScience's checkpoint-14000step.
  [/(?:^|[^\da-z])(\d{1,15})[-_]?steps?(?![\da-z])/i, "step"],
  // Megatron's iter_0001000.
  [/(?:^|[^a-z])iter(?:ation)?s?[-_=]{0,2}(\d{1,15})(?![\da-z])/i, "step"],
  // The Trainer's checkpoint-1000, TensorFlow's model.ckpt-1000, ckpt-1000.pt.
  [/(?:^|[^a-z])(?:checkpoint|ckpt)[-_=]{0,2}(\d{1,15})(?![\da-z])/i, "step"],
  // llm.c's model_00001000.bin.
  [/^model_(\d{8})$/, "step"],
  [/^(\d{1,15})$/, "step"],
  // What is kept of a run whose checkpoints have such numbers.
  [/^number-(\d{1,15})$/, "number"],
  [/(?:^|[^a-z])epoch[-_=]{0,2}(\d{1,15})(?![\da-z])/i, "number"],
];

/** The endings of checkpoints; what is before them may itself have dots. */
const ENDING = /\.(?:index\.json|safetensors|bin|pt|pth|ckpt|gguf|npz|h5|msgpack|index)$/i;

/** Amber's branches ckpt_000 to ckpt_358 count its checkpoints. */
const AMBER = /^ckpt_(\d{3})$/;

/** The number in the name of a file or a folder; null where there is none. */
export function numberInName(name: string): NumberInName | null {
  const place = AMBER.exec(name)?.[1];
  if (place !== undefined) return { number: Number(place), unit: "number" };
  const stem = withoutEnding(name);
  for (const [pattern, unit] of NAMES) {
    const digits = pattern.exec(stem)?.[1];
    if (digits !== undefined) return { number: Number(digits), unit };
  }
  return null;
}

/** The same of a path, URL or `hf://` name: of its last part, or of the one before, a folder or revision. */
export function numberInPath(path: string): NumberInName | null {
  const parts = path.split(/[/\\@]+/).filter((part) => part !== "");
  return numberInName(parts.at(-1) ?? "") ?? numberInName(parts.at(-2) ?? "");
}

/** `model.safetensors.index.json` has several. */
function withoutEnding(name: string): string {
  const shorter = name.replace(ENDING, "");
  return shorter === name ? name : withoutEnding(shorter);
}
