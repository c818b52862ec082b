import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type Outcome, runCli } from "../support/fakeIo.js";
import { FakeRunHub } from "../support/fakeRunHub.js";
import { gpt2File } from "../support/gpt2File.js";
import { useServer } from "../support/httpServer.js";
import { trainerState, writeRun } from "../support/runs.js";
import { useTempDir } from "../support/tempDir.js";

/** `track` of runs that are on a hub. */

const server = useServer();
const cdn = useServer();
const dir = useTempDir();
const NAME = "owner/model";
const STEPS = [0, 10, 20, 40, 80];
const local = writeRun(dir, "run", { steps: STEPS, blocks: 2, width: 8 });
let hub = new FakeRunHub(server, cdn);
let cache = "";

beforeEach(() => {
  server.reset();
  cdn.reset();
  hub = new FakeRunHub(server, cdn);
  cache = mkdtempSync(join(dir.path, "cache-"));
});

function track(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return runCli(["track", ...args], {
    env: { HF_ENDPOINT: server.origin, HOME: dir.path, XDG_CACHE_HOME: cache, ...env },
  });
}

interface Tracked {
  readonly unit: string;
  readonly schedule: { readonly path: string; readonly peak: number } | null;
  readonly checkpoints: readonly { readonly step: number; readonly path: string }[];
  readonly leftOut: readonly { readonly step: number; readonly reason: string }[];
  readonly tensors: readonly { readonly name: string; readonly steps: readonly unknown[] }[];
}

