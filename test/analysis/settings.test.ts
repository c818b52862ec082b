import { describe, expect, it } from "vitest";
import { outlierFraction } from "../../src/analysis/check/rules/outlierFraction.js";
import { matchesPattern, parsePatch, parseRuleFlag, settingOf } from "../../src/analysis/check/settings.js";
import { WdistError } from "../../src/errors.js";

function refusal(action: () => unknown): WdistError {
  try {
    action();
  } catch (error) {
    if (error instanceof WdistError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("--rule", () => {
  it.each([
    ["dead=off", { rule: "dead", level: "off", options: {} }],
    ["dead=warn:max=0.2", { rule: "dead", level: "warn", options: { max: 0.2 } }],
    ["dead=error:max=0.2,warn=1e-2", { rule: "dead", level: "error", options: { max: 0.2, warn: 0.01 } }],
    ["dead:warn=0", { rule: "dead", level: null, options: { warn: 0 } }],
    ["frozen=error:expect=frozen", { rule: "frozen", level: "error", options: { expect: "frozen" } }],
  ])("%s is understood", (text, patch) => {
    expect(parseRuleFlag(text)).toMatchObject({ ...patch, tensors: null });
  });

  it.each([
    ["ded=off", /there is no rule "ded"/, /did you mean dead/],
    ["xyzzy=off", /no rule/, /there are non-finite, /],
    ["dead=fatal", /"fatal" is not a level/, /off, warn, error/],
    ["dead=error:maxx=1", /no option "maxx"/, /did you mean max/],
    ["non-finite=error:max=1", /no option "max"/, /it has none/],
    ["dead=error:max=NaN", /max is "NaN"/, /finite number/],
    ["dead=error:max=Infinity", /max is "Infinity"/, /finite number/],
    ["dead=error:max=-1", /max is "-1"/, /at least 0/],
    ["dead=error:max=0.1,warn=0.2", /warn 0.2 is above max 0.1/, /raise max, or lower warn/],
    ["dead=error:max=", /max is ""/, /finite number/],
    ["frozen=error:expect=maybe", /expect is "maybe"/, /trained, frozen/],
    ["constructor=off", /no rule "constructor"/, /there are/],
    ["dead=error:__proto__=1", /no option "__proto__"/, /there are warn, max/],
    ["", /is not a rule/, /write --rule/],
  ])("%s is refused with a way to mend it", (text, what, fix) => {
    const error = refusal(() => parseRuleFlag(text));
    expect(error.code).toBe("USAGE");
    expect(error.what).toMatch(what);
    expect(error.fix).toMatch(fix);
  });
});

describe("a setting in a configuration", () => {
  it.each([
    ["warn", { level: "warn", options: {} }],
    [["error", { max: 1 }], { level: "error", options: { max: 1 } }],
    [["off"], { level: "off", options: {} }],
  ])("%j is understood", (value, patch) => {
    expect(parsePatch("here", "dead", value, null)).toMatchObject(patch);
  });

  it.each([[3], [null], [["error", 3]], [["error", { max: "1" }]], [["error", {}, 1]], [{ level: "error" }]])(
    "%j is refused",
    (value) => {
      expect(refusal(() => parsePatch("here", "dead", value, null)).code).toBe("USAGE");
    },
  );
});

describe("settingOf", () => {
  it("lets later patches win, and overrides only where their pattern matches", () => {
    const patches = [
      parsePatch("", "outlier-fraction", ["warn", { max: 0.3 }], null),
      parsePatch("", "outlier-fraction", ["error", { max: 0.2 }], ["h.11.*"]),
    ];
    expect(settingOf(outlierFraction, "h.3.ln_1.weight", patches)).toEqual({
      level: "warn",
      options: { warn: 0.15, max: 0.3 },
    });
    expect(settingOf(outlierFraction, "h.11.ln_1.weight", patches)).toEqual({
      level: "error",
      options: { warn: 0.15, max: 0.2 },
    });
    expect(settingOf(outlierFraction, null, patches).options.max).toBe(0.3);
  });
});

describe("a warning above an error", () => {
  const set = (options: object) => parsePatch("", "outlier-fraction", ["error", options], null);

  it("goes down with a max that is set after it", () => {
    for (const patches of [[set({ max: 0.1 })], [set({ warn: 0.3 }), set({ max: 0.1 })]])
      expect(settingOf(outlierFraction, null, patches).options).toEqual({ warn: 0.1, max: 0.1 });
  });

  it("is refused where it is set last", () => {
    for (const patches of [[set({ warn: 0.5 })], [set({ max: 0.1 }), set({ warn: 0.2 })]])
      expect(refusal(() => settingOf(outlierFraction, null, patches)).what).toMatch(
        /^warn 0\.\d is above max 0\.\d/,
      );
  });
});

describe("a pattern", () => {
  it.each([
    ["ln_f", "ln_f.weight", true],
    ["ln_f", "ln_f.bias", true],
    ["h.11.*", "h.11.ln_2.bias", true],
    ["h.1.*", "h.11.ln_2.bias", false],
    ["*.bias", "h.0.ln_1.bias", true],
    ["*.ln_2", "h.0.ln_2.weight", true],
    ["h.0.ln_1.weight", "h.0.ln_1.weight", true],
    ["h.0", "h.0.ln_1.weight", false],
    ["h.(0", "h.(0", true],
  ])("%s against %s: %s", (pattern, name, matches) => {
    expect(matchesPattern(pattern, name)).toBe(matches);
  });
});
