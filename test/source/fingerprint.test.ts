import { appendFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fingerprintOf } from "../../src/source/fingerprint.js";
import { refusalOf } from "../support/refusal.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();

describe("a file's fingerprint", () => {
  it("is its length and its SHA-256", async () => {
    // FIPS 180-2, the first of its examples.
    const path = dir.write("abc", "abc");
    expect(await fingerprintOf(path)).toEqual({
      byteLength: 3,
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    });
  });

  it("of a file that is written to meanwhile is refused: it would be of no state of it", async () => {
    const path = dir.write("growing", Buffer.alloc(1 << 24));
    const asked = fingerprintOf(path);
    const timer = setInterval(() => appendFileSync(path, "more"), 1);
    const refusal = await refusalOf(asked).finally(() => clearInterval(timer));
    expect(refusal.what).toBe("changed while it was read");
  });

  it("of a file that is gone is refused in one sentence", async () => {
    const refusal = await refusalOf(fingerprintOf(`${dir.path}/none`));
    expect(refusal.code).toBe("READ_FAILED");
  });
});
