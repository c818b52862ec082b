import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/fakeIo.js";
import { useTempDir } from "../support/tempDir.js";

const HOSTILE = "fixtures/hostile";
const SAFETENSORS = `${HOSTILE}/st/ok-control.safetensors`;

/** The same small model in every format, as far as it is committed; the hostile files are made from these. */
const CONTROLS = [
  "pt/ok-control.pt",
  "pt/legacy-ok-control.pth",
  "npz/ok-control.npz",
  "gguf/ok-control.gguf",
  "flax/ok-control.msgpack",
  "h5/ok-control.h5",
  "tf/ok-control",
  "tf/ok-control/model.ckpt",
  "index/ok-control",
];

describe("a checkpoint of any format", () => {
  const dir = useTempDir();

  it.each(CONTROLS)("is compared by the same command: %s", async (path) => {
    const { code, out } = await runCli([
      "compare",
      `${HOSTILE}/${path}`,
      SAFETENSORS,
      "--blocks",
      "all",
      "--bias",
      "--format",
      "json",
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out).findings[0].text).toBe("all gains and biases are bit-identical");
  });

  it.each(CONTROLS)("gives the same LayerNorms when they are extracted: %s", async (path) => {
    const extracted = join(dir.path, `${path.replaceAll("/", "-")}.safetensors`);
    expect((await runCli(["extract", `${HOSTILE}/${path}`, "-o", extracted])).code).toBe(0);
    const { out } = await runCli([
      "compare",
      extracted,
      SAFETENSORS,
      "--blocks",
      "all",
      "--bias",
      "--format",
      "json",
    ]);
    expect(JSON.parse(out).findings[0].text).toContain("all gains and biases are bit-identical");
    expect(readFileSync(extracted).length).toBeLessThan(20_000);
  });

  it("is taken from a directory, and which file that was is said", async () => {
    const folder = `${HOSTILE}/tf/ok-control`;
    const note = `note: ${folder}: took ${folder}/model.ckpt.index\n`;
    for (const args of [
      ["compare", folder, SAFETENSORS, "--format", "csv"],
      ["stats", folder],
      ["check", SAFETENSORS, "--baseline", folder],
    ]) {
      expect((await runCli(args)).err, args[0]).toContain(note);
    }
    expect((await runCli(["stats", SAFETENSORS])).err).not.toContain("took");
    expect((await runCli(["stats", folder, "--quiet"])).err).toBe("");
  });
});
