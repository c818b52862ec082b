import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { openSource } from "../../src/source/index.js";
import { FakeHub } from "../support/fakeHub.js";
import { useServer } from "../support/httpServer.js";
import { refusalOf } from "../support/refusal.js";
import { useTempDir } from "../support/tempDir.js";

const server = useServer();
const cdn = useServer();
const dir = useTempDir();
const TOKEN = "hf_secretSECRETsecret";
const COMMIT = "607a30d783dfa663caf39e06633721c8d4cfcd7e";
let hub = new FakeHub(server, cdn);
let homes = 0;

beforeEach(() => {
  server.reset();
  cdn.reset();
  hub = new FakeHub(server, cdn);
});

function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { HF_ENDPOINT: server.origin, HF_HOME: join(dir.path, "empty"), HOME: dir.path, ...more };
}

function open(typed: string, env: Readonly<Record<string, string>> = {}) {
  return openSource(typed, { env: environment(env), sleep: async () => {} });
}

async function textOf(typed: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const source = await open(typed, env);
  const text = Buffer.from(await source.read(0, source.byteLength)).toString("utf8");
  await source.close();
  return text;
}

/** A cache as huggingface_hub lays it out. */
function cacheOf(folder: string, files: Readonly<Record<string, string>>, revision = "main"): string {
  const home = join(dir.path, `home-${homes++}`);
  const repository = join(home, "hub", folder);
  mkdirSync(join(repository, "refs"), { recursive: true });
  mkdirSync(join(repository, "blobs"));
  mkdirSync(join(repository, "snapshots", COMMIT), { recursive: true });
  writeFileSync(join(repository, "refs", revision), COMMIT);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(repository, "blobs", `blob-of-${name}`), text);
    symlinkSync(`../../blobs/blob-of-${name}`, join(repository, "snapshots", COMMIT, name));
  }
  return home;
}

describe("a model on the hub", () => {
  it("is found by its id, and its safetensors file read by ranges behind the hub's redirect", async () => {
    hub.add("openai-community/gpt2", {
      "config.json": "{}",
      "model.safetensors": "weights",
      "pytorch_model.bin": "old",
    });
    const source = await open("openai-community/gpt2");
    expect(source.label).toBe("hf://openai-community/gpt2/model.safetensors");
    expect(Buffer.from(await source.read(0, 7)).toString()).toBe("weights");
    expect(server.seen.map(({ path }) => path)).toEqual([
      "/api/models/openai-community/gpt2/revision/main",
      `/openai-community/gpt2/resolve/${hub.commit}/model.safetensors`,
    ]);
  });

  it("may be named without an owner: the hub says what it is called today", async () => {
    hub.add("openai-community/gpt2", { "model.safetensors": "weights" });
    hub.rename("gpt2", "openai-community/gpt2");
    expect(await textOf("gpt2")).toBe("weights");
    expect(server.seen.at(-1)?.path).toBe(`/openai-community/gpt2/resolve/${hub.commit}/model.safetensors`);
  });

  it.each([
    ["hf://owner/name", "weights", "main"],
    ["hf://owner/name/other.bin", "other", "main"],
    ["hf://owner/name@v1.0", "weights", "v1.0"],
    ["hf://owner/name@refs%2Fpr%2F1/other.bin", "other", "refs/pr/1"],
  ])("may be named as %s", async (typed, text, revision) => {
    hub.add("owner/name", { "model.safetensors": "weights", "other.bin": "other" }, revision);
    expect(await textOf(typed)).toBe(text);
  });

  it("has its shards from the same commit", async () => {
    hub.add("owner/name", {
      "model.safetensors.index.json": "{}",
      "model-00001-of-00002.safetensors": "first",
    });
    const index = await open("owner/name");
    const shard = await index.openSibling("model-00001-of-00002.safetensors");
    expect(shard.label).toBe("hf://owner/name/model-00001-of-00002.safetensors");
    expect(Buffer.from(await shard.read(0, 5)).toString()).toBe("first");
    expect(server.seen.at(-1)?.path).toBe(
      `/owner/name/resolve/${hub.commit}/model-00001-of-00002.safetensors`,
    );
  });

  it("is not asked for where a path of that name exists, be it a directory without a checkpoint", async () => {
    hub.add("owner/name", { "model.safetensors": "from the hub" });
    mkdirSync(join(dir.path, "owner/name"), { recursive: true });
    const before = process.cwd();
    process.chdir(dir.path);
    try {
      expect((await refusalOf(open("owner/name"))).message).toContain("holds no checkpoint");
      writeFileSync("owner/name/model.safetensors", "from the disk");
      expect(await textOf("owner/name")).toBe("from the disk");
    } finally {
      process.chdir(before);
    }
    expect(server.seen).toEqual([]);
  });

  it.each([
    "model.safetensors",
    "runs/pytorch_model.bin",
    "./gpt2",
    "../gpt2",
    "/gpt2",
    "a/b/c",
    "-gpt2",
    "gpt2-",
    "a--b",
    "a..b",
    "owner/",
    "x".repeat(97),
    "https:/x",
    "gpt 2",
  ])("is not looked for under %j, which has not the form of an id", async (typed) => {
    expect((await refusalOf(open(typed))).code).toBe("NOT_FOUND");
    expect(server.seen).toEqual([]);
  });

  it.each([
    "hf://",
    "hf://a/b//d",
    "hf://owner/../x",
    "hf://owner/name@",
    "hf://owner/name@%zz",
    "hf://a b/c",
    "hf://owner/name@..",
    "hf://owner/name@a%2F..%2Fb",
    "hf://owner/name@a%0Ab",
    "hf://owner/name@main/..",
    "hf://owner/name/a\\b",
    `hf://owner/name@${"x".repeat(256)}`,
  ])("is not looked for under %j, which is refused as no name", async (typed) => {
    expect((await refusalOf(open(typed))).code).toBe("USAGE");
    expect(server.seen).toEqual([]);
  });
});

