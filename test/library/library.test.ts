import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as library from "../../src/index.js";
import { fixture, SMALL_POST, SMALL_PRE, smallPair } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useTempDir } from "../support/tempDir.js";

/** What callers without a compiler do: the library takes anything for `any`. */
const untyped: Record<string, (...args: readonly unknown[]) => unknown> = { ...library } as never;

const dir = useTempDir();

/** The refusal of a call, thrown at once or by its promise. */
async function refusalOf(name: string, ...args: readonly unknown[]): Promise<library.WdistError> {
  try {
    await untyped[name]?.(...args);
  } catch (error) {
    if (error instanceof library.WdistError) return error;
    throw error;
  }
  return expect.fail(`${name} took it`);
}

describe("options of the library", () => {
  const pair = [SMALL_PRE, SMALL_POST];

  it.each([
    [{ blok: "all" }, 'has no option "blok"', "did you mean blocks?"],
    [{ blocks: "some" }, 'its blocks is "some"', 'give a list of blocks, or one of "default", "all"'],
    [{ blocks: [1.5] }, "its blocks is a list of something else", /^give a list of blocks/],
    [{ norms: [] }, "its norms is a list of something else", /^give a list of norms/],
    [{ norms: "ln_1" }, 'its norms is "ln_1"', /^give a list of norms/],
    [{ bias: 1 }, "its bias is 1", "give true or false"],
    [{ bins: 0 }, "its bins is 0", /^give an integer from 1 to 10000, or one of "auto", "study"/],
    [{ bins: "wide" }, 'its bins is "wide"', /"doane"$/],
    [{ topMoved: -1 }, "its topMoved is -1", /^give an integer from 0/],
    [null, "its options are null", "give an object"],
    ["all", 'its options are "all"', "give an object"],
    [["all"], "its options are a list of something else", "give an object"],
  ])("of compare: %j is refused, with what is allowed", async (options, what, fix) => {
    const { code, where, ...said } = await refusalOf("compare", ...pair, options);
    expect([code, where, said.what]).toEqual(["USAGE", "compare", what]);
    expect(said.fix).toEqual(expect.stringMatching(fix instanceof RegExp ? fix : escaped(fix)));
  });

  it.each([
    ["openCheckpoint", [3]],
    ["openCheckpoint", [""]],
    ["openCheckpoint", [SMALL_PRE, { timeout: 3 }]],
    ["openCheckpoint", [SMALL_PRE, { timeoutMs: Number.NaN }]],
    ["openCheckpoint", [SMALL_PRE, { families: "gpt2" }]],
    ["openCheckpoint", [SMALL_PRE, { at: 1 }]],
    ["withCheckpoint", [SMALL_PRE, "action"]],
    ["withCheckpoints", [SMALL_PRE, undefined, () => {}]],
    ["compare", [SMALL_PRE]],
    ["compare", [...pair, {}, { fetch: "curl" }]],
    ["check", [SMALL_PRE, 1]],
    ["check", [SMALL_PRE, null, "strict"]],
    ["check", [SMALL_PRE, null, { deed: "off" }]],
    ["check", [SMALL_PRE, null, { dead: "loud" }]],
    ["check", [SMALL_PRE, null, {}, "yes"]],
    ["render", ["<svg>", "svg"]],
    ["render", [{}, "gif"]],
    ["render", [{ mark: "bar" }, "png", 0]],
    ["render", [{ mark: "no such mark", data: { values: [] } }, "svg"]],
    ["comparisonJson", [{}]],
    ["comparisonHtml", [null]],
    ["verdictsJson", [[]]],
    ["verdictsJson", [{}]],
    ["findingsTable", [[{}]]],
  ] as const)("%s(%j) is a USAGE error that says how to call it", async (name, args) => {
    const { code, where, fix } = await refusalOf(name, ...args);
    expect(code).toBe("USAGE");
    expect(where).not.toBe("");
    expect(fix).toMatch(/^(give|write|did you mean|there are) ./);
  });

  it.each([
    ["violin", {}, /one of "overview", "pairs", "overlay"/],
    ["constructor", {}, /one of "overview"/],
    ["pairs", { width: Number.NaN }, /^give a number from 300 to 4000$/],
    ["pairs", { height: 1 }, /or null$/],
    ["pairs", { theme: "blue" }, /^give one of "light", "dark"$/],
    ["pairs", { title: 3 }, /^give a text or null$/],
    ["pairs", { interactive: "yes" }, /^give true or false$/],
    ["pairs", { toString: 1 }, /^there are width/],
  ])("of figure: %s with %j is refused", async (kind, options, fix) => {
    const error = await refusalOf("figure", await smallPair(), kind, options);
    expect([error.code, error.where]).toEqual(["USAGE", "figure"]);
    expect(error.fix).toMatch(fix);
  });

  it("count as not given where they are undefined", async () => {
    const comparison = await untyped.compare?.(...pair, { blocks: undefined, bias: undefined });
    expect(comparison).toMatchObject({ options: { blocks: "default", bias: false } });
  });
});

describe("a model that is open", () => {
  it("refuses the names that it does not have", async () => {
    await library.withCheckpoint(SMALL_PRE, async (model) => {
      for (const read of [model.read, model.readEffective, model.readTensor]) {
        await expect(read("h.99.ln_1.weight")).rejects.toMatchObject({ code: "NOT_IN_MODEL" });
      }
    });
  });

  it("is closed where the action throws, and the error is the action's own", async () => {
    const own = new TypeError("mine");
    await expect(library.withCheckpoint(SMALL_PRE, () => Promise.reject(own))).rejects.toBe(own);
  });
});

describe("what the library writes", () => {
  it.each([
    ["json", (comparison: library.Comparison) => library.comparisonJson(comparison)],
    ["csv", (comparison: library.Comparison) => library.comparisonTable(comparison)],
    ["jsonl", (comparison: library.Comparison) => library.comparisonTable(comparison, "jsonl")],
    ["html", (comparison: library.Comparison) => library.comparisonHtml(comparison)],
  ] as const)("as %s of a comparison is what the command line writes", async (format, write) => {
    const { out } = await runCli(["compare", SMALL_PRE, SMALL_POST, "--format", format]);
    expect((await write(await library.compare(SMALL_PRE, SMALL_POST))) === out).toBe(true);
  });

  it.each([
    ["json", library.verdictsJson],
    ["csv", (verdicts: readonly library.Verdict[]) => library.findingsTable(verdicts)],
  ] as const)("as %s of verdicts is what the command line writes", async (format, write) => {
    const { out } = await runCli(["check", SMALL_POST, "--baseline", SMALL_PRE, "--format", format]);
    const verdict = await library.check(SMALL_POST, SMALL_PRE);
    expect(write([verdict])).toBe(out);
  });
});

describe("errors of the library", () => {
  it.each([
    ["a path that is not there", () => [join(dir.path, "nothing.safetensors")], "NOT_FOUND"],
    ["a folder without a checkpoint", () => [dir.path], "NOT_FOUND"],
    ["a file in no format", () => [fixture("README.md")], "UNSUPPORTED_FORMAT"],
    ["a URL that is none", () => ["https://"], "USAGE"],
  ] as const)("of %s are of its own kind", async (_, args, code) => {
    expect((await refusalOf("openCheckpoint", ...args())).code).toBe(code);
  });
});

function escaped(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}