async function tracked(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Tracked> {
  const { code, out, err } = await track([...args, "--format", "json"], env);
  expect([code, err.replace(/^note: .*\n/gm, "")]).toEqual([0, ""]);
  return JSON.parse(out) as Tracked;
}

const stepsOf = ({ checkpoints }: Tracked) => checkpoints.map(({ step }) => step);

describe("a run in branches of the hub", () => {
  it("gives the numbers that its checkpoints give on this machine, each from its branch's commit", async () => {
    hub.setRun(NAME, local);
    hub.set(NAME, "main", { "model.safetensors": "not asked for" });
    const there = await tracked([`hf://${NAME}@checkpoint-*`]);
    const here = await tracked([local]);
    expect(there.tensors).toEqual(here.tensors);
    expect(there.checkpoints.map(({ path }) => path)).toEqual(
      STEPS.map((step) => `hf://${NAME}@checkpoint-${step}`),
    );
    expect(hub.paths.filter((path) => path.includes("/main"))).toEqual([]);
  });

  it.each([
    ["checkpoint-*", (step: number) => `checkpoint-${step}`],
    ["step*", (step: number) => `step${step}`],
    ["step*", (step: number) => `step${step}-tokens${step / 10}B`],
    ["stage1-*", (step: number) => `stage1-step${step}-tokens4B`],
    ["step-*", (step: number) => `step-${String(step).padStart(6, "0")}-2BT`],
    ["checkpoint-[0-9]*", (step: number) => `checkpoint-${step}`],
    ["runs%2F*", (step: number) => `runs/step-${step}`],
  ])("whose names fit %s is read in the order of its steps", async (pattern, nameOf) => {
    hub.setRun(NAME, local, (name) => nameOf(Number(name.split("-")[1])));
    hub.set(NAME, "main", {});
    hub.set(NAME, "stage2-step10-tokens9B", {});
    expect(stepsOf(await tracked([`hf://${NAME}@${pattern}`]))).toEqual(STEPS);
  });

  it("as Amber's may have numbers that count no steps", async () => {
    hub.setRun(NAME, local, (name) => `ckpt_${name.split("-")[1]?.padStart(3, "0")}`);
    const run = await tracked([`hf://${NAME}@ckpt_*`]);
    expect([run.unit, stepsOf(run)]).toEqual(["number", STEPS]);
  });

  it("may be of tags, and is found without a pattern where it is the repository's only one", async () => {
    for (const step of STEPS) {
      const files = { "model.safetensors": readFileSync(`${local}/checkpoint-${step}/model.safetensors`) };
      hub.set(NAME, `step${step}`, files, "tags");
    }
    hub.set(NAME, "main", {});
    expect(stepsOf(await tracked([`hf://${NAME}`]))).toEqual(STEPS);
  });

  it("of two stages is refused with both names, and read with a narrower pattern", async () => {
    hub.setRun(NAME, local, (name) => `stage1-step${name.split("-")[1]}`);
    hub.setRun(NAME, local, (name) => `stage2-step${name.split("-")[1]}`);
    const { code, err } = await track([`hf://${NAME}@stage*`]);
    expect([code, err]).toEqual([2, expect.stringMatching(/stage1-step0 and .*stage2-step0.*step 0/)]);
    expect(stepsOf(await tracked([`hf://${NAME}@stage2*`]))).toEqual(STEPS);
  });

  it.each([
    ["no-such-model@step*", "has no such model"],
    [`${NAME}@step*`, "of 5 branches and tags none fits the pattern"],
    [`${NAME}@c*/d*`, "has two patterns"],
    [`${NAME}@*/../x`, "names no model"],
  ])("hf://%s is one clear error", async (name, message) => {
    hub.setRun(NAME, local);
    const { code, err } = await track([`hf://${name}`]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("a run in folders of one revision", () => {
  const files = Object.fromEntries(
    STEPS.map((step) => [
      `checkpoint-${step}step/model.safetensors`,
      readFileSync(`${local}/checkpoint-${step}/model.safetensors`),
    ]),
  );

  it.each([`hf://${NAME}/checkpoint-*`, `hf://${NAME}@main/checkpoint-*step`, `hf://${NAME}`])(
    "is read from %s, all of one commit",
    async (typed) => {
      const commit = hub.set(NAME, "main", { ...files, "config.json": "{}", "logs/x.bin": "" });
      expect(stepsOf(await tracked([typed]))).toEqual(STEPS);
      const asked = hub.paths.filter((path) => path.includes("/resolve/"));
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.every((path) => path.includes(commit))).toBe(true);
    },
  );

  it("asks for nothing the second time", async () => {
    hub.set(NAME, "main", files);
    await tracked([`hf://${NAME}/checkpoint-*`]);
    const before = hub.requests;
    expect(stepsOf(await tracked([`hf://${NAME}/checkpoint-*`]))).toEqual(STEPS);
    expect(hub.requests).toBe(before);
  });
});

describe("the log of a training on the hub", () => {
  const state = trainerState(STEPS.map((step) => [step, step / 1000]));
  const withLog = Object.fromEntries(
    STEPS.flatMap((step) => [
      [
        `checkpoint-${step}/model.safetensors`,
        readFileSync(`${local}/checkpoint-${step}/model.safetensors`),
      ] as const,
      [`checkpoint-${step}/trainer_state.json`, state] as const,
    ]),
  );

  it("is read once, from the last checkpoint's folder, and kept, also with the norms", async () => {
    const commit = hub.set(NAME, "main", withLog);
    const store = join(cache, "norms");
    const args = [`hf://${NAME}/checkpoint-*`];
    const run = await tracked([...args, "--store", store]);
    expect(run.schedule).toMatchObject({
      path: `hf://${NAME}@${commit}/checkpoint-80/trainer_state.json`,
      peak: 0.08,
    });
    expect(hub.paths.filter((path) => path.endsWith("trainer_state.json"))).toHaveLength(1);
    const before = hub.requests;
    expect(await tracked(args)).toEqual(run);
    expect(hub.requests).toBe(before);
    expect(await tracked([...args, "--no-cache"])).toEqual(run);
    expect((await tracked([store])).schedule).toEqual({
      ...run.schedule,
      path: join(store, "trainer_state.json"),
    });
  });

  it("is not asked for where there is none, and is as if not there where it is damaged", async () => {
    hub.set(NAME, "main", { ...withLog, "checkpoint-80/trainer_state.json": "{" });
    expect((await tracked([`hf://${NAME}/checkpoint-*`])).schedule).toBeNull();
    const { "checkpoint-80/trainer_state.json": _, ...without } = withLog;
    hub.set("owner/without", "main", without);
    server.seen.length = 0;
    expect((await tracked(["hf://owner/without/checkpoint-*"])).schedule).toBeNull();
    expect(hub.paths.filter((path) => path.endsWith("trainer_state.json"))).toEqual([]);
  });
});

describe("what a hub says of branches", () => {
  it("is held to the rules of what a user types: what is no branch, or no commit, is as if it were not there", async () => {
    hub.setRun(NAME, local);
    const commit = "1".repeat(40);
    hub.lies = [
      { name: "../../step1", targetCommit: commit },
      { name: "step2/../x", targetCommit: commit },
      { name: "step3\nx", targetCommit: commit },
      { name: "step4", targetCommit: "main" },
      { name: "step5", targetCommit: `${commit}/../x` },
      { name: 6, targetCommit: commit },
      null,
      "step7",
    ];
    const { code, err } = await track([`hf://${NAME}@*step*`]);
    expect([code, err]).toEqual([2, expect.stringContaining("of 5 branches and tags none fits")]);
    expect(stepsOf(await tracked([`hf://${NAME}@*`]))).toEqual(STEPS);
  });

  it.each([
    ["not JSON", "<html>"],
    ["no list", "{}"],
    ["a list of branches that is none", '{"branches":7}'],
  ])("that is %s is an error in words", async (_, body) => {
    hub.fault = (path, response) => {
      if (!path.endsWith("/refs")) return false;
      response.writeHead(200, { "content-type": "application/json" }).end(body);
      return true;
    };
    const { code, err } = await track([`hf://${NAME}@*`]);
    expect([code, err]).toEqual([2, expect.stringContaining("the hub's answer is no list of branches")]);
  });

  it("is read up to 4 MB", async () => {
    hub.fault = (path, response) => {
      if (!path.endsWith("/refs")) return false;
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(`{"branches":[${" ".repeat(5_000_000)}]}`);
      return true;
    };
    const { code, err } = await track([`hf://${NAME}@*`]);
    expect([code, err]).toEqual([2, expect.stringContaining("is longer than 4194304 bytes")]);
  });
});

describe("what is asked for", () => {
  it("of branches of half a gigabyte each is their headers and LayerNorms, in five requests each", async () => {
    const { file, layerNormBytes } = gpt2File();
    for (let k = 0; k < 12; k++) {
      const commit = hub.set(NAME, `checkpoint-${10 ** k}`, { "model.safetensors": String(k) });
      cdn.files.set(`/${commit}/model.safetensors`, file);
    }
    const run = await tracked([`hf://${NAME}@checkpoint-*`, "--steps", "log:6"]);
    expect(stepsOf(run)).toHaveLength(6);
    // 609 of them: 94 MB of LayerNorms, and 40 MB in which the headers are, of 290 GB.
    expect(layerNormBytes * 609).toBeCloseTo(94e6, -6);
    expect(cdn.sentBytes).toBe(6 * (65_536 + layerNormBytes));
    // The list; of each its files, where its bytes are, their beginning, a configuration that there is not, all LayerNorms.
    expect(hub.requests).toBe(1 + 6 * 5);
  });

  it("is at most eight things at once", async () => {
    const many = writeRun(dir, "many", {
      steps: Array.from({ length: 30 }, (_, k) => k),
      blocks: 1,
      width: 4,
    });
    hub.setRun(NAME, many);
    let [running, most] = [0, 0];
    cdn.misbehave = (request, response) => {
      const file = cdn.files.get((request.url ?? "").replace(/\?.*/s, ""));
      if (file === undefined) return false;
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        cdn.serve(file, request.headers.range ?? null, response);
      }, 50);
      return true;
    };
    await tracked([`hf://${NAME}@checkpoint-*`]);
    expect(most).toBeGreaterThan(4);
    expect(most).toBeLessThanOrEqual(8);
  });

  it("is chosen before: a list, and of each chosen checkpoint its files and norms", async () => {
    hub.setRun(NAME, local);
    await tracked([`hf://${NAME}@checkpoint-*`, "--steps", "log:2"]);
    expect(hub.paths.filter((path) => path.endsWith("/refs"))).toHaveLength(1);
    expect(hub.paths.filter((path) => path.includes("/revision/"))).toHaveLength(2);
    // Of each its files, its configuration, and a redirect; what is behind that is then asked for directly.
    expect(hub.paths).toHaveLength(1 + 2 * 3);
  });

  it("is nothing the second time, and the outputs are the same bytes, with the hub gone too", async () => {
    hub.setRun(NAME, local);
    const args = [`hf://${NAME}@checkpoint-*`, "--format", "json"];
    const first = await track(args);
    const before = hub.requests;
    const second = await track(args);
    expect(hub.requests).toBe(before);
    expect(second).toEqual(first);
    expect(await track(args, { HF_HUB_OFFLINE: "1" })).toEqual(first);
    expect(hub.requests).toBe(before);
  });

  it("is all of it with --no-cache, and nothing is kept; the outputs are the same bytes", async () => {
    hub.setRun(NAME, local);
    const args = [`hf://${NAME}@checkpoint-*`, "--format", "json"];
    const kept = await track(args);
    cache = mkdtempSync(join(dir.path, "cache-"));
    const before = hub.requests;
    expect(await track([...args, "--no-cache"])).toEqual(kept);
    expect(hub.requests).toBe(2 * before);
    expect(readdirSync(cache)).toEqual([]);
  });

  it("is the list again after an hour; a branch that moved is then read, and nothing else", async () => {
    hub.setRun(NAME, local);
    const args = [`hf://${NAME}@checkpoint-*`];
    await tracked(args);
    const moved = readFileSync(`${local}/checkpoint-40/model.safetensors`);
    hub.set(NAME, "checkpoint-80", { "model.safetensors": moved, "README.md": "" });
    const [list] = readdirSync(cache, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".json"),
    );
    const old = new Date(Date.now() - 3_700_000);
    utimesSync(join(cache, list as string), old, old);
    server.seen.length = 0;
    await tracked(args);
    expect(hub.paths.filter((path) => path.endsWith("/refs"))).toHaveLength(1);
    expect(hub.paths.filter((path) => path.includes("/revision/"))).toHaveLength(1);
  });

  it("is what is damaged or was not kept, such as after a kill", async () => {
    hub.setRun(NAME, local);
    const first = await tracked([`hf://${NAME}@checkpoint-*`]);
    const kept = readdirSync(cache, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".safetensors"),
    );
    expect(kept).toHaveLength(STEPS.length);
    const [one = "", two = "", three = ""] = kept.map((name) => join(cache, name));
    const bytes = readFileSync(one);
    bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1;
    writeFileSync(one, bytes);
    writeFileSync(two, bytes.subarray(0, 100));
    rmSync(three);
    server.seen.length = 0;
    expect(await tracked([`hf://${NAME}@checkpoint-*`])).toEqual(first);
    expect(hub.paths.filter((path) => path.includes("/revision/"))).toHaveLength(3);
  });
});

describe("a branch that moves between list and read", () => {
  it("is read as it was listed", async () => {
    hub.setRun(NAME, local);
    const before = await tracked([`hf://${NAME}@checkpoint-*`, "--no-cache"]);
    hub.fault = (path) => {
      // Once the list was given.
      if (path.includes("/revision/"))
        hub.set(NAME, "checkpoint-80", {
          "model.safetensors": readFileSync(`${local}/checkpoint-0/model.safetensors`),
        });
      return false;
    };
    expect(await tracked([`hf://${NAME}@checkpoint-*`, "--no-cache"])).toEqual(before);
  });

  it("and whose commit is gone is left out by name", async () => {
    hub.setRun(NAME, local);
    const commit = hub.set(NAME, "checkpoint-20", {
      "model.safetensors": readFileSync(`${local}/checkpoint-20/model.safetensors`),
      "README.md": "",
    });
    hub.fault = () => {
      hub.forget(NAME, commit);
      return false;
    };
    const run = await tracked([`hf://${NAME}@checkpoint-*`]);
    expect(stepsOf(run)).toEqual([0, 10, 40, 80]);
    expect(run.leftOut).toMatchObject([
      { step: 20, reason: expect.stringContaining("no such model or revision") },
    ]);
  });

  it("and of which the hub names another commit than was asked for is left out by name", async () => {
    hub.setRun(NAME, local);
    hub.fault = (path, response) => {
      if (!path.includes("/revision/")) return false;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          _id: "1",
          id: NAME,
          sha: "0".repeat(40),
          siblings: [],
          lastModified: "2024-02-19T00:00:00Z",
        }),
      );
      return true;
    };
    const { code, err } = await track([`hf://${NAME}@checkpoint-*`]);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/names the commit 0{40} where [0-9a-f]{40} was asked for/),
    ]);
  });
});

