import { hashOf } from "../fileState.js";
import { askHub, type HubAnswer } from "../hub.js";
import { type Hub, hubFolder, hubOf, isOffline, requireOnline } from "../hubApi.js";
import { isCommit, isFilePath, isRepository } from "../hubName.js";
import { type HubRef, listRefs, parseRefs, refsJson } from "../hubRefs.js";
import type { SourceOptions } from "../options.js";
import type { OwnCache } from "../ownCache.js";

/** As long as a list is believed: within it a run that was read needs nothing of the hub. New checkpoints come more slowly. */
export const FRESH_MS = 3_600_000;
const MAX_LIST_BYTES = 1 << 22;

type Files = Pick<HubAnswer, "commit" | "paths">;

/** What repositories have, asked for once an hour: branches and tags, or the files of a revision. */
export class HubLists {
  readonly #typed: string;
  readonly #hub: Hub;
  readonly #cache: OwnCache | null;

  /** `typed`: what the user wrote, for errors. */
  constructor(typed: string, options: SourceOptions, cache: OwnCache | null) {
    this.#typed = typed;
    this.#hub = hubOf(options);
    this.#cache = cache;
  }

  /** @throws WdistError NOT_FOUND, READ_FAILED */
  refs(repository: string): Promise<readonly HubRef[]> {
    const name = this.#nameOf(repository, "refs");
    return this.#once(name, parseRefs, refsJson, () => listRefs(this.#typed, repository, this.#hub));
  }

  /** @throws WdistError NOT_FOUND, READ_FAILED */
  files(repository: string, revision: string | null): Promise<Files> {
    const name = this.#nameOf(repository, `files of ${revision ?? "main"}`);
    return this.#once(name, parseFiles, JSON.stringify, async () => {
      const { commit, paths } = await askHub(this.#typed, { repository, revision }, this.#hub);
      return { commit, paths };
    });
  }

  /** A branch may have any name: the file's is a hash. */
  #nameOf(repository: string, list: string): string {
    const hash = hashOf(list).slice(0, 16);
    const folder = isRepository(repository) ? repository.replace("/", "--") : "";
    return `lists/${hubFolder(this.#hub)}/${folder}/${hash}.json`;
  }

  async #once<T>(
    name: string,
    parse: (json: string) => T | null,
    write: (list: T) => string,
    ask: () => Promise<T>,
  ): Promise<T> {
    const kept = this.#kept(name);
    const known = kept === null ? null : parse(kept);
    if (known !== null) return known;
    requireOnline(this.#typed, "its list of checkpoints was not kept on this machine", this.#hub.options);
    const list = await ask();
    this.#cache?.write(name, write(list));
    return list;
  }

  #kept(name: string): string | null {
    const age = this.#cache?.ageMs(name) ?? null;
    // Whoever may not ask takes an old list.
    if (age === null || (age > FRESH_MS && !isOffline(this.#hub.options))) return null;
    return this.#cache?.peek(name, MAX_LIST_BYTES)?.toString("utf8") ?? null;
  }
}

function parseFiles(json: string): Files | null {
  try {
    const { commit, paths } = JSON.parse(json) as Readonly<Record<string, unknown>>;
    if (typeof commit !== "string" || !isCommit(commit) || !Array.isArray(paths)) return null;
    const all: readonly unknown[] = paths;
    return { commit, paths: all.filter((path) => typeof path === "string").filter(isFilePath) };
  } catch {
    return null;
  }
}
