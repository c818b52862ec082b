import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SafeTensor } from "safetensors";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "../../../src/index.js";
import { SMALL_PRE } from "../../support/comparisons.js";
import { runCli } from "../../support/fakeIo.js";
import { useTempDir } from "../../support/tempDir.js";

/** What `extract` writes, read by a package that shares no code with this one. */

const folder = useTempDir();

/** The file with blanks in place of `__metadata__`, which that package takes for a tensor. */
function withoutMetadata(bytes: Buffer): Uint8Array {
  const end = 8 + Number(bytes.readBigUInt64LE());
  const { __metadata__, ...tensors } = JSON.parse(bytes.toString("utf8", 8, end)) as Record<string, unknown>;
  expect(__metadata__).toBeDefined();
  const header = Buffer.from(JSON.stringify(tensors).padEnd(end - 8));
  // Its own buffer: the package reads from the beginning of what is behind an array.
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, 8), header, bytes.subarray(end)]));
}

describe("the file that extract writes", () => {
  it("has the same tensors and values for the package safetensors", async () => {
    const path = join(folder.path, "ln.safetensors");
    expect((await runCli(["extract", SMALL_PRE, "-o", path])).code).toBe(0);
    const witness = new SafeTensor(withoutMetadata(readFileSync(path)));
    const model = await openCheckpoint(SMALL_PRE);
    expect([...witness.metadata.keys()].sort()).toEqual([...model.layerNorms.keys()].sort());
    for (const [name, { info }] of model.layerNorms) {
      expect(witness.metadata.get(name)).toMatchObject({ dtype: "F32", shape: info.shape });
      const bytes = Uint8Array.from(witness.getTensor(name));
      expect([...new Float32Array(bytes.buffer)]).toEqual([...(await model.read(name))]);
    }
    await model.close();
  });
});
