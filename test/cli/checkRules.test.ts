import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES } from "../../src/analysis/check/rules/index.js";
import { parseRuleFlag } from "../../src/analysis/check/settings.js";
import { SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useFreshFolder } from "../support/freshFolder.js";

useFreshFolder();

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
