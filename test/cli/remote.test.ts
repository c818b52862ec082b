import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { withProgress } from "../../src/cli/terminal/progress.js";
import { FakeHub } from "../support/fakeHub.js";
import { type Outcome, runCli } from "../support/fakeIo.js";
import { type ServedFile, served, useServer } from "../support/httpServer.js";
import { float32Header, layerNormNames } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";

const server = useServer();
const cdn = useServer();
const dir = useTempDir();
const PRE = "fixtures/small-gpt2-pre.safetensors";
const POST = "fixtures/small-gpt2-post.safetensors";
let hub = new FakeHub(server, cdn);

beforeEach(() => {
  server.reset();
  cdn.reset();
  hub = new FakeHub(server, cdn);
});

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return runCli(args, { env: { HF_ENDPOINT: server.origin, HF_HOME: join(dir.path, "none"), ...env } });
}

/** A file as large as GPT-2's, of which every number is 0.125: nothing of it is held. */
function gpt2(): { readonly file: ServedFile; readonly layerNormBytes: number } {
  const norms = layerNormNames({ blocks: 12 }).map((name) => ({ name, shape: [768] }));
  const others = Array.from({ length: 12 }, (_, block) => [
    { name: `h.${block}.attn.c_attn.weight`, shape: [768, 2304] },
    { name: `h.${block}.mlp.c_fc.weight`, shape: [768, 3072] },
    { name: `h.${block}.mlp.c_proj.weight`, shape: [3072, 768] },
  ]).flat();
  const { beginning, byteLength } = float32Header([
    ...others,
    { name: "wte.weight", shape: [50_257, 768] },
    ...norms,
  ]);
  const read = (startByte: number, endByte: number) => {
    const bytes = Buffer.alloc(endByte - startByte);
    for (let i = startByte; i < endByte; i++) {
      bytes[i - startByte] = beginning[i] ?? [0, 0, 0, 0x3e][(i - beginning.length) % 4] ?? 0;
    }
    return bytes;
  };
  return { file: { byteLength, read }, layerNormBytes: 50 * 768 * 4 };
}

describe("a comparison with a model on the hub", () => {
  it("costs the header and the LayerNorms, not the half gigabyte", async () => {
    const { file, layerNormBytes } = gpt2();
    expect(file.byteLength).toBeGreaterThan(400_000_000);
    hub.addFile("openai-community/gpt2", "model.safetensors", file);
    const { code, out, err } = await run([
      "compare",
      "openai-community/gpt2",
      "openai-community/gpt2",
      "--format",
      "json",
    ]);
    expect(err).toBe("note: openai-community/gpt2: took hf://openai-community/gpt2/model.safetensors\n");
    expect(code).toBe(0);
    const [pre] = [JSON.parse(out).pre];
    expect(pre).toMatchObject({
      path: "hf://openai-community/gpt2/model.safetensors",
      blocks: 12,
      width: 768,
    });
    // Both sides: the first 64 kB each, the configuration asked for, then all tensors, which lie side by side.
    expect(cdn.sentBytes).toBe(2 * (65_536 + layerNormBytes));
    expect(cdn.seen).toHaveLength(2 * (1 + 1 + 1));
  });

  it("gives the numbers of a comparison of local files", async () => {
    server.misbehave = () => false;
    for (const [name, path] of [
      ["/pre.safetensors", PRE],
      ["/post.safetensors", POST],
    ] as const) {
      server.files.set(name, served(readFileSync(path)));
    }
    const remote = await run([
      "compare",
      `${server.origin}/pre.safetensors`,
      `${server.origin}/post.safetensors?x=1`,
      "--format",
      "csv",
    ]);
    const local = await run(["compare", PRE, POST, "--format", "csv"]);
    expect(remote.code).toBe(0);
    expect(remote.out).toBe(local.out);
  });

  it("is a check too, and a summary, an inspection, an extract", async () => {
    server.misbehave = () => false;
    server.files.set("/pre.safetensors", served(readFileSync(PRE)));
    const url = `${server.origin}/pre.safetensors`;
    for (const args of [
      ["check", url],
      ["stats", url],
      ["inspect", url],
    ]) {
      expect((await run(args)).code, args[0]).toBe(0);
    }
    const file = join(dir.path, "ln.safetensors");
    const before = server.sentBytes;
    expect((await run(["extract", url, "-o", file])).code).toBe(0);
    const { out } = await run(["inspect", file]);
    expect(out.replace(/\s+/g, " ")).toContain(`"source": "${url}"`);
    expect(out).not.toContain("source_sha256");
    // What is not in the first 64 kB: it fetches no file to hash it.
    expect(server.sentBytes - before).toBeLessThanOrEqual(readFileSync(PRE).length);
  });
});

