import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { AT_ONCE } from "../../src/cli/open/inOrder.js";
import { writeSafetensors } from "../../src/format/safetensors/writer.js";
import { weightsOf } from "../support/brokenModels.js";
import { fixture, SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useFreshFolder } from "../support/freshFolder.js";
import { served, useServer } from "../support/httpServer.js";

const server = useServer();
const folder = useFreshFolder();

beforeEach(() => {
  server.reset();
  for (const name of ["pre", "checkpoint-100/model", "checkpoint-200/model"]) {
    copy(SMALL_PRE, `${name}.safetensors`);
  }
  copy(SMALL_POST, "checkpoint-300/model.safetensors");
});

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, readFileSync(from));
}

/** Tensors as a safetensors file. */
function bytesOf(tensors: readonly (readonly [name: string, values: Float64Array])[]): Uint8Array {
  return writeSafetensors(
    tensors.map(([name, values]) => ({ name, dtype: "F32", values })),
    new Map(),
  );
}

const FILES = [100, 200, 300].map((step) => `checkpoint-${step}/model.safetensors`);
/** By which checkpoint-300 fails and the others do not. */
const BASELINE = ["--baseline", "pre.safetensors", "--rule", "median-shift=error:max=0.1"];

interface Verdicts {
  readonly failed: boolean;
  readonly verdicts: readonly { readonly model: { readonly path: string }; readonly failed: boolean }[];
}

async function verdictsOf(args: readonly string[]): Promise<Verdicts> {
  return JSON.parse((await runCli(["check", ...args, "--format", "json"])).out) as Verdicts;
}

