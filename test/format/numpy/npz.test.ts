import { describe, expect, it } from "vitest";
import { openModel } from "../../../src/family/index.js";
import { openTensors } from "../../../src/format/index.js";
import type { TensorReader } from "../../../src/model/tensors.js";
import { counting, memorySource } from "../../support/byteSources.js";
import { refusalOf } from "../../support/refusal.js";
import { zipBytes } from "../../support/zipFile.js";

interface Npy {
  readonly header?: string;
  readonly data?: Uint8Array;
  readonly version?: number;
  readonly claimedLength?: number;
}

const HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
const ONE_TWO = new Uint8Array(new Float32Array([1, 2]).buffer);

/** An array file as numpy/lib/format.py describes it. */
function npy({ header = HEADER, data = ONE_TWO, version = 1, claimedLength }: Npy = {}): Uint8Array {
  const text = Buffer.from(`${header}\n`, "latin1");
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(claimedLength ?? text.length);
  else length.writeUInt32LE(claimedLength ?? text.length);
  return Buffer.concat([
    Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, "latin1"),
    length,
    text,
    data,
  ]);
}

function open(arrays: Readonly<Record<string, Uint8Array>>, isDeflated = false): Promise<TensorReader> {
  const entries = Object.entries(arrays).map(([name, bytes]) => ({ name: `${name}.npy`, bytes, isDeflated }));
  return openTensors(memorySource(zipBytes(entries), "weights.npz"));
}

