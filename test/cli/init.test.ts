import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { weightsOf, withModelFile } from "../support/brokenModels.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useFreshFolder } from "../support/freshFolder.js";

const CONFIG_SCHEMA = new URL("../../schema/config.schema.json", import.meta.url);

useFreshFolder();

describe("init", () => {
  it("writes a commented configuration by which the measured model is clean, and strictly so", async () => {
    expect((await runCli(["init", SMALL_POST, "--baseline", SMALL_PRE])).code).toBe(0);
    expect(readFileSync("gpt2-wdist.config.json", "utf8")).toContain(
      "// relative shift of the median; measured: at most 0.103",
    );
    expect((await runCli(["check", SMALL_POST, "--strict"])).code).toBe(0);
  });

  it("takes several, and says what it measured on which", async () => {
    writeFileSync("same.safetensors", readFileSync(SMALL_PRE));
    expect((await runCli(["init", SMALL_POST, "same.safetensors", "--baseline", SMALL_PRE])).code).toBe(0);
    const text = readFileSync("gpt2-wdist.config.json", "utf8");
    expect(text).toMatch(
      /\/\/ Thresholds: what was measured on 2 models, and a margin: .*small-gpt2-post.safetensors, same/,
    );
    expect(text).toMatch(
      /relative shift of the median; measured: at most 0 to 0.103, in h.6.ln_2.weight of .*small-gpt2-post/,
    );
    for (const [, warn, max] of text.matchAll(/"warn": ([\d.]+), "max": ([\d.]+)/g))
      expect(Number(max)).toBeGreaterThanOrEqual(Number(warn));
    for (const model of [SMALL_POST, "same.safetensors"])
      expect((await runCli(["check", model, "--strict"])).code).toBe(0);
  });

  it("writes what the published schema of configurations allows", async () => {
    await runCli(["init", SMALL_PRE, "-o", "c.json"]);
    const text = readFileSync("c.json", "utf8").replace(/^\s*\/\/.*$/gm, "");
    const validate = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync(CONFIG_SCHEMA, "utf8")) as object,
    );
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ rules: { ded: "off" } })).toBe(false);
  });

  it("finds its baseline from wherever it is written", async () => {
    mkdirSync("sub");
    writeFileSync("base.safetensors", readFileSync(SMALL_PRE));
    await runCli(["init", SMALL_POST, "--baseline", "base.safetensors", "-o", "sub/c.json"]);
    const { code, out } = await runCli(["check", SMALL_POST, "--config", "sub/c.json"]);
    expect(code).toBe(0);
    expect(out).toContain("against base");
  });

  it("never replaces the checkpoints it reads, not even when forced to", async () => {
    writeFileSync("m.safetensors", readFileSync(SMALL_PRE));
    for (const args of [
      ["init", "m.safetensors", "-o", "m.safetensors", "--force"],
      ["init", SMALL_POST, "--baseline", "m.safetensors", "-o", "m.safetensors", "--force"],
    ]) {
      expect((await runCli(args)).code).toBe(2);
      expect(readFileSync("m.safetensors").equals(readFileSync(SMALL_PRE))).toBe(true);
    }
  });

  it("takes no broken model for a good one, unless forced to", async () => {
    const weights = await weightsOf(SMALL_PRE);
    (weights.get("h.3.ln_1.weight") as Float64Array).fill(1);
    await withModelFile(weights, async (path) => {
      const { code, err } = await runCli(["init", path, "-o", "c.json"]);
      expect(code).toBe(2);
      expect(err).toMatch(/is not known to be good: h3 ln_1: all gains exactly 1/);
      expect((await runCli(["init", path, "-o", "c.json", "--force"])).code).toBe(0);
    });
  });

  it("keeps counts whole", async () => {
    const before = await weightsOf(SMALL_PRE);
    const after = await weightsOf(SMALL_PRE);
    for (let dim = 0; dim < 3; dim++) {
      const gains = after.get("ln_f.weight") as Float64Array;
      gains[dim] = -(gains[dim] as number);
    }
    await withModelFile(before, (baseline) =>
      withModelFile(after, async (path) => {
        await runCli(["init", path, "--baseline", baseline, "-o", "c.json", "--force"]);
        expect(readFileSync("c.json", "utf8")).toContain('"sign-flips": ["error", { "warn": 4, "max": 6 }]');
      }),
    );
  });

  it("does not replace a file unless forced to", async () => {
    writeFileSync("c.json", "mine");
    expect((await runCli(["init", SMALL_PRE, "-o", "c.json"])).code).toBe(2);
    expect(readFileSync("c.json", "utf8")).toBe("mine");
    expect((await runCli(["init", SMALL_PRE, "-o", "c.json", "--force"])).code).toBe(0);
  });
});
