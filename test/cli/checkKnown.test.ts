import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { weightsOf, withModelFile } from "../support/brokenModels.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useFreshFolder } from "../support/freshFolder.js";

useFreshFolder();

describe("what the baseline has already", () => {
  it("is no finding, not even a strict one, unless it became worse", async () => {
    const weights = await weightsOf(SMALL_PRE);
    const gains = weights.get("h.4.ln_1.weight") as Float64Array;
    gains.fill(0, 0, 30);
    (weights.get("h.5.ln_1.bias") as Float64Array)[3] = Number.NaN;
    await withModelFile(weights, async (before) => {
      expect((await runCli(["check", before])).code).toBe(1);
      const same = await runCli(["check", before, "--baseline", before, "--strict"]);
      expect([same.code, same.out]).toEqual([0, expect.stringContaining("Passed. No findings")]);
      gains.fill(0, 0, 60);
      (weights.get("h.5.ln_1.bias") as Float64Array)[4] = Number.NaN;
      await withModelFile(weights, async (worse) => {
        const { code, out } = await runCli(["check", worse, "--baseline", before]);
        expect(code).toBe(1);
        expect(out).toMatch(/dead: share of gains near zero 0\.\d+ is above max/);
        expect(out).toMatch(/non-finite: /);
      });
    });
  });
});

describe("--changed-since", () => {
  const BASE = ["--baseline", SMALL_PRE, "--format", "text"];

  it("reports only what is new or worse since a kept verdict", async () => {
    await runCli(["check", SMALL_POST, ...BASE, "-o", "kept.json", "-o", "kept.jsonl"]);
    for (const kept of ["kept.json", "kept.jsonl"]) {
      const { code, out } = await runCli(["check", SMALL_POST, ...BASE, "--changed-since", kept, "--strict"]);
      expect([code, out]).toEqual([0, expect.stringContaining("Passed. No findings")]);
    }
    const weights = await weightsOf(SMALL_POST);
    const grown = weights.get("h.6.ln_2.weight") as Float64Array;
    weights.set(
      "h.6.ln_2.weight",
      grown.map((gain) => gain * 1.1),
    );
    await withModelFile(weights, async (path) => {
      const { out } = await runCli(["check", path, ...BASE, "--changed-since", "kept.json"]);
      expect(out).toMatch(/median-shift: .* in h6 ln_2$/m);
    });
  });

  it("takes nothing else for a verdict", async () => {
    for (const [name, content] of [
      ["a.json", "{}"],
      ["b.json", "not JSON"],
      ["c.json", '{ "schema": "gpt2-wdist/verdicts@3", "verdicts": [{ "model": {} }] }'],
      ["d.json", '{ "schema": "gpt2-wdist/verdicts@2", "verdicts": [] }'],
    ] as const) {
      writeFileSync(name, content);
      const { code, err } = await runCli(["check", SMALL_POST, ...BASE, "--changed-since", name]);
      expect([code, err]).toEqual([2, expect.stringContaining("is not a verdict that this version wrote")]);
    }
    const { code, err } = await runCli(["check", SMALL_POST, ...BASE, "--changed-since", "gone.json"]);
    expect([code, err]).toEqual([2, expect.stringContaining("the kept verdict cannot be read")]);
  });
});