function headed(descr: string, shape: string, fortran = "False"): string {
  return `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
}

async function values(array: Npy): Promise<number[]> {
  return [...(await (await open({ x: npy(array) })).read("x"))];
}

describe("a NumPy archive", () => {
  it("has arrays by their names without .npy, stored or deflated", async () => {
    for (const isDeflated of [false, true]) {
      const reader = await open({ "h.0.ln_1.weight": npy(), b: npy() }, isDeflated);
      expect(reader.format).toBe("npz");
      expect([...reader.tensors.keys()]).toEqual(["h.0.ln_1.weight", "b"]);
      expect(reader.tensors.get("b")).toMatchObject({ dtype: "F32", shape: [2] });
      expect([...(await reader.read("b"))]).toEqual([1, 2]);
    }
  });

  it("may use OpenAI's names", async () => {
    const model = await openModel(
      await open({ "model/h0/ln_1/g": npy(), "model/h0/ln_1/b": npy(), "model/ln_f/g": npy() }),
    );
    expect([...model.layerNorms.keys()]).toEqual(["h.0.ln_1.weight", "h.0.ln_1.bias", "ln_f.weight"]);
    expect(model.info).toMatchObject({ naming: "hN/ln_1/g", prefix: "model/" });
  });

  it("is opened by its headers: a large array is not read", async () => {
    const large = npy({ header: headed("<f4", "(1000, 500)"), data: new Uint8Array(2_000_000) });
    const bytes = zipBytes([
      { name: "wte.npy", bytes: large },
      { name: "x.npy", bytes: npy() },
    ]);
    const { source, reads } = counting(memorySource(bytes, "weights.npz"));
    const reader = await openTensors(source);
    await reader.read("x");
    expect(reads.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0)).toBeLessThan(150_000);
  });

  it.each<readonly [string, string, number[], number[]]>([
    ["float64", "<f8", [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0], [1, -2]],
    ["float16", "<f2", [0, 0x3c, 0, 0xc0], [1, -2]],
    ["big-endian float32", ">f4", [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], [1, -2]],
    ["big-endian float64", ">f8", [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], [1, -2]],
  ])("reads %s", async (_what, descr, data, expected) => {
    expect(await values({ header: headed(descr, "(2,)"), data: new Uint8Array(data) })).toEqual(expected);
  });

  it("reads column-major arrays in row-major order", async () => {
    const data = new Uint8Array(new Float32Array([0, 3, 1, 4, 2, 5]).buffer);
    expect(await values({ header: headed("<f4", "(2, 3)", "True"), data })).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each([1, 2, 3])("reads version %i of the array format", async (version) => {
    expect(await values({ version })).toEqual([1, 2]);
  });

  it("reads shapes as Python 2 and 3 write them, and keys in any order", async () => {
    expect(await values({ header: "{'shape': (2L,), 'fortran_order': False, 'descr': '<f4'}" })).toEqual([
      1, 2,
    ]);
    expect(await values({ header: headed("<f4", "()"), data: ONE_TWO.subarray(0, 4) })).toEqual([1]);
  });

  it.each([
    ["|O", []],
    ["<i8", [0, 0, 0, 0, 0, 0, 0, 0]],
    ["|V2", [0, 0]],
    ["<U3", Array(12).fill(0)],
    ["<M8[ns]", Array(8).fill(0)],
  ])("lists %s, and never reads it as weights", async (descr, data) => {
    const reader = await open({
      x: npy({ header: headed(descr, "(1,)"), data: new Uint8Array(data) }),
      y: npy(),
    });
    expect([...(await reader.read("y"))]).toEqual([1, 2]);
    expect((await refusalOf(reader.read("x"))).code).toBe("UNSUPPORTED_DTYPE");
  });

  it("is refused where NumPy calls two of its files the same", async () => {
    const bytes = zipBytes([
      { name: "x.npy", bytes: npy() },
      { name: "x", bytes: npy() },
    ]);
    const refusal = await refusalOf(openTensors(memorySource(bytes, "weights.npz")));
    expect(refusal.message).toContain('both "x.npy" and "x", which NumPy calls the same');
  });

  it.each([
    ["of one field", "[('a', '<f4')]"],
    ["of so many fields that its header is not read whole", `[${"('field', '<f4'), ".repeat(200)}]`],
  ])("lists an array of records %s, and never reads it as weights", async (_what, descr) => {
    const header = `{'descr': ${descr}, 'fortran_order': False, 'shape': (2,), }`;
    const reader = await open({ x: npy({ header }), y: npy() });
    expect([...(await reader.read("y"))]).toEqual([1, 2]);
    expect((await refusalOf(reader.read("x"))).message).toContain("an array of records");
  });
});

describe("a NumPy archive is refused", () => {
  it.each<readonly [string, Npy, RegExp]>([
    ["whose header is code", { header: "__import__('os').system('true')" }, /not that of a plain array/],
    ["whose header goes on behind its dict", { header: `${HEADER} + evil()` }, /not that of a plain array/],
    ["whose shape is a number in parentheses", { header: headed("<f4", "(2)") }, /impossible shape \(2\)/],
    ["whose shape begins with a comma", { header: headed("<f4", "(,2)") }, /impossible shape/],
    ["whose shape has two commas", { header: headed("<f4", "(2,,)") }, /impossible shape/],
    ["whose shape has no comma between sizes", { header: headed("<f4", "(1 2,)") }, /impossible shape/],
    [
      "whose header lacks a comma",
      { header: "{'descr': '<f4' 'fortran_order': False, 'shape': (2,), }" },
      /not that of a plain array/,
    ],
    [
      "whose header has a key twice",
      { header: "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'descr': '<f4'}" },
      /a key twice/,
    ],
    [
      "whose header lacks the shape",
      { header: "{'descr': '<f4', 'fortran_order': False, }" },
      /not that of a plain array/,
    ],
    ["whose dtype is none", { header: headed("float", "(2,)") }, /unknown dtype/],
    [
      "whose shape does not fit its bytes",
      { header: headed("<f4", "(3,)") },
      /has shape \[3\], 12 bytes, but 8 bytes/,
    ],
    ["whose shape is impossible", { header: headed("<f4", "(99999999999999999999,)") }, /impossible shape/],
    ["of a version to come", { version: 9 }, /version 9/],
    ["whose header claims 4 GB", { version: 2, claimedLength: 0xffffffff }, /claims 4294967295 bytes/],
  ])("%s", async (_what, array, message) => {
    const refusal = await refusalOf(open({ x: npy(array) }));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.where).toContain('array "x.npy"');
    expect(refusal.message).toMatch(message);
  });
});
