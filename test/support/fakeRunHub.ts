import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { type LoopbackServer, served } from "./httpServer.js";

/** Files of a commit by their paths. */
type Files = Readonly<Record<string, Uint8Array | string>>;

/**
 * A Hugging Face hub on loopback with repositories of many branches and tags, each a commit: lists of refs, of a commit's files, and
 * `resolve`, which redirects to another server for the bytes.
 */
export class FakeRunHub {
  /** The token that opens its models; null where they are open to all. */
  token: string | null = null;
  /** Answers a request its own way, by its path and how many came before it; false leaves it to the usual way. */
  fault: (path: string, response: ServerResponse, count: number) => boolean = () => false;
  readonly #server: LoopbackServer;
  readonly #cdn: LoopbackServer;
  readonly #commits = new Map<string, Files>();
  readonly #refs = new Map<
    string,
    { readonly name: string; readonly kind: "branches" | "tags"; readonly commit: string }[]
  >();

  constructor(server: LoopbackServer, cdn: LoopbackServer) {
    this.#server = server;
    this.#cdn = cdn;
    server.misbehave = (request, response, count) => {
      const path = decodeURIComponent((request.url ?? "").replace(/\?.*/s, ""));
      if (this.fault(path, response, count)) return true;
      if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
        answer(response, 401, { error: "Invalid username or password." });
        return true;
      }
      return this.#answer(path, response);
    };
  }

  /** Sets a branch or a tag; the commit is made from the files. Returns it. */
  set(repository: string, name: string, files: Files, kind: "branches" | "tags" = "branches"): string {
    const hash = createHash("sha1");
    for (const [path, bytes] of Object.entries(files)) hash.update(`${path}\0`).update(bytes);
    const commit = hash.update(repository).digest("hex");
    this.#commits.set(`${repository}@${commit}`, files);
    const others = (this.#refs.get(repository) ?? []).filter((ref) => ref.name !== name);
    this.#refs.set(repository, [...others, { name, kind, commit }]);
    for (const [path, bytes] of Object.entries(files))
      this.#cdn.files.set(`/${commit}/${path}`, served(bytes));
    return commit;
  }

  /** As when a branch was rewritten, and what it was before is collected. */
  forget(repository: string, commit: string): void {
    this.#commits.delete(`${repository}@${commit}`);
  }

  /** A branch for every folder of a run on this machine, by its name or as `nameOf` calls it. */
  setRun(repository: string, folder: string, nameOf: (folder: string) => string = (name) => name): void {
    for (const name of readdirSync(folder)) this.set(repository, nameOf(name), filesIn(join(folder, name)));
  }

  /** Requests that reached either server. */
  get requests(): number {
    return this.#server.seen.length + this.#cdn.seen.length;
  }

  get paths(): readonly string[] {
    return this.#server.seen.map(({ path }) => path);
  }

  #answer(path: string, response: ServerResponse): boolean {
    const listed = /^\/api\/models\/(.+?)\/refs$/.exec(path)?.[1];
    if (listed !== undefined) return this.#answerRefs(listed, response);
    const [, name = "", revision] = /^\/api\/models\/(.+?)\/revision\/(.+)$/.exec(path) ?? [];
    if (revision !== undefined) return this.#answerFiles(name, revision, response);
    const [, repository, commit, file] = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
    if (this.#commits.get(`${repository}@${commit}`)?.[file ?? ""] === undefined) {
      answer(response, 404, { error: "Entry not found" });
      return true;
    }
    response.writeHead(302, { location: `${this.#cdn.origin}/${commit}/${file}?signature=x` }).end();
    return true;
  }

  #answerRefs(repository: string, response: ServerResponse): true {
    const refs = this.#refs.get(repository);
    if (refs === undefined) {
      answer(response, 404, { error: "Repository not found" });
      return true;
    }
    const of = (kind: string) =>
      refs
        .filter((ref) => ref.kind === kind)
        .map(({ name, commit }) => ({ name, ref: `refs/heads/${name}`, targetCommit: commit }));
    answer(response, 200, { branches: of("branches"), converts: [], tags: of("tags") });
    return true;
  }

  #answerFiles(repository: string, revision: string, response: ServerResponse): true {
    const named = this.#refs.get(repository)?.find(({ name }) => name === revision)?.commit;
    const commit = named ?? revision;
    const files = this.#commits.get(`${repository}@${commit}`);
    if (files === undefined) answer(response, 404, { error: "Invalid rev id" });
    else {
      const siblings = Object.keys(files).map((rfilename) => ({ rfilename }));
      answer(response, 200, {
        _id: "1",
        id: repository,
        sha: commit,
        siblings,
        lastModified: "2024-02-19T00:00:00Z",
      });
    }
    return true;
  }
}

function filesIn(folder: string): Files {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
