import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BROKEN_CASES, weightsOf, withModelFile } from "../support/brokenModels.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useFreshFolder } from "../support/freshFolder.js";

useFreshFolder();

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

describe("the step summary", () => {
  it("that cannot be written changes no verdict", async () => {
    const { code, err } = await runCli(["check", SMALL_PRE], {
      env: { GITHUB_STEP_SUMMARY: "missing/summary.md" },
    });
    expect(code).toBe(0);
    expect(err).toContain("could not be written");
  });
});
