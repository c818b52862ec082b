import { describe, expect, it } from "vitest";
import { openModel } from "../../../src/family/index.js";
import { openTensors } from "../../../src/format/index.js";
import { counting, memorySource } from "../../support/byteSources.js";
import { array, bin, extension, int, map, ndarray, text } from "../../support/msgpackFile.js";
import { refusalOf } from "../../support/refusal.js";

const ONE_TWO = new Uint8Array(new Float32Array([1, 2]).buffer);
const VECTOR = ndarray([2], "float32", ONE_TWO);

function open(bytes: Uint8Array) {
  return openTensors(memorySource(bytes, "flax_model.msgpack"));
}

function inOrder(items: readonly Buffer[]): Buffer {
  return map(items.map((item, i) => [String(i), item]));
}

describe("a Flax checkpoint", () => {
  it("has arrays by their paths", async () => {
    const reader = await open(
      map([
        [
          "params",
          map([
            ["h", map([["0", map([["ln_1", map([["scale", VECTOR]])]])]])],
            ["step", int(7)],
          ]),
        ],
      ]),
    );
    expect(reader.format).toBe("flax");
    expect([...reader.tensors.keys()]).toEqual(["params/h/0/ln_1/scale"]);
    expect([...(await reader.read("params/h/0/ln_1/scale"))]).toEqual([1, 2]);
  });

  it("is a GPT-2 by Flax's names", async () => {
    const norm = map([
      ["scale", VECTOR],
      ["bias", VECTOR],
    ]);
    const tree = map([
      [
        "transformer",
        map([
          [
            "h",
            map([
              [
                "0",
                map([
                  ["ln_1", norm],
                  ["ln_2", norm],
                ]),
              ],
            ]),
          ],
          ["ln_f", norm],
        ]),
      ],
    ]);
    const model = await openModel(await open(tree));
    expect([...model.layerNorms.keys()]).toEqual([
      "h.0.ln_1.weight",
      "h.0.ln_1.bias",
      "h.0.ln_2.weight",
      "h.0.ln_2.bias",
      "ln_f.weight",
      "ln_f.bias",
    ]);
    expect(model.info).toMatchObject({ naming: "h/N/ln_1/scale", prefix: "transformer/" });
  });

  it.each([
    ["float64", "F64", [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]],
    ["float16", "F16", [0, 0x3c, 0, 0xc0]],
    ["bfloat16", "BF16", [0x80, 0x3f, 0, 0xc0]],
  ])("reads %s", async (name, dtype, bytes) => {
    const reader = await open(map([["x", ndarray([2], name, new Uint8Array(bytes))]]));
    expect(reader.tensors.get("x")?.dtype).toBe(dtype);
    expect([...(await reader.read("x"))]).toEqual([1, -2]);
  });

  it("lists arrays of dtypes that have no name here, and refuses them only as norms", async () => {
    const tree = map([
      ["x", ndarray([3], "int4", new Uint8Array(2))],
      ["transformer", map([["ln_f", map([["scale", ndarray([2], "complex256", ONE_TWO)]])]])],
    ]);
    const reader = await open(tree);
    expect(reader.tensors.get("x")).toMatchObject({ dtype: "int4", shape: [3] });
    expect((await refusalOf(reader.read("x"))).code).toBe("UNSUPPORTED_DTYPE");
    expect((await refusalOf(reader.read("transformer/ln_f/scale"))).message).toContain(
      "stored as complex256",
    );
  });

  it("finds arrays in lists too, by their numbers", async () => {
    const reader = await open(map([["steps", array(int(7), map([["w", VECTOR]]), array(VECTOR, int(1)))]]));
    expect([...reader.tensors.keys()]).toEqual(["steps/1/w", "steps/2/0"]);
    expect([...(await reader.read("steps/2/0"))]).toEqual([1, 2]);
  });

  it("joins an array that was written in pieces", async () => {
    const chunked = map([
      ["__msgpack_chunked_array__", Buffer.from([0xc3])],
      ["shape", inOrder([int(2), int(2)])],
      [
        "chunks",
        inOrder([
          VECTOR,
          ndarray([1], "float32", ONE_TWO.subarray(0, 4)),
          ndarray([1], "float32", ONE_TWO.subarray(4)),
        ]),
      ],
    ]);
    const reader = await open(map([["x", chunked]]));
    expect(reader.tensors.get("x")).toMatchObject({ dtype: "F32", shape: [2, 2] });
    expect([...(await reader.read("x"))]).toEqual([1, 2, 1, 2]);
  });

  it("passes over what is no array, and over the bytes of arrays", async () => {
    const others = [
      Buffer.from([0xc0]),
      Buffer.from([0xc2]),
      Buffer.from([0xcb, 0, 0, 0, 0, 0, 0, 0, 0]),
      text("hello"),
      bin(new Uint8Array(9)),
      array(int(1), map([["a", int(2)]])),
      extension(3, Buffer.alloc(4)),
      Buffer.from([0xff]),
      Buffer.from([0xd1, 0xff, 0xfe]),
    ];
    const large = ndarray([500_000], "float32", new Uint8Array(2_000_000));
    const bytes = map([
      ...others.map((item, i) => [`other${i}`, item] as const),
      ["wte", large],
      ["x", VECTOR],
    ]);
    const { source, reads } = counting(memorySource(bytes, "flax_model.msgpack"));
    const reader = await openTensors(source);
    expect([...reader.tensors.keys()]).toEqual(["wte", "x"]);
    expect([...(await reader.read("x"))]).toEqual([1, 2]);
    expect(reads.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0)).toBeLessThan(20_000);
  });
});

