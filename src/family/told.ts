import type { Architecture } from "../model/architecture.js";
import type { ModelConfig } from "../model/modelConfig.js";
import type { TensorReader } from "../model/tensors.js";
import type { Family } from "./family.js";

/** What a checkpoint itself, or the config.json beside it, says of the kind of model that it is. */
export interface Told {
  /** GGUF's `general.architecture`; null where the file is no GGUF. */
  readonly gguf: string | null;
  /** What this program wrote into norms that it extracted. */
  readonly extracted: string | null;
  readonly config: ModelConfig | null;
  /** config.json's `model_type`. */
  readonly modelType: string | null;
}

/** Under which key an extract says of which architecture its norms are. GPT-2's have none. */
export const ARCHITECTURE_KEY = "architecture";

/** What is written into an extract of such a model, so that it is known again: its norms alone do not tell families apart. */
export function architectureMetadata({
  name,
}: Architecture): readonly (readonly [key: string, value: string])[] {
  return name === "gpt2" ? [] : [[ARCHITECTURE_KEY, name]];
}

export async function toldOf(reader: TensorReader): Promise<Told> {
  const config = (await reader.readConfig?.()) ?? null;
  return {
    gguf: reader.metadata.get("general.architecture") ?? null,
    extracted: extractedArchitecture(reader),
    config,
    modelType: config?.text("model_type") ?? null,
  };
}

/** Null for what is no extract, and for GPT-2's. */
export function extractedArchitecture({ metadata }: Pick<TensorReader, "metadata">): string | null {
  return metadata.has("extracted_by") ? (metadata.get(ARCHITECTURE_KEY) ?? null) : null;
}

/** Could the checkpoint be of this family, by what it says of itself? */
export function mayBe({ modelTypes, ggufNames }: Family, told: Told): boolean {
  if (told.gguf !== null) return ggufNames.includes(told.gguf);
  // Its names alone decide.
  if (modelTypes.length === 0) return true;
  return told.modelType === null || modelTypes.includes(told.modelType);
}

/** Is something said that decides between families of the same names? */
export function isTold({ gguf, extracted, modelType }: Told): boolean {
  return gguf !== null || extracted !== null || modelType !== null;
}
