import { clientFor, fetchAnswer, type Hub, notOfAHub, worded } from "./hubApi.js";
import { isCommit, isRevision } from "./hubName.js";

/** The branches and tags of a repository, as `GET /api/models/OWNER/NAME/refs` lists them. */

export interface HubRef {
  readonly name: string;
  /** Where it was when the hub was asked: a commit never changes, and a branch may. */
  readonly commit: string;
}

/**
 * Every branch, then every tag of another name.
 * @param typed what the user wrote, for errors
 * @throws WdistError NOT_FOUND, READ_FAILED
 */
export async function listRefs(typed: string, repository: string, hub: Hub): Promise<readonly HubRef[]> {
  const path = repository.split("/").map(encodeURIComponent).join("/");
  const url = new URL(`./api/models/${path}/refs`, hub.endpoint);
  const response = await fetchAnswer(typed, url, clientFor(hub), { isPatient: true });
  if (response.status !== 200) throw worded(typed, undefined, response.status, hub);
  const answer = parseRefs(await response.text());
  if (answer === null) throw notOfAHub(typed, "is no list of branches");
  return answer;
}

/** Null for what is no such list; what is no ref of Git is left out, for it becomes part of a URL. */
export function parseRefs(json: string): readonly HubRef[] | null {
  const answer = objectIn(json);
  if (answer === null || !Array.isArray(answer.branches)) return null;
  const tags: readonly unknown[] = Array.isArray(answer.tags) ? answer.tags : [];
  const byName = new Map<string, HubRef>();
  for (const entry of [...(answer.branches as readonly unknown[]), ...tags]) {
    const { name, targetCommit: commit } = isObject(entry) ? entry : {};
    if (typeof name !== "string" || typeof commit !== "string") continue;
    if (isRevision(name) && isCommit(commit) && !byName.has(name)) byName.set(name, { name, commit });
  }
  return [...byName.values()];
}

function objectIn(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How a list is kept: what `parseRefs` reads. */
export function refsJson(refs: readonly HubRef[]): string {
  return JSON.stringify({ branches: refs.map(({ name, commit }) => ({ name, targetCommit: commit })) });
}
