import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareModels, DEFAULT_COMPARE_OPTIONS } from "../../../src/analysis/compare.js";
import { WdistError } from "../../../src/errors.js";
import { openModel } from "../../../src/family/index.js";
import { openTensors } from "../../../src/format/index.js";
import type { TensorReader } from "../../../src/model/tensors.js";
import { openSource } from "../../../src/source/index.js";
import { counting, MemoryFolder, memorySource, type ReadRange } from "../../support/byteSources.js";
import { refusalOf } from "../../support/refusal.js";
import {
  float32Bytes,
  float32Header,
  gpt2SmallTensors,
  layerNormNames,
  rawSafetensors,
  safetensorsBytes,
} from "../../support/safetensorsFile.js";
import { useTempDir } from "../../support/tempDir.js";

function open(bytes: Uint8Array): Promise<TensorReader> {
  return openTensors(memorySource(bytes));
}

/** A file with this header, and as many zero bytes of data. */
function withHeader(header: string, dataBytes: number): Uint8Array {
  return rawSafetensors(header, new Uint8Array(dataBytes));
}

/** A file with one tensor "a" whose entry is this JSON. */
function withEntry(entry: string, dataBytes: number): Uint8Array {
  return withHeader(`{"a":${entry}}`, dataBytes);
}

const entryAt = (startByte: number, endByte: number): string =>
  `{"dtype":"F32","shape":[${(endByte - startByte) / 4}],"data_offsets":[${startByte},${endByte}]}`;

