import type { ByteSource } from "../model/bytes.js";
import { isHubId, isHubUrl, parseHubUrl } from "./hubName.js";
import { openLocal, pathExists } from "./local.js";
import { DEFAULT_SOURCE_OPTIONS, type SourceOptions } from "./options.js";

export type { SourceOptions } from "./options.js";

/** What comes over a network: a URL, or a model of the hub that is not in the cache. */
export function isRemote(label: string): boolean {
  return /^(https?|hf):\/\//i.test(label);
}

/**
 * Opens the file behind what the user typed: a checkpoint file or a directory that holds one; an http or https URL;
 * `hf://owner/name[@revision][/file]`; or, where no such path exists, the name of a model on the Hugging Face hub.
 * @throws WdistError NOT_FOUND, NOT_A_FILE, READ_FAILED or USAGE
 */
export async function openSource(typed: string, options: Partial<SourceOptions> = {}): Promise<ByteSource> {
  const all = { ...DEFAULT_SOURCE_OPTIONS, ...options };
  // What needs a network is loaded when it is needed.
  if (isHubUrl(typed)) return (await import("./hub.js")).openHub(typed, parseHubUrl(typed), all);
  if (isRemote(typed)) return (await import("./http.js")).openUrl(typed, all);
  if (isHubId(typed) && !pathExists(typed)) {
    const { openHub } = await import("./hub.js");
    return openHub(typed, { repository: typed, revision: null, file: null }, all);
  }
  return openLocal(typed);
}
