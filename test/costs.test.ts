/**
 * Small files that would cost much, given to the built program in a process of its own: each ends within seconds and in
 * 300 MB, read or refused.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runProgram } from "./support/childProcess.js";
import { map, text as msgpackText } from "./support/msgpackFile.js";
import { list, type Piece, pickle, raw, storage, tensor, text } from "./support/pickleFile.js";
import { rawSafetensors } from "./support/safetensorsFile.js";
import { bundleEntry, HEADER, tableBytes } from "./support/tableFile.js";
import { useTempDir } from "./support/tempDir.js";
import { zipBytes } from "./support/zipFile.js";

const MAX_MB = 300;
/** Of a machine that does other things too. */
const MAX_MS = 20_000;

/** Where this project was made there are larger ones. */
const SHARED = new URL("../../shared/attack/", import.meta.url);
const COMMITTED = new URL("../fixtures/attack/", import.meta.url);

const dir = useTempDir();

async function expectCheap(args: readonly string[]): Promise<void> {
  const run = await runProgram(args, { killAfterMs: MAX_MS });
  expect(run.exitCode, `killed, or: ${run.stderr.slice(0, 300)}`).toBeOneOf([0, 1, 2]);
  expect(run.stderr).not.toMatch(/internal error|^\s+at /m);
  expect(run.stderr.length).toBeLessThan(1500);
  expect(run.peakMb).toBeLessThan(MAX_MB);
}

/** A checkpoint whose pickle compresses to almost nothing. */
function torchFile(value: Piece): Uint8Array {
  return zipBytes([
    { name: "archive/data.pkl", bytes: pickle(value), isDeflated: true },
    { name: "archive/data/0", bytes: new Uint8Array(16) },
  ]);
}

const VECTOR = tensor({ storage: storage("FloatStorage", "0", 4), shape: [4] });

/** `count` pieces of a pickle, one behind the other. */
function repeated(count: number, piece: (i: number) => Piece | string): Piece {
  return Buffer.concat(Array.from({ length: count }, (_, i) => raw(piece(i))));
}

/** `count` names, each with the same tensor, which is remembered. */
function manyTensors(count: number, name: (i: number) => string): Piece {
  return raw(
    VECTOR,
    "q",
    9,
    "0",
    "}(",
    repeated(count, (i) => raw(text(name(i)), "h", 9)),
    "u",
  );
}

describe("a small file costs little", () => {
  it.each<readonly [string, () => Piece]>([
    ["a million empty dicts", () => list(raw(Buffer.alloc(999_000, "}")))],
    ["half a million dicts of one item", () => list(raw("}NNs".repeat(499_000)))],
    ["a million calls", () => list(raw("ca\nb\nq", 1, "0", "h\x01)R".repeat(990_000)))],
    ["texts", () => list(repeated(900_000, (i) => raw(0x8c, 4, String(i % 9000).padStart(4))))],
    ["names of globals", () => list(repeated(300_000, (i) => `c${i}\nx\n`))],
    ["a quarter of a million tensors", () => manyTensors(249_000, (i) => `x${i}`)],
    ["a quarter of a million models", () => manyTensors(249_000, (i) => `m${i}.h.0.ln_1.weight`)],
    ["ten thousand blocks", () => manyTensors(20_000, (i) => `h.${i >> 1}.ln_${(i & 1) + 1}.weight`)],
    ["nested dicts", () => raw("}", "K\x00}".repeat(300_000), "s".repeat(300_000))],
  ])("PyTorch: %s", async (what, value) => {
    const path = dir.write(`${what.replaceAll(" ", "-")}.pt`, torchFile(value()));
    await expectCheap(["inspect", path]);
  });

  it("TensorFlow: keys that repeat each other", async () => {
    const vector = bundleEntry({ shape: [], data: new Uint8Array(4) });
    const entries = Array.from({ length: 12_000 }, (_, i) => ["a".repeat(i + 1), vector] as const);
    dir.write("tf/model.ckpt.index", tableBytes({ entries: [["", HEADER], ...entries], perBlock: 20_000 }));
    dir.write("tf/model.ckpt.data-00000-of-00001", new Uint8Array(4));
    await expectCheap(["inspect", `${dir.path}/tf/model.ckpt.index`]);
  });

  it("msgpack: a map of numbers", async () => {
    const keys = Array.from({ length: 60_000 }, (_, i) => [String(i), Buffer.from([1])] as const);
    const nested = Array.from({ length: 8 }, (_, i) => [`m${i}`, map(keys)] as const);
    await expectCheap(["inspect", dir.write("numbers.msgpack", map([...nested, ["x", msgpackText("y")]]))]);
  });

  it("safetensors: the same vector in every norm of a thousand blocks", async () => {
    const entry = '{"dtype":"F32","shape":[2],"data_offsets":[';
    const names = [
      ...Array.from({ length: 1024 }, (_, b) =>
        ["ln_1", "ln_2"].map((norm) => `h.${b}.${norm}.weight`),
      ).flat(),
      "ln_f.weight",
    ];
    const header = names.map((name, i) => `"${name}":${entry}${i * 8},${i * 8 + 8}]}`);
    const values = new Float32Array(names.length * 2).map((_, i) => i % 2);
    const path = dir.write("same.safetensors", rawSafetensors(`{${header}}`, new Uint8Array(values.buffer)));
    await expectCheap(["check", path]);
  });

  it.each(["pt-16m-none.pt", "pt-16m-marks.pt"])("%s", async (name) => {
    await expectCheap(["inspect", fileURLToPath(new URL(name, COMMITTED))]);
  });

  it.skipIf(!existsSync(SHARED)).each([
    ["inspect", "h5-6000-hardlinks.h5"],
    ["inspect", "llmc-60k-blocks.bin"],
    ["inspect", "tf-130k-entries"],
    ["inspect", "tf-prefix-35k"],
    ["check", "st-4000-dup.safetensors"],
  ])("%s %s (skipped where ../shared/attack is not)", async (command, name) => {
    await expectCheap([command, fileURLToPath(new URL(name, SHARED))]);
  });
});
