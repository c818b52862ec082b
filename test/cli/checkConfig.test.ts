import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useFreshFolder } from "../support/freshFolder.js";

const folder = useFreshFolder();

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
      process.chdir(folder());
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