describe("the token", () => {
  const gated = { "model.safetensors": "gated weights" };

  it.each([
    ["HF_TOKEN", { HF_TOKEN: TOKEN }],
    ["HUGGING_FACE_HUB_TOKEN", { HUGGING_FACE_HUB_TOKEN: TOKEN }],
  ])("comes from %s, and opens what is gated", async (_name, env) => {
    hub.add("owner/gated", gated);
    hub.token = TOKEN;
    expect(await textOf("owner/gated", env)).toBe("gated weights");
    expect(server.seen.every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true);
  });

  it("comes from the file that `hf auth login` writes", async () => {
    hub.add("owner/gated", gated);
    hub.token = TOKEN;
    const home = join(dir.path, "logged-in");
    mkdirSync(home);
    writeFileSync(join(home, "token"), `${TOKEN}\n`);
    expect(await textOf("owner/gated", { HF_HOME: home })).toBe("gated weights");
  });

  it("is never sent to the server that the hub redirects to", async () => {
    hub.add("owner/name", gated);
    await textOf("owner/name", { HF_TOKEN: TOKEN });
    expect(cdn.seen.length).toBeGreaterThan(0);
    expect(cdn.seen.map(({ authorization }) => authorization).filter((one) => one !== null)).toEqual([]);
  });

  it("that the hub does not accept is not repeated", async () => {
    hub.add("owner/gated", gated);
    hub.token = "another";
    const refusal = await refusalOf(open("owner/gated", { HF_TOKEN: TOKEN }));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.message).toContain("private or gated (401)");
    expect(refusal.fix).toContain("accept its terms");
    expect(JSON.stringify([refusal, refusal.message, refusal.fix])).not.toContain("secret");
  });

  it("is asked for where it is missing", async () => {
    hub.add("owner/gated", gated);
    hub.token = TOKEN;
    expect((await refusalOf(open("owner/gated"))).fix).toContain("HF_TOKEN");
  });
});

