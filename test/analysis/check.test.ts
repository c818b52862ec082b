import { describe, expect, it } from "vitest";
import { RULES } from "../../src/analysis/check/rules/index.js";
import { check } from "../../src/index.js";
import type { Evidence, Verdict } from "../../src/model/verdict.js";
import { BROKEN_CASES, vector, weightsOf, withModelFile } from "../support/brokenModels.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { REAL_IS_ABSENT, REAL_POST, REAL_PRE, WHERE_REAL } from "../support/sharedData.js";

function evidenceIn({ findings }: Verdict): Evidence[] {
  return findings.flatMap(({ evidence }) => evidence);
}

function found(verdict: Verdict, rule: string): string[] {
  return evidenceIn(verdict)
    .filter((evidence) => evidence.rule === rule)
    .map(({ tensor }) => tensor ?? "model");
}

function errors(verdict: Verdict): string[] {
  return evidenceIn(verdict)
    .filter(({ severity }) => severity === "error")
    .map(({ rule, tensor }) => `${rule} ${tensor}`);
}

describe("check", () => {
  it("passes the shipped checkpoints, alone and against each other", async () => {
    for (const [model, baseline] of [
      [SMALL_PRE, null],
      [SMALL_POST, null],
      [SMALL_POST, SMALL_PRE],
      [SMALL_PRE, SMALL_POST],
    ] as const) {
      const verdict = await check(model, baseline);
      expect(errors(verdict)).toEqual([]);
      expect(verdict.failed).toBe(false);
    }
  });

  it("warns of the growth of ln_2 against the baseline, and fails by it when strict", async () => {
    const verdict = await check(SMALL_POST, SMALL_PRE);
    expect(found(verdict, "median-shift")).toEqual(
      [6, 7, 8, 9, 10, 11].map((block) => `h.${block}.ln_2.weight`),
    );
    expect((await check(SMALL_POST, SMALL_PRE, {}, true)).failed).toBe(true);
    expect((await check(SMALL_PRE, null, {}, true)).failed).toBe(false);
  });

  it("looks at gains and biases of every block", async () => {
    expect((await check(SMALL_PRE)).tensors.length).toBe(50);
  });

  it("puts only rules into force that apply", async () => {
    const alone = (await check(SMALL_PRE)).rules.map(({ name }) => name);
    expect(alone).toEqual(RULES.filter(({ needsBaseline }) => !needsBaseline).map(({ name }) => name));
    const withBaseline = (await check(SMALL_POST, SMALL_PRE, { dead: "off" })).rules.map(({ name }) => name);
    expect(withBaseline).not.toContain("dead");
    expect(withBaseline).not.toContain("frozen");
    expect(withBaseline).toContain("sign-flips");
  });
});

describe.each(BROKEN_CASES)("$what", ({ rule, tensor, needsBaseline, spoil }) => {
  it(`fails by ${rule} on ${tensor}`, async () => {
    const weights = await weightsOf(SMALL_PRE);
    spoil(weights);
    await withModelFile(weights, async (path) => {
      const verdict = await check(path, needsBaseline ? SMALL_PRE : null);
      expect(verdict.failed).toBe(true);
      expect(errors(verdict)).toContain(`${rule} ${tensor}`);
    });
  });

  it.skipIf(REAL_IS_ABSENT)(`fails by ${rule} ${WHERE_REAL}`, async () => {
    const weights = await weightsOf(REAL_PRE);
    spoil(weights);
    await withModelFile(weights, async (path) => {
      const verdict = await check(path, needsBaseline ? REAL_PRE : null);
      expect(errors(verdict)).toContain(`${rule} ${tensor}`);
    });
  });
});

