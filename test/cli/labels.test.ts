import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useTempDir } from "../support/tempDir.js";

const temp = useTempDir();
const LABELS = ["--labels", "base model, after <b>"] as const;
const PAIR = ["compare", SMALL_PRE, SMALL_POST, "--blocks", "8", ...LABELS] as const;

describe("--labels", () => {
  it("names the two sides in the table, Markdown, figures and reports", async () => {
    const file = (name: string) => join(temp.path, name);
    const files = ["c.svg", "c.html", "report.md"].flatMap((name) => ["-o", file(name)]);
    expect((await runCli([...PAIR, "-q", ...files])).code).toBe(0);
    expect((await runCli([...PAIR, "--format", "text"])).out).toContain("base model → after <b>");
    expect((await runCli([...PAIR, "--format", "md"])).out).toMatch(/base model → after /);
    expect(readFileSync(file("c.svg"), "utf8")).toContain("base model → after &lt;b&gt;");
    expect(readFileSync(file("c.html"), "utf8")).toContain("base model &#8594; after &lt;b&gt;");
    expect(readFileSync(file("report.md"), "utf8")).toContain("base model");
  });

  it("changes no number", async () => {
    const bare = ["compare", SMALL_PRE, SMALL_POST, "--blocks", "8", "--format", "json"];
    expect((await runCli([...bare, ...LABELS])).out).toBe((await runCli(bare)).out);
  });

  it("names the checkpoints of weights and plot, and their files", async () => {
    const weights = await runCli(["weights", SMALL_PRE, SMALL_POST, ...LABELS, "--format", "text"]);
    expect(weights.out).toContain("base model → after <b>");
    const out = join(temp.path, "{model}.svg");
    await runCli(["plot", SMALL_PRE, SMALL_PRE, "--blocks", "8", "-q", "--labels", "a,b c", "-o", out]);
    expect(readFileSync(join(temp.path, "a.svg"), "utf8")).toContain(">a: median");
    expect(readFileSync(join(temp.path, "b_c.svg"), "utf8")).toContain(">b c: median");
  });

  it.each([
    [["compare", SMALL_PRE, SMALL_POST], "a", "--labels a: names 1 checkpoint, and there are 2"],
    [["plot", SMALL_PRE], "a,b", "--labels a,b: names 2 checkpoints, and there is 1"],
    [["compare", SMALL_PRE, SMALL_POST], "a,", "has an empty name"],
  ])("%j with %s says what is wrong", async (args, labels, why) => {
    const { code, err } = await runCli([...args, "--labels", labels]);
    expect([code, err.includes(why)]).toEqual([2, true]);
  });
});
