import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RULES } from "../../src/analysis/check/rules/index.js";
import { parseRuleFlag } from "../../src/analysis/check/settings.js";
import { BROKEN_CASES, weightsOf, withModelFile } from "../support/brokenModels.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";

const CONFIG_SCHEMA = new URL("../../schema/config.schema.json", import.meta.url);

let folder = "";
let before = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-check-"));
  before = process.cwd();
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** Without the backslashes that Markdown escapes by. */
function plain(text: string): string {
  return text.replaceAll("\\", "");
}

describe("check", () => {
  it("exits 0 on a clean model, and says so", async () => {
    const { code, out, err } = await runCli(["check", SMALL_PRE]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("Passed. No findings in 50 tensors by 9 rules.");
  });

  it("exits 0 with warnings, 1 with them when strict", async () => {
    const args = ["check", SMALL_POST, "--baseline", SMALL_PRE];
    const lenient = await runCli(args);
    expect(lenient.code).toBe(0);
    expect(lenient.out).toMatch(/^warn {3}ln_2 of blocks 6-11 grew by 5 to 10 %: /m);
    expect(lenient.out).toContain(
      "median-shift: relative shift of the median 0.103 is above warn 0.05 (0.995 -> 1.1), in h6 ln_2",
    );
    expect((await runCli([...args, "--strict"])).code).toBe(1);
  });

  it("exits 1 on a finding, in silence with --quiet", async () => {
    const { code, out, err } = await runCli([
      "check",
      SMALL_PRE,
      "--rule",
      "spread=error:max=0.01",
      "--quiet",
    ]);
    expect([code, out, err]).toEqual([1, "", ""]);
  });

  it("exits 2 when it could not check", async () => {
    for (const args of [
      ["check", "missing"],
      ["check", SMALL_PRE, "--rule", "sprad=off"],
      ["check", SMALL_PRE, "--rule", "spread=error:max=NaN"],
      ["check", SMALL_PRE, "--config", "missing.json"],
      ["check", SMALL_PRE, "-o", "x.gif"],
    ]) {
      const { code, out, err } = await runCli(args);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(/\n {2}fix: /);
    }
  });

  it("writes several reports of one verdict", async () => {
    const { code } = await runCli([
      "check",
      SMALL_POST,
      "--baseline",
      SMALL_PRE,
      ...["a.sarif", "a.xml", "a.md", "a.json"].flatMap((file) => ["-o", file]),
    ]);
    expect(code).toBe(0);
    expect(readdirSync(".").sort()).toEqual(["a.json", "a.md", "a.sarif", "a.xml"]);
    for (const file of readdirSync("."))
      expect(plain(readFileSync(file, "utf8"))).toMatch(/ln_2 of blocks 6-11/);
  });

  it("adds to the step summary where GitHub asks for one", async () => {
    writeFileSync("summary.md", "before\n");
    await runCli(["check", SMALL_PRE, "--format", "github"], { env: { GITHUB_STEP_SUMMARY: "summary.md" } });
    const summary = readFileSync("summary.md", "utf8");
    expect(summary.startsWith("before\n")).toBe(true);
    expect(summary).toContain("No findings in 50 tensors");
  });

  it.each(["text", "json", "markdown", "sarif", "junit", "github"])(
    "prints %s for every broken model",
    async (format) => {
      for (const { rule, tensor, needsBaseline, spoil } of BROKEN_CASES) {
        const weights = await weightsOf(SMALL_PRE);
        spoil(weights);
        await withModelFile(weights, async (path) => {
          const baseline = needsBaseline ? ["--baseline", SMALL_PRE] : [];
          const { code, out, err } = await runCli(["check", path, ...baseline, "--format", format]);
          expect([code, err]).toEqual([1, ""]);
          const [, block, norm] = /^h\.(\d+)\.(\w+)\.weight$/.exec(tensor) ?? [];
          const named = plain(out).includes(tensor) || plain(out).includes(`h${block} ${norm}`);
          expect(out.includes(rule) && named, `${rule} on ${tensor}`).toBe(true);
        });
      }
    },
  );
});

describe("the configuration", () => {
  const STRICT = { strict: true };

  it("is found in the working directory and above it, under each of its names", async () => {
    mkdirSync("deep/er", { recursive: true });
    for (const [name, content] of [
      ["gpt2-wdist.config.json", JSON.stringify(STRICT)],
      [".gpt2-wdistrc", '{ "strict": true, /* comments may stand */ }'],
      ["package.json", JSON.stringify({ name: "x", "gpt2-wdist": STRICT })],
    ] as const) {
      writeFileSync(name, content);
      process.chdir("deep/er");
      expect((await runCli(["check", SMALL_POST, "--baseline", SMALL_PRE])).code, name).toBe(1);
      process.chdir(folder);
      rmSync(name);
    }
    expect((await runCli(["check", SMALL_POST, "--baseline", SMALL_PRE])).code).toBe(0);
  });

  it("that was found is named; one that was given need not be", async () => {
    mkdirSync("deep/er", { recursive: true });
    writeFileSync("gpt2-wdist.config.json", "{}");
    process.chdir("deep/er");
    const found = await runCli(["check", SMALL_PRE]);
    expect(found.err).toContain("note: configured by ../../gpt2-wdist.config.json\n");
    expect((await runCli(["check", SMALL_PRE, "-q"])).err).toBe("");
    expect((await runCli(["check", SMALL_PRE, "--config", "../../gpt2-wdist.config.json"])).err).toBe("");
  });

  it("that was found wins by its place: the nearest folder, the order of the names, not those that say nothing", async () => {
    mkdirSync("deep");
    writeFileSync("gpt2-wdist.config.json", "{}");
    writeFileSync("deep/package.json", "{}");
    writeFileSync("deep/.gpt2-wdistrc", " \n");
    process.chdir("deep");
    const nearest = async () => /configured by (\S+)/.exec((await runCli(["check", SMALL_PRE])).err)?.[1];
    expect(await nearest()).toBe("../gpt2-wdist.config.json");
    writeFileSync(".gpt2-wdistrc.json", "\ufeff{}");
    expect(await nearest()).toBe(".gpt2-wdistrc.json");
    writeFileSync(".gpt2-wdistrc", "{}");
    expect(await nearest()).toBe(".gpt2-wdistrc");
  });

  it("may be no device and no FIFO, and is limited in length: nothing of it is read", async () => {
    for (const make of [
      () => symlinkSync("/dev/zero", "gpt2-wdist.config.json"),
      () => execFileSync("mkfifo", ["gpt2-wdist.config.json"]),
      () => mkdirSync("gpt2-wdist.config.json"),
      () => writeFileSync("gpt2-wdist.config.json", " ".repeat((1 << 20) + 1)),
    ]) {
      make();
      for (const args of [[], ["--config", "gpt2-wdist.config.json"]]) {
        const { code, err } = await runCli(["check", SMALL_PRE, ...args]);
        expect(code).toBe(2);
        expect(err).toMatch(/gpt2-wdist\.config\.json: (is where .* not a regular file|has 1048577 bytes)/);
      }
      rmSync("gpt2-wdist.config.json", { recursive: true });
    }
  });

  it("that is nested without end is refused, before it is parsed", async () => {
    for (const content of ["[".repeat(5000), `{ "rules": ${'{ "a": '.repeat(100_000)}`]) {
      writeFileSync("c.json", content);
      const { code, err } = await runCli(["check", SMALL_PRE, "--config", "c.json"]);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining("c.json, line 1: is nested more than 32 deep"),
      ]);
    }
  });

  it("sets rules, overrides and the baseline, and flags win over it", async () => {
    writeFileSync("baseline.safetensors", readFileSync(SMALL_PRE));
    mkdirSync("sub");
    writeFileSync(
      "sub/c.json",
      JSON.stringify({
        baseline: "../baseline.safetensors",
        rules: { "median-shift": "off", "spread-change": "off" },
        overrides: [{ tensors: ["h.6.*"], rules: { "median-shift": ["error", { max: 0.1 }] } }],
      }),
    );
    const args = ["check", SMALL_POST, "--config", "sub/c.json"];
    const { code, out } = await runCli([...args, "--format", "json"]);
    expect(code).toBe(1);
    const { verdicts } = JSON.parse(out) as {
      verdicts: { findings: { tensors: string[]; severity: string }[] }[];
    };
    expect(verdicts[0]?.findings.map(({ tensors, severity }) => [tensors, severity])).toEqual([
      [["h.6.ln_2.weight"], "error"],
    ]);
    expect((await runCli([...args, "--rule", "median-shift=off"])).code).toBe(0);
  });

  it.each([
    ["{", /line 1.*not valid JSON/],
    ["[]", /must be an object/],
    ['{\n "strict": true,\n "strict": false }', /line 3: the key "strict" is given twice/],
    ['{ "rules": { "dead": "off", "dead": "error" } }', /the key "dead" is given twice/],
    ['{ "__proto__": { "strict": true } }', /unknown key "__proto__"/],
    ['{ "rules": { "__proto__": "off" } }', /no rule "__proto__"/],
    ['{ "rules": { "toString": "off" } }', /no rule "toString"/],
    ['{ "rules": { "dead": ["error", { "__proto__": { "max": 1 } }] } }', /"__proto__"/],
    ["/* nothing */", /line 1: (is empty|not valid JSON)/],
    ['{ "rulez": {} }', /unknown key "rulez"\n {2}fix: did you mean rules/],
    ['{ "rules": { "ded": "off" } }', /no rule "ded"\n {2}fix: did you mean dead/],
    ['{ "rules": { "dead": ["error", { "max": "much" }] } }', /max is "much"/],
    ['{ "strict": "yes" }', /strict must be true or false/],
    ['{ "overrides": [{ "tensors": 3 }] }', /tensors must be a pattern/],
  ])("%s is refused with what to mend", async (content, message) => {
    writeFileSync("c.json", content);
    const { code, err } = await runCli(["check", SMALL_PRE, "--config", "c.json"]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe("a rule that needs a baseline", () => {
  it("is no silent pass where there is none", async () => {
    const { code, err } = await runCli(["check", SMALL_PRE, "--rule", "sign-flips=error"]);
    expect(code).toBe(2);
    expect(err).toContain("there is no baseline to compare with");
    expect((await runCli(["check", SMALL_PRE, "--rule", "sign-flips=off"])).code).toBe(0);
  });
});

describe("the rules", () => {
  it("are listed, each with its default", async () => {
    const { code, out, err } = await runCli(["check", "--list-rules"]);
    expect([code, err]).toEqual([0, ""]);
    for (const { name, defaultLevel } of RULES)
      expect(out).toMatch(new RegExp(`^${name}( \\*)? +${defaultLevel}\\b`, "m"));
  });

  it.each(RULES.map(({ name }) => name))(
    "are explained, with an example that is understood: %s",
    async (name) => {
      const { code, out } = await runCli(["check", "--explain", name]);
      expect(code).toBe(0);
      for (const part of [name, "What: ", "Why: ", "Default: ", "Set it:"]) expect(out).toContain(part);
      const flag = / --rule (\S+)/.exec(out)?.[1] ?? "";
      expect(parseRuleFlag(flag).rule).toBe(name);
      const config = /in gpt2-wdist\.config\.json: (.*)/.exec(out)?.[1] ?? "";
      writeFileSync("c.json", config);
      const { code: checked, err } = await runCli([
        "check",
        SMALL_PRE,
        "--baseline",
        SMALL_PRE,
        "--config",
        "c.json",
        "--rule",
        flag,
      ]);
      expect([checked, err]).toEqual([0, ""]);
    },
  );

  it("that are not there are refused, with what may be meant; other outputs, too", async () => {
    const unknown = await runCli(["check", "--explain", "median-shit"]);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("did you mean median-shift?")]);
    const other = await runCli(["check", "--list-rules", "--format", "json"]);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining("prints text and nothing else")]);
  });
});

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

describe("an override", () => {
  it("that matches no tensor is remarked on", async () => {
    writeFileSync(
      "c.json",
      '{ "overrides": [{ "tensors": ["h.99.*", "ln_f"], "rules": { "dead": "off" } }] }',
    );
    const { code, err } = await runCli(["check", SMALL_PRE, "--config", "c.json"]);
    expect([code, err]).toEqual([0, 'note: the override for "h.99.*" matches no tensor\n']);
  });
});

describe("the step summary", () => {
  it("that cannot be written changes no verdict", async () => {
    const { code, err } = await runCli(["check", SMALL_PRE], {
      env: { GITHUB_STEP_SUMMARY: "missing/summary.md" },
    });
    expect(code).toBe(0);
    expect(err).toContain("could not be written");
  });
});

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
