import { closeSync, openSync, writeSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runProgram } from "../support/childProcess.js";
import { bell } from "../support/comparisons.js";
import { float32Bytes, float32Header, gpt2SmallTensors } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";

/** What a comparison of two 548 MB files with both pictures may hold in memory. */
const MOST_MB = 200;

const temp = useTempDir();

/** A sparse file of GPT-2 124M's full size whose LayerNorms hold `centre` and a bell around it. */
function fullSizeModel(name: string, centre: number): string {
  const { beginning, byteLength, ranges } = float32Header(gpt2SmallTensors());
  const path = temp.writeSparse(name, beginning, byteLength);
  const file = openSync(path, "r+");
  for (const [tensor, [startByte]] of ranges) {
    if (/ln_(1|2|f)\.weight$/.test(tensor))
      writeSync(file, float32Bytes(bell(768, centre, 0.02)), 0, undefined, startByte);
  }
  closeSync(file);
  return path;
}

describe("two checkpoints of full size", () => {
  it("are compared, with both pictures, in less than 200 MB of memory", async () => {
    const models = [fullSizeModel("pre.safetensors", 0.3), fullSizeModel("post.safetensors", 0.33)];
    const { exitCode, stdout, peakMb } = await runProgram(["compare", ...models], {
      cwd: temp.path,
      killAfterMs: 30_000,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("All gains rose by the same offset on every dimension: +0.03");
    expect(peakMb).toBeLessThan(MOST_MB);
  });
});
