import { describe, expect, it } from "vitest";
import { runCli } from "../support/fakeIo.js";
import { layerNormNames, safetensorsBytes } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";

/** Two models in one file, told apart by --at. */

const folder = useTempDir();
const NAMES = layerNormNames({ blocks: 1 });
const filled = (prefix: string, value: number) =>
  NAMES.map((name) => ({ name: prefix + name, values: [value, value + 1, value + 2, value + 4] }));
const both = folder.write(
  "both.safetensors",
  safetensorsBytes([...filled("student.", 1), ...filled("teacher.", 2)]),
);
const one = folder.write("one.safetensors", safetensorsBytes(filled("", 1)));

async function summaries(...args: readonly string[]) {
  const { code, out, err } = await runCli(["stats", ...args, "--format", "json"]);
  expect([code, err]).toEqual([0, ""]);
  const { checkpoints } = JSON.parse(out) as { checkpoints: { tensors: { summary: { min: number } }[] }[] };
  return checkpoints.map(({ tensors }) => tensors[0]?.summary.min);
}

describe("--at", () => {
  it("is what the error asks for where a file holds several models", async () => {
    const { code, err } = await runCli(["stats", both]);
    expect(code).toBe(2);
    expect(err).toMatch(/holds 2 sets .* at "student", "teacher"\n {2}fix: choose one: --at student\n/);
  });

  it("picks one for all checkpoints, or one for each in order", async () => {
    expect(await summaries(both, "--at", "teacher")).toEqual([2]);
    expect(await summaries(both, both, "--at", "student")).toEqual([1, 1]);
    expect(await summaries(both, both, "--at", "student", "--at", "teacher")).toEqual([1, 2]);
    expect(await summaries(both, one, "--at", "teacher", "--at", ".")).toEqual([2, 1]);
  });

  it("refuses a place where there is no model, and names those that there are", async () => {
    const { code, err } = await runCli(["inspect", both, "--at", "pupil"]);
    expect(code).toBe(2);
    expect(err).toContain('holds no GPT-2 LayerNorms at "pupil", but at "student", "teacher"');
  });
});
