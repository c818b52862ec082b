import { join } from "node:path";
import type { ByteSource } from "../model/bytes.js";
import type { ModelConfig } from "../model/modelConfig.js";
import { CHECKPOINT_NAMES, isShardName } from "./directory.js";
import type { Folder } from "./folder.js";
import { readSmall } from "./smallFile.js";

/** `config.json`, which transformers writes beside a model's weights. */

export const CONFIG_NAME = "config.json";
/** Those of real models have a few kilobytes. */
export const MAX_CONFIG_BYTES = 1 << 20;
/** No model has a longer list. */
const MOST_TEXTS = 100;

/**
 * What `config.json` beside a checkpoint holds; null where there is none, or it is not a JSON object or too large for one.
 * It is believed only where it speaks of that file: of one in a folder that the user named, or under a usual name.
 */
export async function readConfig(source: ByteSource): Promise<ModelConfig | null> {
  const name = source.label.split(/[/\\]/).at(-1) ?? "";
  if (source.isOfFolder !== true && !CHECKPOINT_NAMES.usualNames.includes(name)) return null;
  let config: ByteSource | null = null;
  try {
    config = await source.openSibling(CONFIG_NAME);
    if (config.byteLength > MAX_CONFIG_BYTES) return null;
    return parseConfig(await config.read(0, config.byteLength));
  } catch {
    // Nothing depends on it: a checkpoint without it is read too.
    return null;
  } finally {
    await config?.close();
  }
}

/** What transformers reads before any usual name, if the configuration has it. */
const WEIGHTS_KEY = "transformers_weights";
const WEIGHTS_NAME = /^[^/\\]+\.safetensors(\.index\.json)?$/;

/** Could the configuration name another file than the usual ones? Most folders need not be asked. */
export function mayStateWeights({ files }: Folder): boolean {
  const isOther = (name: string) =>
    WEIGHTS_NAME.test(name) && !isShardName(name) && !CHECKPOINT_NAMES.usualNames.includes(name);
  return files.includes(CONFIG_NAME) && files.some(isOther);
}

/** The file that the configuration says the weights are in. */
export function statedWeights(config: Uint8Array): string | null {
  const name = parseConfig(config)?.text(WEIGHTS_KEY) ?? "";
  return WEIGHTS_NAME.test(name) ? name : null;
}

/** The same, of a folder on this machine. */
export function statedWeightsIn(path: string, folder: Folder): string | null {
  const config = mayStateWeights(folder) ? readSmall(join(path, CONFIG_NAME), MAX_CONFIG_BYTES) : null;
  return config === null ? null : statedWeights(config);
}

/** Null where the bytes are not a JSON object. */
export function parseConfig(bytes: Uint8Array): ModelConfig | null {
  const values = objectIn(bytes);
  if (values === null) return null;
  const own = (key: string): unknown => (Object.hasOwn(values, key) ? values[key] : undefined);
  const number = (key: string) => {
    const value = own(key);
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  };
  return {
    text: (key) => {
      const value = own(key);
      return typeof value === "string" ? value : null;
    },
    texts: (key) => {
      const value = own(key);
      const list: readonly unknown[] = Array.isArray(value) ? value.slice(0, MOST_TEXTS) : [];
      return list.filter((item) => typeof item === "string");
    },
    number,
    flag: (key) => {
      const value = own(key);
      return typeof value === "boolean" ? value : null;
    },
    count: (...keys) =>
      keys.map(number).find((value) => value !== null && Number.isSafeInteger(value) && value >= 0) ?? null,
  };
}

function objectIn(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
