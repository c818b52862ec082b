import type { ServerResponse } from "node:http";
import { type LoopbackServer, type ServedFile, served } from "./httpServer.js";

/**
 * A Hugging Face hub on loopback: the part of its API that tells a model's commit and files, and `resolve`, which
 * redirects to another server for the bytes, as the real one does.
 */
export class FakeHub {
  readonly commit = "11c5a3d5811f50298f278a704980280950aedb10";
  /** The token that opens its models; null where they are open to all. */
  token: string | null = null;
  /** What it says instead of the truth, in every answer about a model. */
  lies: Readonly<Record<string, unknown>> = {};
  readonly #models = new Map<string, { readonly files: readonly string[]; readonly revision: string }>();
  readonly #renamed = new Map<string, string>();
  readonly #cdn: LoopbackServer;

  constructor(server: LoopbackServer, cdn: LoopbackServer) {
    this.#cdn = cdn;
    server.misbehave = (request, response) => {
      const path = decodeURIComponent((request.url ?? "").replace(/\?.*/s, ""));
      if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
        answer(response, 401, { error: "Invalid username or password." });
        return true;
      }
      return this.#answer(path, response);
    };
  }

  add(name: string, files: Readonly<Record<string, string>>, revision = "main"): void {
    this.#models.set(name, { files: Object.keys(files), revision });
    for (const [file, text] of Object.entries(files)) this.#cdn.files.set(`/${name}/${file}`, served(text));
  }

  /** A model of one file that is too large to hold. */
  addFile(name: string, fileName: string, file: ServedFile): void {
    this.add(name, { [fileName]: "" });
    this.#cdn.files.set(`/${name}/${fileName}`, file);
  }

  rename(from: string, to: string): void {
    this.#renamed.set(from, to);
  }

  #answer(path: string, response: ServerResponse): boolean {
    const [, asked = "", revision] = /^\/api\/models\/(.+?)\/revision\/(.+)$/.exec(path) ?? [];
    if (revision !== undefined) {
      const name = this.#renamed.get(asked) ?? asked;
      const model = this.#models.get(name);
      if (model === undefined || model.revision !== revision) {
        answer(response, 404, { error: "Repository not found" });
      } else {
        const siblings = model.files.map((rfilename) => ({ rfilename }));
        answer(response, 200, {
          _id: "1",
          id: name,
          sha: this.commit,
          siblings,
          lastModified: "2024-02-19T00:00:00Z",
          ...this.lies,
        });
      }
      return true;
    }
    const [, name, commit, file] = /^\/([^/]+(?:\/[^/]+)?)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
    if (name === undefined || commit !== this.commit) return false;
    response.writeHead(302, { location: `${this.#cdn.origin}/${name}/${file}?signature=x` }).end();
    return true;
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