describe("rules", () => {
  it("blame the copy, not the original, where a baseline tells them apart", async () => {
    const weights = await weightsOf(SMALL_PRE);
    weights.set("h.3.ln_1.weight", vector(weights, "h.4.ln_1.weight").slice());
    await withModelFile(weights, async (path) => {
      expect(found(await check(path, SMALL_PRE), "duplicate")).toEqual(["h.3.ln_1.weight"]);
      expect(found(await check(path), "duplicate")).toEqual(["h.3.ln_1.weight", "h.4.ln_1.weight"]);
    });
  });

  it("find a tensor that is another one of the baseline", async () => {
    const weights = await weightsOf(SMALL_POST);
    weights.set("h.8.ln_2.weight", vector(await weightsOf(SMALL_PRE), "h.9.ln_2.weight"));
    await withModelFile(weights, async (path) => {
      expect(found(await check(path, SMALL_PRE), "duplicate")).toEqual(["h.8.ln_2.weight"]);
    });
  });

  it("take biases of zero for a warning, other constant biases for an error", async () => {
    const weights = await weightsOf(SMALL_PRE);
    vector(weights, "h.0.ln_1.bias").fill(0);
    vector(weights, "h.1.ln_1.bias").fill(0.5);
    await withModelFile(weights, async (path) => {
      expect(
        evidenceIn(await check(path)).map(({ rule, tensor, severity }) => [rule, tensor, severity]),
      ).toEqual([
        ["constant", "h.1.ln_1.bias", "error"],
        ["constant", "h.0.ln_1.bias", "warn"],
      ]);
    });
  });

  it("let gains near zero cross it in silence, and name others that do", async () => {
    const before = await weightsOf(SMALL_PRE);
    const after = await weightsOf(SMALL_PRE);
    for (let dim = 0; dim < 8; dim++) {
      vector(before, "ln_f.weight")[dim] = 0.01;
      vector(after, "ln_f.weight")[dim] = -0.01;
    }
    await withModelFile(before, async (baseline) => {
      await withModelFile(after, async (path) => {
        expect(found(await check(path, baseline), "sign-flips")).toEqual([]);
      });
      const gains = vector(after, "ln_f.weight");
      gains[9] = -(gains[9] as number);
      await withModelFile(after, async (path) => {
        const flips = evidenceIn(await check(path, baseline)).filter(({ rule }) => rule === "sign-flips");
        expect(flips).toMatchObject([{ severity: "warn", tensor: "ln_f.weight", value: 1, dims: [9] }]);
      });
    });
  });

  it("frozen can ask for training or for freezing", async () => {
    const trained = await check(SMALL_POST, SMALL_PRE, { frozen: "error" });
    expect(found(trained, "frozen")).toContain("h.5.ln_1.weight");
    expect(found(trained, "frozen")).not.toContain("h.6.ln_1.weight");
    const frozen = await check(SMALL_POST, SMALL_PRE, { frozen: ["error", { expect: "frozen" }] });
    expect(found(frozen, "frozen")).toContain("h.6.ln_1.weight");
    expect(found(frozen, "frozen")).not.toContain("h.5.ln_1.weight");
  });

  it("tell another shape from drift", async () => {
    const weights = await weightsOf(SMALL_PRE);
    for (const [name, values] of weights) {
      if (name.startsWith("h.11.")) weights.delete(name);
      else weights.set(name, values.slice(0, 128));
    }
    await withModelFile(weights, async (path) => {
      const verdict = await check(path, SMALL_PRE);
      const shapes = evidenceIn(verdict).filter(({ rule }) => rule === "shape-changed");
      expect(shapes.map(({ detail }) => detail)).toEqual(["128 instead of 256", "11 instead of 12"]);
      expect(found(verdict, "norm-lost")).toEqual([
        "h.11.ln_1.weight",
        "h.11.ln_1.bias",
        "h.11.ln_2.weight",
        "h.11.ln_2.bias",
      ]);
      expect(found(verdict, "median-shift")).toEqual([]);
    });
  });

  it("have names, words and defaults of their own", () => {
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
    for (const { about, why, kind, options } of RULES) {
      expect(about.length).toBeGreaterThan(20);
      expect(why.length).toBeGreaterThan(20);
      if (kind === "threshold")
        expect(Number(options.max?.default)).toBeGreaterThan(Number(options.warn?.default));
    }
  });
});

describe.skipIf(REAL_IS_ABSENT)(`check ${WHERE_REAL}`, () => {
  it("passes with warnings that name ln_2 of blocks 6-10", async () => {
    const verdict = await check(REAL_POST, REAL_PRE);
    expect(verdict.failed).toBe(false);
    expect(found(verdict, "median-shift")).toEqual([6, 7, 8, 9, 10].map((block) => `h.${block}.ln_2.weight`));
    expect(verdict.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["median-shift", "warn"],
    ]);
    expect((await check(REAL_POST, REAL_PRE, {}, true)).failed).toBe(true);
  });

  it("passes either model alone", async () => {
    for (const path of [REAL_PRE, REAL_POST]) expect(errors(await check(path))).toEqual([]);
  });
});
