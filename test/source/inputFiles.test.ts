import { createHash } from "node:crypto";
import { truncateSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "../../src/index.js";
import type { ModelInfo } from "../../src/model/norms.js";
import { inputFilesOf } from "../../src/source/inputFiles.js";
import { SMALL_PRE } from "../support/comparisons.js";
import { refusalOf } from "../support/refusal.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();

async function modelOf(...files: readonly string[]): Promise<ModelInfo> {
  const model = await openCheckpoint(SMALL_PRE);
  await model.close();
  return { ...model.info, files };
}

describe("the files that a document was made from", () => {
  it("have their SHA-256, also where a thread takes it", async () => {
    const large = Buffer.alloc((1 << 25) + 1, 7);
    const paths = { pre: dir.write("small", "abc"), post: dir.write("large", large) };
    const files = await inputFilesOf({ pre: await modelOf(paths.pre), post: await modelOf(paths.post) });
    const hash = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");
    expect(files).toEqual([
      { side: "pre", path: paths.pre, byteLength: 3, sha256: hash("abc") },
      { side: "post", path: paths.post, byteLength: large.length, sha256: hash(large) },
    ]);
  });

  it("of more than 1 GB are not read once more for it", async () => {
    const path = dir.write("huge", "");
    truncateSync(path, 1_000_000_001);
    const model = await modelOf(path);
    expect(await inputFilesOf({ pre: model, post: model })).toEqual(
      ["pre", "post"].map((side) => ({ side, path, byteLength: 1_000_000_001, sha256: null })),
    );
  });

  it("are missed in one sentence when they are gone, and those elsewhere are not read", async () => {
    const gone = await modelOf(`${dir.path}/none`);
    const elsewhere = await modelOf("https://example.org/a.safetensors");
    expect((await refusalOf(inputFilesOf({ pre: elsewhere, post: gone }))).code).toBe("READ_FAILED");
    const [file] = await inputFilesOf({ pre: elsewhere, post: elsewhere });
    expect(file).toMatchObject({ byteLength: null, sha256: null });
  });
});