describe("trouble with a remote model", () => {
  it.each([
    [
      ["compare", "no-such/model", PRE],
      /no-such\/model: there is no such file or directory, and the hub at .* has no such model/,
    ],
    [["compare", "no-such-model", PRE], /no-such-model: there is no such file or directory, and/],
    [["inspect", "hf://a/b//d"], /hf:\/\/a\/b\/\/d: names no model/],
    [["inspect", "http://127.0.0.1:9/model.safetensors"], /connection failed|attempts/],
  ])("is one clear error and exit code 2: %j", async (args, message) => {
    const { code, out, err } = await run(args, { HF_TOKEN: "hf_verySECRET" });
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/^gpt2-wdist: error: /);
    expect(err).toMatch(message);
    expect(err).not.toContain("SECRET");
    expect(err).not.toMatch(/^\s+at /m);
  });

  it("may not overwrite what cannot be a file here", async () => {
    server.misbehave = () => false;
    server.files.set("/pre.safetensors", served(readFileSync(PRE)));
    const file = join(dir.path, "pre.safetensors");
    expect((await run(["extract", `${server.origin}/pre.safetensors`, "-o", file])).code).toBe(0);
  });
});

describe("progress", () => {
  /** Runs fetches of 100 kB at these times, and says what stderr shows. */
  async function shown(times: readonly number[], isTerminal: boolean, quiet = false): Promise<string> {
    let at = 0;
    let err = "";
    const stream = {
      write: (chunk: string | Uint8Array) => {
        err += chunk;
      },
      isTerminal,
      columns: 40,
      colourLevel: async () => 0 as const,
    };
    const io = { stdout: stream, stderr: stream, env: {}, fetch, now: () => at };
    await withProgress(io, quiet, async ({ onFetched }) => {
      for (const time of times) {
        at = time;
        onFetched?.("hf://owner/\u001b[31mname/model.safetensors", 100_000);
      }
    });
    return err;
  }

  it("is silent within a second", async () => {
    expect(await shown([0, 500, 999], true)).toBe("");
    expect(await shown([0, 500, 999], false)).toBe("");
  });

  it("is one plain line elsewhere than on a terminal", async () => {
    expect(await shown([0, 1000, 1500, 9000], false)).toBe(
      "fetching hf://owner/\\u{1b}[31mname/model.safetensors\n",
    );
  });

  it("is a line of a terminal, no wider than that, painted anew now and then, and removed at the end", async () => {
    const err = await shown([0, 1000, 1050, 1100], true);
    expect(err.split("\r").slice(1)).toEqual([
      "fetching hf://owner/\\u{1b}[31mname/mode\u001b[K",
      "fetching hf://owner/\\u{1b}[31mname/mode\u001b[K",
      "\u001b[K",
    ]);
  });

  it("is silent when asked to be", async () => {
    expect(await shown([0, 5000], true, true)).toBe("");
  });
});

describe("a report on a model that is elsewhere", () => {
  it("fetches no more for its hash, and says that there is none", async () => {
    server.files.set("/post.safetensors", served(readFileSync(POST)));
    const page = join(dir.path, "remote.html");
    const { code } = await run([
      "compare",
      PRE,
      `${server.origin}/post.safetensors?token=secret`,
      "-q",
      "-o",
      page,
    ]);
    expect(code).toBe(0);
    const html = readFileSync(page, "utf8");
    expect(html).toContain("read by ranges");
    expect(html).toContain("not taken");
    expect(html.includes("secret")).toBe(false);
  });
});

describe("many checkpoints", () => {
  /** Serves every range late, and counts how many are waited for at once. */
  function serveLate(names: readonly string[]): { readonly most: () => number } {
    const bytes = readFileSync(PRE);
    let waiting = 0;
    let most = 0;
    for (const name of names) server.files.set(`/${name}`, served(bytes));
    server.misbehave = (request, response) => {
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
      if (from === undefined || to === undefined || !server.files.has(request.url ?? "")) return false;
      most = Math.max(most, ++waiting);
      setTimeout(() => {
        waiting--;
        const end = Math.min(Number(to), bytes.length - 1);
        response.writeHead(206, { "content-range": `bytes ${from}-${end}/${bytes.length}` });
        response.end(bytes.subarray(Number(from), end + 1));
      }, 20);
      return true;
    };
    return { most: () => most };
  }

  const names = Array.from({ length: 20 }, (_, i) => `c${i}.safetensors`);

  it("are read several at once, and reported in the order in which they were named", async () => {
    const { most } = serveLate(names);
    const urls = names.map((name) => `${server.origin}/${name}`);
    const { code, out } = await run(["stats", ...urls, "--norms", "ln_f", "--format", "json"]);
    expect(code).toBe(0);
    const told = [...out.matchAll(/"path": "[^"]*\/(c\d+\.safetensors)"/g)].map(([, name]) => name);
    expect(told).toEqual(names);
    expect(most()).toBeGreaterThan(1);
    expect(most()).toBeLessThanOrEqual(8);
  });

  it("of which some fail tell of the first", async () => {
    serveLate(names.slice(0, 3));
    const urls = names.slice(0, 6).map((name) => `${server.origin}/${name}`);
    const { code, out, err } = await run(["stats", ...urls, "--norms", "ln_f"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("c3.safetensors");
  });
});
