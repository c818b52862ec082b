import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { PROGRAM } from "../support/childProcess.js";
import { FakeRunHub } from "../support/fakeRunHub.js";
import { useServer } from "../support/httpServer.js";
import { writeRun } from "../support/runs.js";
import { useTempDir } from "../support/tempDir.js";

/** `track` as a process of its own: killed, interrupted, beside one that writes. */

const server = useServer();
const cdn = useServer();
const dir = useTempDir();
const NAME = "owner/model";
const STEPS = Array.from({ length: 24 }, (_, k) => k * 10);
const whole = writeRun(dir, "whole", { steps: STEPS, blocks: 2, width: 16 });
let cache = "";

beforeEach(() => {
  server.reset();
  cdn.reset();
  cache = mkdtempSync(join(dir.path, "cache-"));
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH ?? "", HOME: dir.path, XDG_CACHE_HOME: cache, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  return { child, ended: endOf(child) };
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const texts = ["", ""];
  for (const [i, stream] of [child.stdout, child.stderr].entries())
    stream?.on("data", (chunk: Buffer) => {
      texts[i] += chunk.toString("utf8");
    });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on("close", (...end) => resolve(end)),
  );
  return { code, signal, out: texts[0] ?? "", err: texts[1] ?? "" };
}

const filesBelow = (folder: string) => readdirSync(folder, { recursive: true, encoding: "utf8" });

describe("a run on the hub whose reading is killed", { timeout: 90_000 }, () => {
  const args = ["track", `hf://${NAME}@checkpoint-*`, "--format", "json"];

  it("asks only for the rest when it is started again, and ends as if nothing had been", async () => {
    const hub = new FakeRunHub(server, cdn);
    hub.setRun(NAME, whole);
    const env = { HF_ENDPOINT: server.origin };
    const { child, ended } = start(args, env);
    let asked = 0;
    hub.fault = (path) => {
      if (path.includes("/revision/") && ++asked > 16) child.kill("SIGKILL");
      return false;
    };
    expect((await ended).signal).toBe("SIGKILL");
    const kept = filesBelow(cache).filter((name) => name.endsWith(".safetensors")).length;
    expect(kept).toBeGreaterThan(4);
    expect(kept).toBeLessThan(STEPS.length);

    hub.fault = () => false;
    server.seen.length = 0;
    const again = await start(args, env).ended;
    expect(again.code).toBe(0);
    expect(hub.paths.filter((path) => path.includes("/revision/"))).toHaveLength(STEPS.length - kept);
    expect(hub.paths.filter((path) => path.endsWith("/refs"))).toEqual([]);

    server.seen.length = 0;
    expect((await start(args, env).ended).out).toBe(again.out);
    expect(server.seen).toEqual([]);
    const { tensors } = JSON.parse(again.out) as { tensors: unknown };
    const here = JSON.parse((await start(["track", whole, "--format", "json"]).ended).out) as {
      tensors: unknown;
    };
    expect(tensors).toEqual(here.tensors);
  });

  it("and is read by two processes at once ends the same in both", async () => {
    const hub = new FakeRunHub(server, cdn);
    hub.setRun(NAME, whole);
    const env = { HF_ENDPOINT: server.origin };
    const [a, b] = await Promise.all([start(args, env).ended, start(args, env).ended]);
    expect([a.code, b.code]).toEqual([0, 0]);
    expect(a.out).toBe(b.out);
    expect(filesBelow(cache).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

/** Saves checkpoints as a training does, a little at a time, keeps the last two, and breaks one file off. */
const WRITER = `
const { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync, appendFileSync } = require("node:fs");
const [from, to, steps] = [process.argv[1], process.argv[2], process.argv[3].split(",")];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
(async () => {
  for (const [k, step] of steps.entries()) {
    const bytes = readFileSync(from + "/checkpoint-" + step + "/model.safetensors");
    mkdirSync(to + "/checkpoint-" + step, { recursive: true });
    const file = to + "/checkpoint-" + step + "/model.safetensors";
    writeFileSync(file, bytes.subarray(0, 500));
    await sleep(60);
    appendFileSync(file, bytes.subarray(500));
    await sleep(1500);
    if (k === 2) truncateSync(file, 300);
    if (k >= 2) rmSync(to + "/checkpoint-" + steps[k - 2], { recursive: true });
  }
})();
`;

describe("a training beside which it watches", { timeout: 90_000 }, () => {
  it("is kept whole though the training deletes and truncates; Ctrl-C ends it with all outputs", async () => {
    const out = join(mkdtempSync(join(dir.path, "training-")), "out");
    mkdirSync(out);
    const steps = [0, 10, 20, 30];
    const writer = spawn(process.execPath, ["-e", WRITER, whole, out, steps.join(",")], { stdio: "inherit" });
    const json = join(out, "../run.json");
    const store = join(out, "../norms");
    const { child, ended } = start([
      "track",
      out,
      "--watch",
      "--interval",
      "0.2",
      "--store",
      store,
      "-o",
      json,
    ]);
    await new Promise((resolve) => writer.on("close", resolve));
    child.kill("SIGINT");
    const { code, err, out: text } = await ended;
    expect([code, err]).toEqual([130, expect.stringContaining(`wrote ${json}`)]);
    expect(text).toContain("4 checkpoints");
    const run = JSON.parse(readFileSync(json, "utf8")) as {
      checkpoints: { step: number }[];
      tensors: unknown;
    };
    expect(run.checkpoints.map(({ step }) => step)).toEqual(steps);
    expect(readdirSync(store)).toHaveLength(steps.length);
    const expected = await start(["track", whole, "--steps", "0-30", "--format", "json"]).ended;
    expect(run.tensors).toEqual((JSON.parse(expected.out) as { tensors: unknown }).tensors);
  });
});
