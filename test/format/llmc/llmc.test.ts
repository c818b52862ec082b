import { describe, expect, it } from "vitest";
import { openTensors } from "../../../src/format/index.js";
import { counting, memorySource } from "../../support/byteSources.js";
import { refusalOf } from "../../support/refusal.js";

/** Positions 2, vocabulary 3 (padded to 4), 2 blocks, width 4. */
const SIZES = [2, 3, 2, 1, 4, 4];
/** Elements of wte and wpe, which stand before ln_1. */
const BEFORE_NORMS = 4 * 4 + 2 * 4;
const ELEMENTS = BEFORE_NORMS + 2 * (4 + 4 + 48 + 12 + 16 + 4 + 4 + 4 + 64 + 16 + 64 + 4) + 8;

function model(
  header: readonly number[],
  dataBytes: number,
  fill: (data: Buffer) => void = () => {},
): Uint8Array {
  const bytes = Buffer.alloc(1024 + dataBytes);
  for (const [i, value] of header.entries()) bytes.writeInt32LE(value, i * 4);
  fill(bytes.subarray(1024));
  return bytes;
}

function open(bytes: Uint8Array) {
  return openTensors(memorySource(bytes, "gpt2.bin"));
}

describe("an llm.c model", () => {
  it("has its arrays in llm.c's order, those of the blocks stacked, by its own names", async () => {
    const bytes = model([20240326, 3, ...SIZES], ELEMENTS * 4, (data) => {
      for (let i = 0; i < ELEMENTS; i++) data.writeFloatLE(i, i * 4);
    });
    const { source, reads } = counting(memorySource(bytes, "gpt2.bin"));
    const reader = await openTensors(source);
    expect(reader.format).toBe("llm.c");
    expect(reader.tensors.size).toBe(2 + 2 * 12 + 2);
    expect(reads.reduce((sum, { endByte, startByte }) => sum + endByte - startByte, 0)).toBeLessThanOrEqual(
      2048,
    );
    expect([...(await reader.read("ln1w[0]"))]).toEqual([24, 25, 26, 27]);
    expect([...(await reader.read("ln1w[1]"))]).toEqual([28, 29, 30, 31]);
    expect([...(await reader.read("ln1b[0]"))]).toEqual([32, 33, 34, 35]);
    expect([...(await reader.read("lnfb"))]).toEqual([-4, -3, -2, -1].map((i) => ELEMENTS + i));
    expect(reader.tensors.get("qkvw[1]")?.shape).toEqual([12, 4]);
  });

  it("of version 5 is BF16", async () => {
    const bytes = model([20240326, 5, ...SIZES], ELEMENTS * 2, (data) =>
      data.writeUInt16LE(0xc000, BEFORE_NORMS * 2),
    );
    const reader = await open(bytes);
    expect(reader.tensors.get("lnfw")?.dtype).toBe("BF16");
    expect([...(await reader.read("ln1w[0]"))]).toEqual([-2, 0, 0, 0]);
  });
});

describe("an llm.c file is refused", () => {
  it.each<readonly [string, Uint8Array, string, RegExp]>([
    ["that is cut off in its header", model([20240326, 3], 0).subarray(0, 900), "MALFORMED", /has 900 bytes/],
    ["that is cut off", model([20240326, 3, ...SIZES], ELEMENTS * 4 - 4), "MALFORMED", /do not fit its/],
    ["that is too long", model([20240326, 3, ...SIZES], ELEMENTS * 4 + 4), "MALFORMED", /do not fit its/],
    ["without blocks", model([20240326, 3, 2, 3, 0, 1, 4, 4], 0), "MALFORMED", /says 0 blocks/],
    [
      "whose sizes are beyond any file",
      model([20240326, 3, 2, 3, 10_000, 1, 2 ** 30, 4], 64),
      "MALFORMED",
      /do not fit its/,
    ],
    [
      "deeper than any model",
      model([20240326, 3, 2, 3, 10_001, 1, 4, 4], 64),
      "UNSUPPORTED_FORMAT",
      /10001 blocks; 10000 is the limit/,
    ],
    ["of an old version", model([20240326, 1, ...SIZES], 64), "UNSUPPORTED_FORMAT", /version 1/],
    [
      "that is the state of a training run",
      model([20240527, 1], 64),
      "UNSUPPORTED_FORMAT",
      /state of a training run/,
    ],
    ["that is a tokenizer", model([20240328, 2], 64), "UNSUPPORTED_FORMAT", /tokenizer/],
  ])("%s", async (_what, bytes, code, message) => {
    const refusal = await refusalOf(open(bytes));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(message);
  });
});