describe("a Flax checkpoint is refused", () => {
  const deep = (depth: number) =>
    Array.from({ length: depth }).reduce<Buffer>((inner) => map([["a", inner]]), VECTOR);

  it.each<readonly [string, Buffer, RegExp]>([
    [
      "with a key twice",
      map([
        ["a", VECTOR],
        ["a", VECTOR],
      ]),
      /key "a" is twice in one map/,
    ],
    [
      "whose keys fake a path",
      map([
        ["a", map([["b", VECTOR]])],
        ["a/b", VECTOR],
      ]),
      /two arrays have the path "a\/b"/,
    ],
    [
      "whose key is a number",
      map([
        ["a", VECTOR],
        [int(1), VECTOR],
      ]),
      /a key is not a text/,
    ],
    [
      "whose key is not UTF-8",
      map([
        ["a", VECTOR],
        [Buffer.from([0xa1, 0xff]), VECTOR],
      ]),
      /not valid UTF-8/,
    ],
    [
      "with more behind it",
      Buffer.concat([map([["a", VECTOR]]), Buffer.from([0xc0])]),
      /1 bytes are left over/,
    ],
    [
      "whose array does not have the bytes of its shape",
      map([["a", ndarray([3], "float32", ONE_TWO)]]),
      /shape \[3\] of F32 does not have the bytes/,
    ],
    [
      "whose shape is beyond any file",
      map([["a", ndarray([2 ** 32, 2 ** 32], "float32", ONE_TWO)]]),
      /does not have the bytes/,
    ],
    ["whose array is none", map([["a", extension(1, array(int(1)))]]), /not shape, dtype and bytes/],
    [
      "whose array is longer than it",
      map([["a", Buffer.from([0xc9, 0xff, 0xff, 0xff, 0xff, 1, 0x93])]]),
      /takes 4294967295 bytes/,
    ],
    [
      "whose pieces are not all there",
      map([
        [
          "a",
          map([
            ["__msgpack_chunked_array__", Buffer.from([0xc3])],
            ["shape", inOrder([int(9)])],
            ["chunks", inOrder([VECTOR])],
          ]),
        ],
      ]),
      /do not make its shape \[9\]/,
    ],
    ["with a byte that begins nothing", map([["a", Buffer.from([0xc1])]]), /byte 0xc1 begins no item/],
  ])("%s", async (_what, bytes, message) => {
    const refusal = await refusalOf(open(bytes));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toMatch(message);
  });

  it.each([
    ["maps", deep(40)],
    ["lists", map([["a", Buffer.alloc(1_000_000, 0x91)]])],
  ])("whose tree of %s is too deep, as more than is read and without a deep call", async (_what, bytes) => {
    const refusal = await refusalOf(open(bytes));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toContain("deeper than 32");
    expect(refusal.fix).not.toContain("download");
  });
});