describe("check on many checkpoints", () => {
  it("exits 1 if any fails, 0 if none does, and says which in the order given", async () => {
    const failing = await runCli(["check", ...FILES, ...BASELINE]);
    expect([failing.code, failing.err]).toEqual([1, ""]);
    expect(failing.out.match(/^LayerNorms of .*/gm)).toEqual([
      "LayerNorms of checkpoint-100 against pre",
      "LayerNorms of checkpoint-200 against pre",
      "LayerNorms of checkpoint-300 against pre",
    ]);
    expect(failing.out).toMatch(/\n✗ 1 of 3 checkpoints failed: checkpoint-300\.\n$/);
    const passing = await runCli(["check", ...FILES.slice(0, 2), ...BASELINE]);
    expect(passing.code).toBe(0);
    expect(passing.out).toMatch(/\n✓ None of 2 checkpoints failed\.\n$/);
    const [first, second, third] = FILES as [string, string, string];
    expect((await runCli(["check", third, first, second, ...BASELINE, "--quiet"])).code).toBe(1);
  });

  it("gives each the verdict that it has alone", async () => {
    const { verdicts } = await verdictsOf([...FILES, ...BASELINE]);
    for (const [i, file] of FILES.entries()) {
      const alone = await verdictsOf([file, ...BASELINE]);
      expect([verdicts[i]]).toEqual(alone.verdicts);
    }
  });

  it("exits 2 if one cannot be checked, with its error and the report on the others", async () => {
    copy(fixture("hostile/st/truncated-half.safetensors"), "broken.safetensors");
    mkdirSync("empty");
    for (const wrong of ["missing.safetensors", "broken.safetensors", "empty"]) {
      const args = ["check", FILES[2] as string, wrong, FILES[0] as string, ...BASELINE];
      const { code, out, err } = await runCli([...args, "-o", "a.sarif", "-o", "a.xml"], {
        env: { HF_HUB_OFFLINE: "1", GITHUB_STEP_SUMMARY: "summary.md" },
      });
      expect(code).toBe(2);
      expect(err.match(/gpt2-wdist: error: /g)?.length).toBe(1);
      expect(err).toContain(wrong);
      expect(out).toContain(`Could not be checked: ${wrong}: `);
      expect(out).toMatch(/✗ 1 of 2 checkpoints failed: checkpoint-300; 1 could not be checked\.\n$/);
      for (const file of ["a.sarif", "a.xml", "summary.md"]) {
        expect(readFileSync(file, "utf8")).toContain("checkpoint-300");
        expect(readFileSync(file, "utf8")).toContain(wrong);
      }
    }
  });

  it("tells of each that cannot be checked, and first of a baseline that cannot be", async () => {
    const first = await runCli([
      "check",
      FILES[0] as string,
      "no-1.bin",
      "no-2.bin",
      "--baseline",
      "no-base.bin",
    ]);
    expect([first.code, first.err.split("\n")[0]]).toEqual([2, expect.stringContaining("no-base.bin")]);
    const both = await runCli(["check", "no-1.bin", "no-2.bin", "--baseline", "no-base.bin"]);
    expect([both.code, both.err.split("\n")[0]]).toEqual([2, expect.stringContaining("no-base.bin")]);
    const none = await runCli(["check", "no-1.bin", "no-2.bin"]);
    expect([none.code, none.err.match(/error: no-\d\.bin/g)]).toEqual([
      2,
      ["error: no-1.bin", "error: no-2.bin"],
    ]);
  });

  it("takes the same checkpoint twice, and the baseline among them", async () => {
    const file = FILES[2] as string;
    const { verdicts } = await verdictsOf([file, file, "pre.safetensors", ...BASELINE]);
    expect(verdicts.map(({ model, failed }) => [model.path, failed])).toEqual([
      [file, true],
      [file, true],
      ["pre.safetensors", false],
    ]);
  });

  it("writes several reports, and prints another", async () => {
    const outputs = ["a.sarif", "a.xml", "a.md", "a.json", "a.jsonl"].flatMap((file) => ["-o", file]);
    const { code, out } = await runCli(["check", ...FILES, ...BASELINE, ...outputs, "--format", "github"]);
    expect(code).toBe(1);
    expect(out).toContain(
      "::error title=median-shift in checkpoint-300::ln_2 of blocks 6-11 grew by 5 to 10 %25: ",
    );
    expect(readFileSync("a.jsonl", "utf8").trim().split("\n").length).toBe(3);
    for (const file of readdirSync(".").filter((name) => name.startsWith("a."))) {
      expect(readFileSync(file, "utf8"), file).toContain("checkpoint-300");
    }
  });

  it("adds all of them to the step summary, once", async () => {
    writeFileSync("summary.md", "before\n");
    await runCli(["check", ...FILES, ...BASELINE], { env: { GITHUB_STEP_SUMMARY: "summary.md" } });
    const summary = readFileSync("summary.md", "utf8");
    expect(summary.startsWith("before\n## LayerNorm check of 3 checkpoints: failed\n")).toBe(true);
    expect(summary.match(/^### LayerNorm check of /gm)?.length).toBe(3);
  });

  it("replaces none of them by a report", async () => {
    copy(SMALL_PRE, "m.json");
    for (const args of [
      [FILES[0] as string, "m.json"],
      [FILES[0] as string, FILES[1] as string, "--baseline", "m.json"],
    ]) {
      const { code, err } = await runCli(["check", ...args, "-o", "m.json"]);
      expect(code).toBe(2);
      expect(err).toContain("is one of the checkpoints that are read");
      expect(readFileSync("m.json").equals(readFileSync(SMALL_PRE))).toBe(true);
    }
  });

  it("asks for one at least", async () => {
    const { code, err } = await runCli(["check", "--baseline", "pre.safetensors"]);
    expect(code).toBe(2);
    expect(err).toContain("there is no checkpoint to check");
  });
});

describe("notices on many checkpoints", () => {
  it("say which checkpoint they are about, where they are not about all", async () => {
    writeFileSync("c.json", '{ "overrides": [{ "tensors": "h.99.*", "rules": { "dead": "off" } }] }');
    const deep = await weightsOf(SMALL_PRE);
    deep.set(
      "h.99.ln_1.weight",
      (deep.get("h.1.ln_1.weight") as Float64Array).map((gain) => gain + 0.01),
    );
    writeFileSync("deep.safetensors", bytesOf([...deep]));
    const file = FILES[0] as string;
    const idle = 'the override for "h.99.*" matches no tensor';

    const some = await runCli(["check", file, "deep.safetensors", "--config", "c.json"]);
    expect(some.err).toBe(`note: ${file}: ${idle}\n`);
    const all = await runCli(["check", file, "pre.safetensors", file, "--config", "c.json"]);
    expect(all.err).toBe(`note: all 3 checkpoints: ${idle}\n`);
    const one = await runCli(["check", file, "--config", "c.json"]);
    expect(one.err).toBe(`note: ${idle}\n`);
  });

  it("are made once of a checkpoint that is given twice, and not at all when quiet", async () => {
    const odd = await weightsOf(SMALL_PRE);
    odd.set("h.9007199254740993.ln_1.weight", odd.get("h.1.ln_1.weight") as Float64Array);
    writeFileSync("odd.safetensors", bytesOf([...odd]));
    const { err } = await runCli(["check", "odd.safetensors", "pre.safetensors", "odd.safetensors"]);
    expect(err).toMatch(/^note: odd\.safetensors: skipped .*9007199254740993.*\n$/);
    expect((await runCli(["check", "odd.safetensors", "pre.safetensors", "-q"])).err).toBe("");
  });

  it("say which file was taken of each directory", async () => {
    const { err } = await runCli(["check", "checkpoint-100", "checkpoint-200", "checkpoint-100"]);
    expect(err).toBe(
      "note: checkpoint-100: took checkpoint-100/model.safetensors\n" +
        "note: checkpoint-200: took checkpoint-200/model.safetensors\n",
    );
  });
});

describe("what checking many checkpoints costs", () => {
  const env = () => ({ HF_ENDPOINT: server.origin, HF_HOME: join(folder(), "none") });

  it("the baseline is fetched once for all, and none of it twice", async () => {
    // Behind so many bytes that each LayerNorm is a request of its own.
    const tensors = [
      ["h.0.attn.c_attn.weight", new Float64Array(50_000)] as const,
      ...(await weightsOf(SMALL_PRE)),
    ];
    server.files.set("/pre.safetensors", served(bytesOf(tensors)));
    const baseline = ["--baseline", `${server.origin}/pre.safetensors`];
    const fetched = async (paths: readonly string[]) => {
      server.seen.length = 0;
      server.sentBytes = 0;
      expect((await runCli(["check", ...paths, ...baseline], { env: env() })).code).toBe(0);
      return { requests: server.seen.map(({ range }) => range).toSorted(), bytes: server.sentBytes };
    };
    const one = await fetched(FILES.slice(0, 1));
    // Reads that lie close together are one request.
    expect(one.requests.length).toBe(2);
    const many = await fetched(Array.from({ length: 7 }, () => FILES).flat());
    expect(many).toEqual(one);
  });

  it("no more than so many are open at once", async () => {
    const names = Array.from({ length: 3 * AT_ONCE }, (_, i) => `/c${i}.safetensors`);
    for (const name of names) server.files.set(name, served(readFileSync(SMALL_PRE)));
    // A checkpoint is open from its first request to the last; these, answered late, are the first.
    const begun = new Set<string>();
    let waiting = 0;
    let most = 0;
    server.misbehave = (request, response) => {
      const file = server.files.get(request.url ?? "");
      if (file === undefined || begun.has(request.url ?? "")) return false;
      begun.add(request.url ?? "");
      most = Math.max(most, ++waiting);
      setTimeout(() => {
        waiting--;
        server.serve(file, request.headers.range ?? null, response);
      }, 20);
      return true;
    };
    const urls = names.map((name) => server.origin + name);
    const { verdicts } = JSON.parse(
      (await runCli(["check", ...urls, "--format", "json"], { env: env() })).out,
    ) as Verdicts;
    expect(verdicts.map(({ model }) => model.path)).toEqual(urls);
    expect(most).toBe(AT_ONCE);
  });
});