describe("trouble that passes", () => {
  it.each([
    [
      "429 with Retry-After",
      (response: Parameters<FakeRunHub["fault"]>[1]) => response.writeHead(429, { "retry-after": "0" }).end(),
    ],
    ["503", (response: Parameters<FakeRunHub["fault"]>[1]) => response.writeHead(503).end()],
    ["a reset", (response: Parameters<FakeRunHub["fault"]>[1]) => response.socket?.destroy()],
  ])(
    "%s, of every fifth request, is waited for, and every row is right",
    { timeout: 60_000 },
    async (_, fail) => {
      hub.setRun(NAME, local);
      const right = await tracked([`hf://${NAME}@checkpoint-*`, "--no-cache"]);
      hub.fault = (__, response, count) => {
        if (count % 5 !== 0) return false;
        fail(response);
        return true;
      };
      expect(await tracked([`hf://${NAME}@checkpoint-*`])).toEqual(right);
    },
  );

  it("and asks for more patience than there is is said of the checkpoint that it hit; the next run asks for that alone", async () => {
    hub.setRun(NAME, local);
    const busy = hub.set(NAME, "checkpoint-40", {
      "model.safetensors": readFileSync(`${local}/checkpoint-40/model.safetensors`),
      "README.md": "",
    });
    hub.fault = (path, response) => {
      if (!path.includes(busy)) return false;
      response.writeHead(429, { "retry-after": "3600" }).end();
      return true;
    };
    const run = await tracked([`hf://${NAME}@checkpoint-*`]);
    expect(run.leftOut).toMatchObject([{ step: 40, reason: expect.stringContaining("asks to wait 3600 s") }]);
    hub.fault = () => false;
    server.seen.length = 0;
    expect(stepsOf(await tracked([`hf://${NAME}@checkpoint-*`]))).toEqual(STEPS);
    expect(hub.paths.filter((path) => path.includes("/revision/"))).toHaveLength(1);
  });
});

