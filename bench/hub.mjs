import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { createServer } from "node:http";

/** A hub on loopback that answers every request after a round trip, and counts. */

const ROUND_TRIP_MS = 20;
const NAME = "owner/model";

/** As stanford-crfm saved GPT-2: 609 branches. */
export const STEPS = [
  ...Array.from({ length: 10 }, (_, k) => k * 10),
  ...Array.from({ length: 38 }, (_, k) => 100 + k * 50),
  ...Array.from({ length: 180 }, (_, k) => 2000 + k * 100),
  ...Array.from({ length: 381 }, (_, k) => 20_000 + k * 1000),
];

export const PATTERN = `hf://${NAME}@checkpoint-*`;

/** The branches' files are those given, in turn. `counts` are of all requests since it was last reset. */
export class Hub {
  counts = { requests: 0, bytes: 0 };
  #files;
  #server = createServer((request, response) => {
    this.counts.requests++;
    setTimeout(() => this.#answer(request, response), ROUND_TRIP_MS);
  });

  constructor(paths) {
    this.#files = paths.map((path) => ({ descriptor: openSync(path), byteLength: statSync(path).size }));
  }

  start() {
    return new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  stop() {
    for (const { descriptor } of this.#files) closeSync(descriptor);
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  get endpoint() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  reset() {
    this.counts = { requests: 0, bytes: 0 };
  }

  #answer(request, response) {
    const path = decodeURIComponent(request.url.replace(/\?.*/, ""));
    const commit = /[0-9a-f]{40}/.exec(path)?.[0];
    if (path === `/api/models/${NAME}/refs`)
      this.#json(response, { branches: branches(), tags: [], converts: [] });
    else if (path.startsWith("/api/"))
      this.#json(response, {
        _id: "1",
        id: NAME,
        sha: commit,
        siblings: [{ rfilename: "config.json" }, { rfilename: "model.safetensors" }],
        lastModified: "2024-02-19T00:00:00Z",
      });
    else if (path.includes("/resolve/"))
      response.writeHead(302, { location: path.replace(/^.*\/resolve/, "/cdn") }).end();
    else if (path.endsWith("/model.safetensors"))
      this.#range(this.#files[placeOf(commit) % this.#files.length], request, response);
    else this.#json(response, {});
  }

  #range({ descriptor, byteLength }, { headers }, response) {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range);
    const end = Math.min(Number(last) + 1, byteLength);
    const bytes = Buffer.alloc(end - Number(first));
    readSync(descriptor, bytes, 0, bytes.length, Number(first));
    this.counts.bytes += bytes.length;
    response.writeHead(206, {
      "content-length": bytes.length,
      "content-range": `bytes ${first}-${end - 1}/${byteLength}`,
      etag: '"one"',
    });
    response.end(bytes);
  }

  #json(response, body) {
    const text = JSON.stringify(body);
    this.counts.bytes += text.length;
    response.writeHead(200, { "content-type": "application/json" }).end(text);
  }
}

const commitOf = (step) => createHash("sha1").update(String(step)).digest("hex");
const PLACES = new Map(STEPS.map((step, place) => [commitOf(step), place]));
const placeOf = (commit) => PLACES.get(commit) ?? 0;

function branches() {
  return STEPS.map((step) => {
    const name = `checkpoint-${step}`;
    return { name, ref: `refs/heads/${name}`, targetCommit: commitOf(step) };
  });
}