describe("a valid safetensors file", () => {
  it("gives names, dtypes, shapes and values", async () => {
    const reader = await open(
      safetensorsBytes([
        { name: "vector", values: [1, -0, 0.5] },
        { name: "matrix", shape: [2, 2], values: [1, 2, 3, 4] },
        { name: "scalar", shape: [], values: [7] },
        { name: "half", dtype: "F16", shape: [2], values: new Uint8Array([0x00, 0x3c, 0x00, 0xc0]) },
      ]),
    );
    expect(reader.format).toBe("safetensors");
    expect(reader.files).toEqual(["model.safetensors"]);
    expect([...reader.tensors.values()].map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual([
      { name: "vector", dtype: "F32", shape: [3] },
      { name: "matrix", dtype: "F32", shape: [2, 2] },
      { name: "scalar", dtype: "F32", shape: [] },
      { name: "half", dtype: "F16", shape: [2] },
    ]);
    expect([...(await reader.read("vector"))]).toEqual([1, -0, 0.5]);
    expect([...(await reader.read("matrix"))]).toEqual([1, 2, 3, 4]);
    expect([...(await reader.read("scalar"))]).toEqual([7]);
    expect([...(await reader.read("half"))]).toEqual([1, -2]);
  });

  it("may hold 8-bit floats", async () => {
    const reader = await open(
      safetensorsBytes([
        { name: "e4m3", dtype: "F8_E4M3", shape: [3], values: new Uint8Array([0x38, 0x7e, 0x01]) },
        { name: "e5m2", dtype: "F8_E5M2", shape: [3], values: new Uint8Array([0x3c, 0x7b, 0x01]) },
      ]),
    );
    expect([...(await reader.read("e4m3"))]).toEqual([1, 448, 2 ** -9]);
    expect([...(await reader.read("e5m2"))]).toEqual([1, 57_344, 2 ** -16]);
  });

  it("may hold dtypes that are no weights, as long as nobody reads them", async () => {
    const reader = await open(
      safetensorsBytes([
        { name: "mask", dtype: "BOOL", shape: [3], values: new Uint8Array(3) },
        { name: "packed", dtype: "F4", shape: [4], values: new Uint8Array(2) },
        { name: "gain", values: [1] },
      ]),
    );
    expect([...(await reader.read("gain"))]).toEqual([1]);
    const refusal = await refusalOf(reader.read("mask"));
    expect(refusal.code).toBe("UNSUPPORTED_DTYPE");
    expect(refusal.message).toContain('model.safetensors, tensor "mask"');
    expect(refusal.message).toContain("stored as BOOL");
    expect(refusal.message).toContain("F64, F32, F16, BF16");
  });

  it("may hold empty tensors, even several at one place", async () => {
    const reader = await open(
      safetensorsBytes([
        { name: "before", shape: [0], values: [] },
        { name: "gain", values: [1, 2] },
        { name: "rows", shape: [0, 768], values: [] },
        { name: "columns", shape: [768, 0, 9_007_199_254_740_991], values: [] },
      ]),
    );
    expect([...(await reader.read("gain"))]).toEqual([1, 2]);
    expect(await reader.read("rows")).toHaveLength(0);
  });

  it.each([
    ["first", ["empty", "gain"]],
    ["last", ["gain", "empty"]],
  ])("may hold an empty tensor that starts where another does, listed %s", async (_place, names) => {
    const entries = names.map((name) => `"${name}":${name === "gain" ? entryAt(0, 8) : entryAt(0, 0)}`);
    const reader = await open(rawSafetensors(`{${entries.join(",")}}`, float32Bytes([1, 2])));
    expect([...(await reader.read("gain"))]).toEqual([1, 2]);
    expect(await reader.read("empty")).toHaveLength(0);
  });

  it("may hold no tensors at all", async () => {
    const reader = await open(withHeader("{}", 0));
    expect(reader.tensors.size).toBe(0);
  });

  it.each([1, 3, 5, 7])("is read right where its data starts %i bytes past alignment", async (pad) => {
    const header = `{"a":${entryAt(0, 8)}}`;
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8 + pad);
    const reader = await open(rawSafetensors(padded, float32Bytes([0.25, -3])));
    expect([...(await reader.read("a"))]).toEqual([0.25, -3]);
  });

  it("may have spaces before and after its header's object", async () => {
    const reader = await open(
      rawSafetensors(`${" ".repeat(300)}{"a":${entryAt(0, 4)}}${" ".repeat(1000)}`, float32Bytes([5])),
    );
    expect([...(await reader.read("a"))]).toEqual([5]);
  });

  it("may list its tensors in another order than they lie in", async () => {
    const reader = await open(
      rawSafetensors(`{"b":${entryAt(4, 12)},"a":${entryAt(0, 4)}}`, float32Bytes([1, 2, 3])),
    );
    expect([...(await reader.read("a"))]).toEqual([1]);
    expect([...(await reader.read("b"))]).toEqual([2, 3]);
  });

  it("gives its metadata, and does not take it for a tensor", async () => {
    const reader = await open(
      safetensorsBytes([{ name: "a", values: [1] }], { format: "pt", ["__proto__"]: "x", constructor: "y" }),
    );
    expect(reader.metadata).toEqual(
      new Map([
        ["format", "pt"],
        ["__proto__", "x"],
        ["constructor", "y"],
      ]),
    );
    expect([...reader.tensors.keys()]).toEqual(["a"]);
  });

  it("may carry fields that a later version adds to an entry", async () => {
    const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4],"new":{"deep":[1,{"x":null}]}}';
    const reader = await open(withEntry(entry, 4));
    expect([...(await reader.read("a"))]).toEqual([0]);
  });

  it("may name tensors like members of Object.prototype", async () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    const reader = await open(safetensorsBytes(names.map((name, i) => ({ name, values: [i] }))));
    for (const [i, name] of names.entries()) expect([...(await reader.read(name))], name).toEqual([i]);
  });
});

