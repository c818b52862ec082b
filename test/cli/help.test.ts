import { describe, expect, it } from "vitest";
import { compareCommand } from "../../src/cli/commands/compare.js";
import { endingText } from "../../src/cli/output/outputKind.js";
import { figuresOf } from "../../src/figure/index.js";
import { BIN_RULES } from "../../src/stats/binning.js";
import { runCli } from "../support/fakeIo.js";

describe("--help", () => {
  it("names every figure, output and bin rule there is", async () => {
    const { out } = await runCli(["compare", "--help"], { columns: 100 });
    const text = out.replace(/\s+/g, " ");
    for (const { name } of figuresOf("comparison")) expect(text).toContain(`${name}: `);
    for (const { ending, holds } of compareCommand.outputs)
      expect(text).toContain(`${endingText(ending ?? "")} (${holds})`);
    for (const rule of BIN_RULES) expect(text).toContain(String(rule));
  });

  it("keeps to the width of the terminal", async () => {
    const { out } = await runCli(["compare", "--help"], { columns: 80 });
    const beforeExamples = out.slice(0, out.indexOf("Examples:"));
    for (const line of beforeExamples.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});