describe("a model that cannot be had", () => {
  it("is neither a path nor on the hub: both are said", async () => {
    const refusal = await refusalOf(open("no-such/model"));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.where).toBe("no-such/model");
    expect(refusal.message).toMatch(
      /there is no such file or directory, and the hub at http:\/\/127\.0\.0\.1:\d+ has no such model/,
    );
  });

  it("has no checkpoint among its files", async () => {
    hub.add("owner/dataset", { "README.md": "hello", "sub/model.safetensors": "not at the top" });
    const refusal = await refusalOf(open("owner/dataset"));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.where).toBe("hf://owner/dataset");
  });

  it.each([500, 503, 429, 418, 301, 204])("because the hub answers %i", async (status) => {
    server.misbehave = (_request, response) => {
      response.writeHead(status, { "content-type": "application/json" }).end('{"error":"\\u001b[2Jdown"}');
      return true;
    };
    const refusal = await refusalOf(open("owner/name"));
    expect(refusal.code).toBe("READ_FAILED");
    expect(refusal.message).toContain(`answers ${status < 400 ? 502 : status}`);
    expect(refusal.message).not.toContain("down");
  });

  it("because the hub sends what is no answer of its API", async () => {
    server.misbehave = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end("<html>");
      return true;
    };
    expect((await refusalOf(open("owner/name"))).code).toBe("READ_FAILED");
  });

  it("because nobody listens where HF_ENDPOINT points, or it points nowhere", async () => {
    const refusal = await refusalOf(open("owner/name", { HF_ENDPOINT: "http://127.0.0.1:9" }));
    expect(refusal.message).toContain("could not be asked");
    expect((await refusalOf(open("owner/name", { HF_ENDPOINT: "file:///etc" }))).code).toBe("USAGE");
  });
});

describe("the local cache", () => {
  it("is looked into first: nothing is asked of the hub", async () => {
    const home = cacheOf("models--owner--name", { "config.json": "{}", "model.safetensors": "cached" });
    expect(await textOf("owner/name", { HF_HOME: home })).toBe("cached");
    expect(await textOf("owner/name", { HF_HUB_CACHE: join(home, "hub"), HF_HOME: "/nowhere" })).toBe(
      "cached",
    );
    expect(await textOf("hf://owner/name/config.json", { HF_HOME: home })).toBe("{}");
    expect(server.seen).toEqual([]);
  });

  it.each([
    ["gpt2", "models--gpt2"],
    ["gpt2", "models--openai-community--gpt2"],
    ["openai-community/gpt2", "models--gpt2"],
    ["distilgpt2", "models--distilbert--distilgpt2"],
  ])("has %s in %s: some models were without an owner once", async (typed, folder) => {
    const home = cacheOf(folder, { "model.safetensors": "cached" });
    expect(await textOf(typed, { HF_HOME: home })).toBe("cached");
  });

  it("has branches, tags and commits", async () => {
    const home = cacheOf("models--owner--name", { "model.safetensors": "cached" }, "v1.0");
    expect(await textOf("hf://owner/name@v1.0", { HF_HOME: home })).toBe("cached");
    expect(await textOf(`hf://owner/name@${COMMIT}`, { HF_HOME: home })).toBe("cached");
    expect((await refusalOf(open("hf://owner/name@v2.0", { HF_HOME: home, HF_HUB_OFFLINE: "1" }))).code).toBe(
      "NOT_FOUND",
    );
  });

  it("that has only the configuration is passed over", async () => {
    hub.add("owner/name", { "model.safetensors": "from the hub" });
    const home = cacheOf("models--owner--name", { "config.json": "{}" });
    expect(await textOf("owner/name", { HF_HOME: home })).toBe("from the hub");
  });

  it("is all there is when HF_HUB_OFFLINE is set", async () => {
    hub.add("owner/other", { "model.safetensors": "from the hub" });
    const refusal = await refusalOf(open("owner/other", { HF_HUB_OFFLINE: "1" }));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.message).toContain("HF_HUB_OFFLINE");
    expect(server.seen).toEqual([]);
  });

  it.each(["../../../etc", "..", "x/../../y"])("is not left by a revision like %j", async (revision) => {
    const home = cacheOf("models--owner--name", { "model.safetensors": "cached" });
    const typed = `hf://owner/name@${encodeURIComponent(revision)}`;
    expect((await refusalOf(open(typed, { HF_HOME: home, HF_HUB_OFFLINE: "1" }))).code).toBe("USAGE");
  });
});