describe("openTensors", () => {
  it("throws for a tensor that is not there, which is a mistake of the caller", async () => {
    const reader = await open(safetensorsBytes([{ name: "a", values: [1] }]));
    await expect(reader.read("constructor")).rejects.toMatchObject({
      code: "NOT_IN_MODEL",
      what: 'has no tensor "constructor"',
    });
  });

  it("closes the file with the reader", async () => {
    const folder = new MemoryFolder({ "a.safetensors": safetensorsBytes([{ name: "a", values: [1] }]) });
    const reader = await openTensors(folder.open("a.safetensors"));
    expect(folder.openCount).toBe(1);
    await reader.close();
    expect(folder.openCount).toBe(0);
  });

  it.each([
    ["is malformed", withHeader("{]", 0)],
    ["is of no known format", new Uint8Array(100)],
  ])("closes a file that %s", async (_what, bytes) => {
    const folder = new MemoryFolder({ "a.safetensors": bytes });
    await refusalOf(openTensors(folder.open("a.safetensors")));
    expect(folder.opened).toEqual(["a.safetensors"]);
    expect(folder.openCount).toBe(0);
  });
});

describe("a safetensors file may have what the official library reads", () => {
  it("null for its metadata", async () => {
    const reader = await open(
      withHeader('{"__metadata__": null,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4),
    );
    expect(reader.metadata.size).toBe(0);
    expect([...reader.tensors.keys()]).toEqual(["a"]);
  });

  it("a tensor of a hundred dimensions", async () => {
    const reader = await open(
      withEntry(`{"dtype":"F32","shape":[${Array(100).fill(1)}],"data_offsets":[0,4]}`, 4),
    );
    expect(reader.tensors.get("a")?.shape).toHaveLength(100);
    expect([...(await reader.read("a"))]).toEqual([0]);
  });

  it.each([
    [
      "ten thousand dimensions",
      `{"dtype":"F32","shape":[${Array(10_001).fill(1)}],"data_offsets":[0,4]}`,
      /10000 dim/,
    ],
    ["a name of ten thousand characters", null, /by 10001 characters/],
  ])("but not more than is read: %s", async (_what, entry, message) => {
    const header = `{"${"x".repeat(10_001)}":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`;
    const refusal = await refusalOf(open(entry === null ? withHeader(header, 4) : withEntry(entry, 4)));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toMatch(message);
    expect(refusal.fix).not.toContain("download");
  });
});

describe("a broken safetensors file is refused as MALFORMED", () => {
  const whole = safetensorsBytes([{ name: "a", values: [1, 2] }]);
  const headerBytes = new DataView(whole.buffer).getUint32(0, true);

  it.each<readonly [rule: string, bytes: Uint8Array, message: RegExp]>([
    // The header's length
    [
      "a header longer than the format allows",
      rawSafetensors("{}", undefined, 100_000_001n),
      /100000001 bytes; the format allows 100000000/,
    ],
    [
      "a header of 2^64 - 1 bytes",
      rawSafetensors("{}", undefined, 2n ** 64n - 1n),
      /claims 18446744073709551615 bytes/,
    ],
    [
      "a header of 2^53 + 1 bytes, which float64 would round",
      rawSafetensors("{}", undefined, 2n ** 53n + 1n),
      /claims 9007199254740993 bytes/,
    ],
    [
      "a header longer than the file",
      rawSafetensors("{}", undefined, 3n),
      /claims 3 bytes, but only 2 follow/,
    ],
    // The header's text
    ["a header that ends early", rawSafetensors('{"a":1}', undefined, 5n), /expected/],
    ["an empty header", rawSafetensors("{}", undefined, 0n), /expected an object/],
    ["text after the object", withHeader("{}{}", 0), /something after its end/],
    ["NUL bytes after the object", withHeader("{}\0\0", 0), /something after its end/],
    ["malformed UTF-8 in a name", rawSafetensors(Buffer.from('{"\xc3":1}', "latin1")), /not valid UTF-8/],
    ["a lone surrogate in a name", withHeader(`{"\\ud800":${entryAt(0, 4)}}`, 4), /not a valid string/],
    [
      "a name given twice",
      withHeader(`{"a":${entryAt(0, 4)},"a":${entryAt(0, 4)}}`, 4),
      /the key "a" is given twice/,
    ],
    [
      "a field given twice",
      withEntry('{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}', 4),
      /the key "shape" is given twice/,
    ],
    [
      "two __metadata__",
      withHeader('{"__metadata__":{},"__metadata__":{}}', 0),
      /"__metadata__" is given twice/,
    ],
    ["metadata that is no object", withHeader('{"__metadata__":"pt"}', 0), /expected an object/],
    ["metadata with a number in it", withHeader('{"__metadata__":{"n":1}}', 0), /expected a string/],
    ["a bottomless entry", withEntry(`{"x":${"[".repeat(100_000)}`, 0), /nested more than 64 deep/],
    // One entry
    ["an entry that is null", withEntry("null", 0), /expected an object/],
    ["an entry that is an array", withEntry("[]", 0), /expected an object/],
    ["no dtype", withEntry('{"shape":[1],"data_offsets":[0,4]}', 4), /tensor "a".*has no .*dtype/],
    ["no shape", withEntry('{"dtype":"F32","data_offsets":[0,4]}', 4), /tensor "a".*has no .*shape/],
    ["no data_offsets", withEntry('{"dtype":"F32","shape":[1]}', 4), /tensor "a".*has no .*data_offsets/],
    [
      "an unknown dtype",
      withEntry('{"dtype":"F31","shape":[1],"data_offsets":[0,4]}', 4),
      /tensor "a".*unknown dtype "F31"/,
    ],
    [
      "a dtype that is a member of Object.prototype",
      withEntry('{"dtype":"constructor","shape":[1],"data_offsets":[0,4]}', 4),
      /unknown dtype "constructor"/,
    ],
    [
      "a dtype in lower case",
      withEntry('{"dtype":"f32","shape":[1],"data_offsets":[0,4]}', 4),
      /unknown dtype "f32"/,
    ],
    [
      "a dtype that is a number",
      withEntry('{"dtype":32,"shape":[1],"data_offsets":[0,4]}', 4),
      /expected a string/,
    ],
    [
      "a shape that is a number",
      withEntry('{"dtype":"F32","shape":1,"data_offsets":[0,4]}', 4),
      /expected an array/,
    ],
    [
      "a shape in a shape",
      withEntry('{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}', 4),
      /expected a number/,
    ],
    [
      "a size that is a text",
      withEntry('{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}', 4),
      /expected a number/,
    ],
    [
      "two negative sizes, whose product is right",
      withEntry('{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}', 4),
      /"-1" is not an integer/,
    ],
    [
      "a fraction as a size",
      withEntry('{"dtype":"F32","shape":[0.5,2],"data_offsets":[0,4]}', 4),
      /"0.5" is not an integer/,
    ],
    [
      "a size of 2^53",
      withEntry('{"dtype":"F32","shape":[9007199254740992,0],"data_offsets":[0,0]}', 0),
      /"9007199254740992" is not an integer/,
    ],
    [
      "sizes whose product wraps to 0 in 64 bits",
      withEntry('{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}', 0),
      /not a whole number of bytes below 2\^53/,
    ],
    [
      "sizes whose product is beyond float64, times zero",
      withEntry(`{"dtype":"F32","shape":[${Array(30).fill(2 ** 53 - 1)},0],"data_offsets":[0,0]}`, 0),
      /not a whole number of bytes/,
    ],
    [
      "half a byte of data",
      withEntry('{"dtype":"F4","shape":[3],"data_offsets":[0,1]}', 1),
      /not a whole number of bytes/,
    ],
    [
      "a shape larger than the byte range",
      withEntry('{"dtype":"F32","shape":[9],"data_offsets":[0,32]}', 32),
      /shape \[9\] of F32, 36 bytes, but data_offsets \[0,32\], 32 bytes/,
    ],
    [
      "a shape smaller than the byte range",
      withEntry('{"dtype":"F32","shape":[1],"data_offsets":[0,8]}', 8),
      /4 bytes, but data_offsets \[0,8\], 8 bytes/,
    ],
    [
      "a scalar without bytes",
      withEntry('{"dtype":"F32","shape":[],"data_offsets":[0,0]}', 0),
      /4 bytes, but data_offsets/,
    ],
    [
      "data_offsets that run backwards",
      withEntry('{"dtype":"F32","shape":[1],"data_offsets":[4,0]}', 4),
      /data_offsets \[4,0\], which are not a range/,
    ],
    [
      "a single offset",
      withEntry('{"dtype":"F32","shape":[1],"data_offsets":[4]}', 4),
      /data_offsets \[4\], which are not a range/,
    ],
    [
      "three offsets",
      withEntry('{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}', 4),
      /which are not a range/,
    ],
    [
      "a negative offset",
      withEntry('{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}', 4),
      /"-4" is not an integer/,
    ],
    // The layout
    [
      "tensors that share all their bytes",
      withHeader(`{"a":${entryAt(0, 8)},"b":${entryAt(0, 8)}}`, 8),
      /tensor "b".*overlaps the tensor before it: it starts at data byte 0, not 8/,
    ],
    [
      "tensors that share some bytes",
      withHeader(`{"a":${entryAt(0, 8)},"b":${entryAt(4, 12)}}`, 12),
      /tensor "b".*overlaps/,
    ],
    [
      "an empty tensor inside another",
      withHeader(`{"a":${entryAt(0, 8)},"b":${entryAt(4, 4)}}`, 8),
      /overlaps/,
    ],
    [
      "a hole between tensors",
      withHeader(`{"a":${entryAt(0, 4)},"b":${entryAt(20, 24)}}`, 24),
      /tensor "b".*leaves a hole before it: it starts at data byte 20, not 4/,
    ],
    [
      "a hole before the first tensor",
      withHeader(`{"a":${entryAt(4, 8)}}`, 8),
      /leaves a hole before it: it starts at data byte 4, not 0/,
    ],
    [
      "bytes after the last tensor",
      withEntry(entryAt(0, 4), 38),
      /something follows the last tensor: its tensors take 4 bytes, its data has 38/,
    ],
    [
      "bytes, but no tensor",
      withHeader("{}", 1),
      /something follows the last tensor: its tensors take 0 bytes, its data has 1/,
    ],
    [
      "a tensor past the end",
      withEntry(entryAt(0, 3200), 32),
      /cut off: its tensors take 3200 bytes, its data has 32/,
    ],
    ["the last byte missing", whole.subarray(0, -1), /cut off: its tensors take 8 bytes, its data has 7/],
    [
      "all its data missing",
      whole.subarray(0, 8 + headerBytes),
      /cut off: its tensors take 8 bytes, its data has 0/,
    ],
    ["half its header missing", whole.subarray(0, 30), /header claims \d+ bytes, but only 22 follow/],
  ])("with %s", async (_rule, bytes, message) => {
    const refusal = await refusalOf(open(bytes));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toMatch(message);
    expect(refusal.where).toContain("model.safetensors");
    expect(refusal.fix).toMatch(/copy or download/);
    expect(refusal.message.length).toBeLessThan(1000);
  });

  it.each([
    ["before its length ends", new Uint8Array([0x80, 0x3b, 0, 0, 0, 0, 0])],
    ["after its length", rawSafetensors("", undefined, 60n)],
    ["by ones", new Uint8Array(5000).fill(0xff)],
    ["where its header should begin with a brace", withHeader("[]", 0)],
    ["by a byte order mark", withHeader("\ufeff{}", 0)],
    ["by more spaces than the head that is looked at", withHeader(`${" ".repeat(1000)}{}`, 0)],
  ])("or, damaged %s so that nothing tells its format, as UNKNOWN_FORMAT", async (_where, bytes) => {
    const refusal = await refusalOf(open(bytes));
    expect(refusal.code).toBe("UNKNOWN_FORMAT");
    expect(refusal.message).toMatch(/known format \(.*safetensors.*\), or its first bytes are damaged/);
  });

  it("and what the file says is repeated without control characters, and cut", async () => {
    const name = `\u001b[2J\u202e${"x".repeat(10_000)}`;
    const header = `{${JSON.stringify(name)}:{"dtype":"\\u001b]0;owned\\u0007","shape":[1],"data_offsets":[0,4]}}`;
    const { message } = await refusalOf(open(withHeader(header, 4)));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(message).toContain("\\u{1b}[2J\\u{202e}xxx");
    expect(message).toContain("\\u{1b}]0;owned\\u{7}");
    expect(message.length).toBeLessThan(600);
  });
});

describe("the bytes that a comparison of GPT-2 124M costs", () => {
  const dir = useTempDir();
  const { beginning, byteLength, ranges } = float32Header(gpt2SmallTensors(), { format: "pt" });
  const HEAD_BYTES = 512;
  const LENGTH_BYTES = 8;
  /** 15 gains of 768 values in float32. */

  it("are its header and its 50 LayerNorm tensors, each once: 170 KB of 548 MB", async () => {
    expect(byteLength).toBeGreaterThan(548_000_000);
    expect(beginning.length).toBeGreaterThan(14_000);
    const path = dir.writeSparse("model.safetensors", beginning, byteLength);
    const sides = await Promise.all(
      ["pre", "post"].map(async () => {
        const { source, reads } = counting(await openSource(path));
        return { model: await openModel(await openTensors(source)), reads };
      }),
    );
    const [pre, post] = sides;
    if (pre === undefined || post === undefined) return expect.fail("two sides");
    for (const { reads } of sides) {
      expect(total(reads), "bytes to open").toBe(HEAD_BYTES + beginning.length);
      expect(reads.length, "requests to open").toBe(3);
    }

    const comparison = await compareModels(pre.model, post.model, DEFAULT_COMPARE_OPTIONS);

    expect(comparison.tensors).toHaveLength(15);
    // The answers are about the whole models.
    const wanted = layerNormNames({ blocks: 12 }).map((name) => ranges.get(name)?.[0] ?? 0);
    for (const { reads, model } of sides) {
      expect(total(reads)).toBe(HEAD_BYTES + beginning.length + wanted.length * 768 * 4);
      expect(total(reads)).toBeLessThan(170_000);
      const beyondHeader = reads.filter(({ endByte }) => endByte > beginning.length);
      const starts = beyondHeader.map(({ startByte }) => startByte).sort((a, b) => a - b);
      expect(starts).toEqual([...wanted].sort((a, b) => a - b));
      await model.close();
    }
  });

  it("start with its length: the header is not asked for before that is known to be allowed", async () => {
    const { source, reads } = counting(memorySource(rawSafetensors("{}", new Uint8Array(9000), 2n ** 40n)));
    await refusalOf(openTensors(source));
    expect(reads).toEqual([
      { startByte: 0, endByte: HEAD_BYTES },
      // Whether it ends as a table of TensorFlow does, and what else it may be.
      { startByte: 9002, endByte: 9010 },
      { startByte: 0, endByte: 4096 },
      { startByte: 0, endByte: LENGTH_BYTES },
    ]);
  });

  function total(reads: readonly ReadRange[]): number {
    return reads.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0);
  }
});