describe("the token", () => {
  it("goes to the hub with every request, and to no other server", async () => {
    hub.setRun(NAME, local);
    hub.token = "hf_secretSECRETsecret";
    await tracked([`hf://${NAME}@checkpoint-*`], { HF_TOKEN: hub.token });
    expect(server.seen.every(({ authorization }) => authorization === `Bearer ${hub.token}`)).toBe(true);
    expect(cdn.seen.length).toBeGreaterThan(0);
    expect(cdn.seen.some(({ all }) => all.includes("secretSECRET"))).toBe(false);
    const kept = readdirSync(cache, { recursive: true, encoding: "utf8", withFileTypes: true });
    for (const file of kept.filter((entry) => entry.isFile()))
      expect(readFileSync(join(file.parentPath, file.name)).includes("secretSECRET")).toBe(false);
  });
});

describe("stats and check of a run in branches of the hub", () => {
  const env = () => ({ HF_ENDPOINT: server.origin, HOME: dir.path, XDG_CACHE_HOME: cache });

  it("have every checkpoint of the pattern, with its step and the numbers it has on this machine", async () => {
    hub.setRun(NAME, local);
    const [there, here] = [
      await runCli(["stats", `hf://${NAME}@checkpoint-*`, "--format", "json"], { env: env() }),
      await runCli(["stats", local, "--format", "json"]),
    ];
    expect([there.code, there.err]).toEqual([0, ""]);
    const tensorsOf = ({ out }: Outcome) =>
      (JSON.parse(out) as { checkpoints: { step: number; tensors: unknown }[] }).checkpoints.map(
        ({ step, tensors }) => ({ step, tensors }),
      );
    expect(tensorsOf(there)).toEqual(tensorsOf(here));
    expect(tensorsOf(there).map(({ step }) => step)).toEqual(STEPS);
  });

  it("fail for the one checkpoint that is broken, and say which", async () => {
    const broken = writeRun(dir, "broken", {
      steps: STEPS,
      blocks: 2,
      width: 8,
      change: (vectors, k) => k === 3 && vectors.get("h.1.ln_2.weight")?.fill(Number.NaN),
    });
    hub.setRun(NAME, broken);
    const { code, out } = await runCli(["check", `hf://${NAME}@checkpoint-*`, "--format", "json"], {
      env: env(),
    });
    const { verdicts } = JSON.parse(out) as { verdicts: { failed: boolean }[] };
    expect(code).toBe(1);
    expect(verdicts.filter(({ failed }) => failed)).toHaveLength(1);
    expect(JSON.stringify(verdicts.find(({ failed }) => failed))).toContain("checkpoint-40");
  });
});
