import { describe, expect, it } from "vitest";
import { openModel } from "../../../src/family/index.js";
import { openTensors } from "../../../src/format/index.js";
import { counting, memorySource } from "../../support/byteSources.js";
import { type GgufSpec, GPT2_KEY, ggufBytes, ggufText, u32, u64 } from "../../support/ggufFile.js";
import { refusalOf } from "../../support/refusal.js";

const FLOATS = new Uint8Array(new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer);
const VECTOR = { name: "blk.0.attn_norm.weight", dims: [8], offset: 0 };
const ONE: GgufSpec = { tensors: [VECTOR], data: FLOATS };

function open(spec: GgufSpec) {
  return openTensors(memorySource(ggufBytes(spec), "gpt2.gguf"));
}

describe("a GGUF file", () => {
  it.each([2, 3])(
    "of version %i has tensors by name, dtype, and shape with the fastest dimension last",
    async (version) => {
      const reader = await open({ ...ONE, version, tensors: [{ name: "m", dims: [4, 2], offset: 0 }] });
      expect(reader.format).toBe("gguf");
      expect(reader.tensors.get("m")).toMatchObject({ dtype: "F32", shape: [2, 4] });
      expect([...(await reader.read("m"))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(reader.metadata).toEqual(new Map([["general.architecture", "gpt2"]]));
    },
  );

  it.each([
    ["F16", 1, [0, 0x3c, 0, 0xc0]],
    ["BF16", 30, [0x80, 0x3f, 0, 0xc0]],
    ["F64", 28, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]],
  ])("reads %s", async (dtype, type, bytes) => {
    const reader = await open({
      tensors: [{ name: "x", dims: [2], type, offset: 0 }],
      data: new Uint8Array(bytes),
    });
    expect(reader.tensors.get("x")?.dtype).toBe(dtype);
    expect([...(await reader.read("x"))]).toEqual([1, -2]);
  });

  it("lists quantised tensors, of types known and unknown, and refuses to read them", async () => {
    const tensors = [
      { name: "q", dims: [32, 2], type: 8, offset: 0 },
      { name: "new", dims: [7], type: 99, offset: 96 },
    ];
    const reader = await open({ tensors, data: new Uint8Array(128) });
    expect([...reader.tensors.values()].map(({ dtype }) => dtype)).toEqual(["Q8_0", "ggml 99"]);
    for (const name of ["q", "new"])
      expect((await refusalOf(reader.read(name))).code).toBe("UNSUPPORTED_DTYPE");
  });

  it("passes over a vocabulary, and reads no tensor when it is opened", async () => {
    const words = Array.from({ length: 20_000 }, (_, i) => ggufText(`token ${i}`));
    const keys = [
      GPT2_KEY,
      ["tokenizer.ggml.tokens", 9, Buffer.concat([u32(8), u64(words.length), ...words])],
      ["tokenizer.ggml.scores", 9, Buffer.concat([u32(6), u64(1000), Buffer.alloc(4000)])],
      ["tokenizer.chat_template", 8, ggufText("x".repeat(5000))],
      ["nested", 9, Buffer.concat([u32(9), u64(2), u32(4), u64(1), u32(7), u32(8), u64(1), ggufText("y")])],
    ] as const;
    const data = new Uint8Array(5_000_000);
    data.set(FLOATS);
    const bytes = ggufBytes({ ...ONE, keys, data });
    const { source, reads } = counting(memorySource(bytes, "gpt2.gguf"));
    const reader = await openTensors(source);
    expect(reader.metadata.size).toBe(1);
    const total = reads.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0);
    expect(total).toBeLessThan(1_100_000);
    expect([...(await reader.read(VECTOR.name))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("may have another alignment", async () => {
    const keys = [GPT2_KEY, ["general.alignment", 4, u32(128)]] as const;
    const reader = await open({ ...ONE, keys, alignment: 128 });
    expect([...(await reader.read(VECTOR.name))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("is a GPT-2 by llama.cpp's names", async () => {
    const names = [
      "blk.0.attn_norm.weight",
      "blk.0.attn_norm.bias",
      "blk.0.ffn_norm.weight",
      "output_norm.bias",
    ];
    const tensors = names.map((name, i) => ({ name, dims: [8], offset: i * 32 }));
    const model = await openModel(await open({ tensors, data: new Uint8Array(128) }));
    expect([...model.layerNorms.keys()]).toEqual([
      "h.0.ln_1.weight",
      "h.0.ln_1.bias",
      "h.0.ln_2.weight",
      "ln_f.bias",
    ]);
  });

  it("of an architecture that is not read is refused, though its norms have the same names", async () => {
    const reader = await open({ ...ONE, keys: [["general.architecture", 8, ggufText("jais")]] });
    const refusal = await refusalOf(openModel(reader));
    expect(refusal.code).toBe("NOT_GPT2");
    expect(refusal.message).toContain('architecture "jais"');
  });
});

describe("a GGUF file is refused", () => {
  it.each<readonly [string, Partial<GgufSpec>, RegExp]>([
    [
      "whose tensor ends behind it",
      { tensors: [{ ...VECTOR, dims: [9] }] },
      /ends at byte \d+, but the file has \d+: it is cut off/,
    ],
    [
      "whose tensor is not aligned",
      { tensors: [{ ...VECTOR, dims: [1], offset: 4 }] },
      /data byte 4, which is not a multiple of 32/,
    ],
    [
      "whose offset is beyond any file",
      { tensors: [{ ...VECTOR, offset: 2n ** 64n - 32n }] },
      /beyond any file/,
    ],
    [
      "whose shape is beyond any file",
      { tensors: [{ ...VECTOR, dims: [2n ** 40n, 2n ** 40n] }] },
      /beyond any file/,
    ],
    ["with five dimensions", { tensors: [{ ...VECTOR, dims: [1, 1, 1, 1, 1] }] }, /has 5 dimensions/],
    [
      "with a name twice",
      { tensors: [VECTOR, VECTOR] },
      /names the tensor "blk\.0\.attn_norm\.weight" twice/,
    ],
    ["whose tensors overlap", { tensors: [VECTOR, { ...VECTOR, name: "b" }] }, /overlaps the tensor/],
    [
      "whose rows are no whole blocks",
      { tensors: [{ ...VECTOR, type: 8 }] },
      /rows of 8, which is not a multiple of Q8_0's blocks of 32/,
    ],
    [
      "whose depth is that of another architecture",
      {
        keys: [
          ["general.architecture", 8, ggufText("llama")],
          ["gpt2.block_count", 4, u32(12)],
        ],
      },
      /architecture is "llama", and its depth that of another: it has "gpt2\.block_count"/,
    ],
    ["whose alignment is 0", { keys: [["general.alignment", 4, u32(0)]] }, /alignment is 0/],
    ["whose alignment is no power of two", { keys: [["general.alignment", 4, u32(48)]] }, /alignment is 48/],
    [
      "whose alignment is beyond reason",
      { keys: [["general.alignment", 4, u32(2 ** 31)]] },
      /alignment is 2147483648/,
    ],
    ["whose text is longer than it", { keys: [["a", 8, u64(2n ** 63n)]] }, /takes 9223372036854775808 bytes/],
    [
      "whose array is longer than it",
      { keys: [["a", 9, Buffer.concat([u32(0), u64(10 ** 9)])]] },
      /takes 1000000000 bytes/,
    ],
    ["with a value of no known type", { keys: [["a", 13, u32(0)]] }, /unknown type 13/],
    [
      "whose text is not UTF-8",
      { keys: [["a", 8, Buffer.concat([u64(1), Buffer.from([0xff])])]] },
      /not valid UTF-8/,
    ],
  ])("%s", async (_what, over, message) => {
    const refusal = await refusalOf(open({ ...ONE, ...over }));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toMatch(message);
  });

  it.each<readonly [string, GgufSpec["keys"], RegExp]>([
    ["a key", [GPT2_KEY, ["a", 4, u32(1)], ["a", 4, u32(1)]], /the key "a" is there twice/],
    ["its architecture", [GPT2_KEY, GPT2_KEY], /"general.architecture" is there twice/],
  ])("that has %s twice", async (_what, keys, message) => {
    const refusal = await refusalOf(open({ ...ONE, ...(keys && { keys }) }));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toMatch(message);
  });

  it.each([
    ["64 bits", 10, u64(64)],
    ["16 bits", 2, Buffer.from([64, 0])],
    ["a text", 8, ggufText("64")],
  ])("whose alignment is %s", async (_what, type, value) => {
    const refusal = await refusalOf(open({ ...ONE, keys: [["general.alignment", type, value]] }));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toContain(`general.alignment is of type ${type}`);
  });

  it("whose arrays are nested without end, as more than is read", async () => {
    const nested = Buffer.concat([
      ...Array.from({ length: 100 }, () => [u32(9), u64(1)]).flat(),
      u32(0),
      u64(0),
    ]);
    const refusal = await refusalOf(open({ ...ONE, keys: [["a", 9, nested]] }));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toContain("nested deeper than 64");
  });

  it.each<readonly [string, Partial<GgufSpec>, RegExp]>([
    ["of version 1", { version: 1 }, /version 1/],
    ["that is big-endian", { version: 3 << 24 }, /big-endian/],
    ["that is one part of several", { keys: [["split.count", 2, Buffer.from([3, 0])]] }, /one of 3 parts/],
  ])("as unsupported: one %s", async (_what, over, message) => {
    const refusal = await refusalOf(open({ ...ONE, ...over }));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toMatch(message);
  });

  it("that claims more keys or tensors than it can hold, before it allocates for them", async () => {
    const bytes = Buffer.from(ggufBytes(ONE));
    bytes.writeBigUInt64LE(2n ** 63n, 8);
    expect((await refusalOf(openTensors(memorySource(bytes, "a.gguf")))).code).toBe("MALFORMED");
    bytes.writeBigUInt64LE(1n, 8);
    bytes.writeBigUInt64LE(2n ** 63n, 16);
    expect((await refusalOf(openTensors(memorySource(bytes, "a.gguf")))).message).toContain(
      "claims 9223372036854775808 keys",
    );
  });
});