describe("a damaged file", () => {
  const whole = safetensorsBytes(
    [
      { name: "h.0.ln_1.weight", values: [0.25, 0.5, 0.75, 1] },
      { name: "h.0.ln_2.weight", values: [1.25, 1.5, 1.75, 2] },
      { name: "mask", shape: [2, 2], values: [1, 0, 1, 1] },
      { name: "ln_f.weight", values: [-1, -2, -3, -4] },
    ],
    { format: "pt" },
  );

  type Damage = (bytes: number[]) => void;
  const place = fc.nat({ max: 10_000 });
  const byte = fc.nat({ max: 255 });
  const damage: fc.Arbitrary<Damage> = fc.oneof(
    fc.tuple(place, fc.nat({ max: 7 })).map(
      ([at, bit]): Damage =>
        (bytes) => {
          const i = at % Math.max(1, bytes.length);
          bytes[i] = (bytes[i] ?? 0) ^ (1 << bit);
        },
    ),
    fc.tuple(place, byte).map(
      ([at, value]): Damage =>
        (bytes) => {
          bytes[at % Math.max(1, bytes.length)] = value;
        },
    ),
    fc.tuple(place, fc.array(byte, { minLength: 1, maxLength: 9 })).map(
      ([at, values]): Damage =>
        (bytes) => {
          bytes.splice(at % (bytes.length + 1), 0, ...values);
        },
    ),
    fc.tuple(place, fc.integer({ min: 1, max: 9 })).map(
      ([at, count]): Damage =>
        (bytes) => {
          bytes.splice(at % (bytes.length + 1), count);
        },
    ),
    place.map(
      (at): Damage =>
        (bytes) => {
          bytes.length = at % (bytes.length + 1);
        },
    ),
    // What stands in a header, put where something else stood.
    fc.tuple(place, fc.constantFrom('"', "{", "}", "[", "]", ",", ":", "0", "9", "-", "e", " ", "\\")).map(
      ([at, character]): Damage =>
        (bytes) => {
          bytes[at % Math.max(1, bytes.length)] = character.charCodeAt(0);
        },
    ),
  );

  /** What the bytes say, by JSON.parse and a DataView alone: float32 values, or null for another dtype. */
  function oracle(bytes: Uint8Array): Map<string, readonly number[] | null> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const dataStart = 8 + view.getUint32(0, true);
    const header: unknown = JSON.parse(Buffer.from(bytes.subarray(8, dataStart)).toString("utf8"));
    const values = new Map<string, readonly number[] | null>();
    for (const [name, entry] of Object.entries(
      header as Record<string, { dtype: string; data_offsets: [number, number] }>,
    )) {
      if (name === "__metadata__") continue;
      const { dtype, data_offsets } = entry;
      const count = (data_offsets[1] - data_offsets[0]) / 4;
      const at = (i: number) => view.getFloat32(dataStart + data_offsets[0] + 4 * i, true);
      values.set(name, dtype === "F32" ? Array.from({ length: count }, (_, i) => at(i)) : null);
    }
    return values;
  }

  it("is refused with a WdistError or gives what it says: never another exception, never other values", async () => {
    const outcomes = { refused: 0, read: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const list = [...whole];
        for (const inflict of damages) inflict(list);
        const bytes = new Uint8Array(list);
        try {
          const reader = await open(bytes);
          const expected = oracle(bytes);
          expect([...reader.tensors.keys()].sort()).toEqual([...expected.keys()].sort());
          for (const [name, values] of expected) {
            if (values !== null) expect([...(await reader.read(name))]).toEqual(values);
          }
          outcomes.read++;
        } catch (error) {
          if (!(error instanceof WdistError)) throw error;
          expect(["MALFORMED", "UNKNOWN_FORMAT", "UNSUPPORTED_FORMAT"]).toContain(error.code);
          outcomes.refused++;
        }
      }),
      { numRuns: 500 },
    );
    expect(outcomes.read).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(0);
  });

  it("is refused at every place where it may have been cut off", async () => {
    for (let length = 0; length < whole.length; length++) {
      const refusal = await refusalOf(open(whole.subarray(0, length)));
      expect(["MALFORMED", "UNKNOWN_FORMAT", "UNSUPPORTED_FORMAT"], `cut at ${length}`).toContain(
        refusal.code,
      );
    }
  });
});
