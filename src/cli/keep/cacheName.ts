import type { OpenOptions } from "../../family/checkpoint.js";
import { hashOf } from "../../source/fileState.js";
import { hubFolder, hubOf } from "../../source/hubApi.js";
import { parseHubUrl } from "../../source/hubName.js";
import { DEFAULT_SOURCE_OPTIONS } from "../../source/options.js";

/** Raised when what is kept, or what it means, becomes another: what older versions kept is not read, and goes when there is no room. */
const VERSION = 1;

/** The name in the cache of a commit's norms. `pinned`: `hf://owner/name@commit[/path]`. */
export function cacheName(pinned: string, sources: Partial<OpenOptions>): string {
  const { repository, revision, file } = parseHubUrl(pinned);
  const hub = hubOf({ ...DEFAULT_SOURCE_OPTIONS, ...sources });
  const where = file === null && (sources.at ?? null) === null ? "" : partHash(file, sources.at ?? null);
  return `norms-${VERSION}/${hubFolder(hub)}/${repository.replace("/", "--")}/${revision ?? ""}${where}.safetensors`;
}

/** Several models of one commit. */
function partHash(file: string | null, at: string | null): string {
  return `-${hashOf(JSON.stringify([file, at])).slice(0, 16)}`;
}
