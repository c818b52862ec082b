import { describe, expect, it } from "vitest";
import { openModel } from "../../../src/family/index.js";
import { openTensors } from "../../../src/format/index.js";
import type { TensorReader } from "../../../src/model/tensors.js";
import { counting, memorySource } from "../../support/byteSources.js";
import {
  call,
  dict,
  FALSE,
  global,
  int,
  list,
  NONE,
  orderedDict,
  type Piece,
  pickle,
  raw,
  storage,
  tensor,
  text,
  tuple,
  viewArgs,
} from "../../support/pickleFile.js";
import { refusalOf } from "../../support/refusal.js";
import { type ZipSpec, zipBytes } from "../../support/zipFile.js";

/** Little-endian float32. */
function floats(...values: readonly number[]): Uint8Array {
  return new Uint8Array(new Float32Array(values).buffer);
}

function archive(
  value: Piece,
  storages: Readonly<Record<string, Uint8Array>>,
  more: readonly ZipSpec[] = [],
): Uint8Array {
  return zipBytes([
    { name: "archive/data.pkl", bytes: pickle(value) },
    { name: "archive/byteorder", bytes: "little" },
    ...Object.entries(storages).map(([key, bytes]) => ({ name: `archive/data/${key}`, bytes })),
    ...more,
  ]);
}

function open(bytes: Uint8Array): Promise<TensorReader> {
  return openTensors(memorySource(bytes, "model.pt"));
}

const FOUR = { "0": floats(1, 2, 3, 4) };
const VECTOR = tensor({ storage: storage("FloatStorage", "0", 4), shape: [4] });

async function valuesOf(
  piece: Piece,
  storages: Readonly<Record<string, Uint8Array>> = FOUR,
): Promise<number[]> {
  const reader = await open(archive(orderedDict([["x", piece]]), storages));
  return [...(await reader.read("x"))];
}

describe("a PyTorch archive", () => {
  it("is a state dict: its tensors by name, with dtype and shape", async () => {
    const matrix = tensor({ storage: storage("HalfStorage", "1", 6), shape: [2, 3] });
    const reader = await open(
      archive(
        orderedDict([
          ["a", VECTOR],
          ["b", matrix],
        ]),
        { ...FOUR, "1": new Uint8Array(12) },
      ),
    );
    expect(reader.format).toBe("pytorch");
    expect([...reader.tensors.values()].map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual([
      { name: "a", dtype: "F32", shape: [4] },
      { name: "b", dtype: "F16", shape: [2, 3] },
    ]);
    expect([...(await reader.read("a"))]).toEqual([1, 2, 3, 4]);
  });

  it("is opened without reading a storage, and read by one storage", async () => {
    const large = { name: "archive/data/9", bytes: new Uint8Array(500_000) };
    const bytes = archive(orderedDict([["a", VECTOR]]), FOUR, [large]);
    const { source, reads } = counting(memorySource(bytes, "model.pt"));
    const reader = await openTensors(source);
    const opening = reads.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0);
    expect(opening).toBeLessThan(120_000);
    reads.length = 0;
    await reader.read("a");
    expect(reads).toHaveLength(1);
    expect((reads[0]?.endByte ?? 0) - (reads[0]?.startByte ?? 0)).toBeLessThan(300);
  });

  it.each<readonly [string, string, Uint8Array, number[]]>([
    ["DoubleStorage", "F64", new Uint8Array(new Float64Array([0.1, -2]).buffer), [0.1, -2]],
    ["FloatStorage", "F32", floats(0.5, -2), [0.5, -2]],
    ["HalfStorage", "F16", new Uint8Array([0x00, 0x3c, 0x00, 0xc0]), [1, -2]],
    ["BFloat16Storage", "BF16", new Uint8Array([0x80, 0x3f, 0x00, 0xc0]), [1, -2]],
  ])("reads %s", async (kind, dtype, bytes, values) => {
    const piece = tensor({ storage: storage(kind, "0", 2), shape: [2] });
    const reader = await open(archive(orderedDict([["x", piece]]), { "0": bytes }));
    expect(reader.tensors.get("x")?.dtype).toBe(dtype);
    expect([...(await reader.read("x"))]).toEqual(values);
  });

  it.each([
    ["float8_e4m3fn", "F8_E4M3", [0x38, 0xc0], [1, -2]],
    ["float8_e5m2", "F8_E5M2", [0x3c, 0xc0], [1, -2]],
    ["bfloat16", "BF16", [0x80, 0x3f, 0x00, 0xc0], [1, -2]],
  ])("reads %s, whose storage has no type and whose tensor has", async (name, dtype, bytes, values) => {
    const args = viewArgs({ storage: storage("storage.UntypedStorage", "0", bytes.length), shape: [2] });
    const piece = call("torch._utils._rebuild_tensor_v3", ...args, global(`torch.${name}`), NONE);
    const reader = await open(archive(orderedDict([["x", piece]]), { "0": new Uint8Array(bytes) }));
    expect(reader.tensors.get("x")?.dtype).toBe(dtype);
    expect([...(await reader.read("x"))]).toEqual(values);
  });

  it.each([
    ["LongStorage", "I64", 8],
    ["ComplexFloatStorage", "C64", 8],
    ["QInt8Storage", "qint8", 1],
  ])("lists %s, and refuses to read it as weights", async (kind, dtype, size) => {
    const piece = tensor({ storage: storage(kind, "0", 2), shape: [2] });
    const reader = await open(archive(orderedDict([["x", piece]]), { "0": new Uint8Array(2 * size) }));
    expect(reader.tensors.get("x")?.dtype).toBe(dtype);
    expect((await refusalOf(reader.read("x"))).code).toBe("UNSUPPORTED_DTYPE");
  });

  it("reads views: from an offset, with strides, transposed, repeated", async () => {
    const six = { "0": floats(0, 1, 2, 3, 4, 5) };
    const view = (offset: number, shape: number[], strides: number[]) =>
      valuesOf(tensor({ storage: storage("FloatStorage", "0", 6), offset, shape, strides }), six);
    expect(await view(2, [3], [1])).toEqual([2, 3, 4]);
    expect(await view(1, [3], [2])).toEqual([1, 3, 5]);
    expect(await view(0, [3, 2], [1, 3])).toEqual([0, 3, 1, 4, 2, 5]);
    expect(await view(4, [3], [0])).toEqual([4, 4, 4]);
    expect(await view(5, [1], [7])).toEqual([5]);
    expect(await view(0, [0], [1])).toEqual([]);
    expect(await view(3, [], [])).toEqual([3]);
  });

  it("reads a part of a storage that other tensors share, without the rest of it", async () => {
    const large = new Uint8Array(2_000_000);
    large.set(floats(7, 8), 1_000_000);
    const piece = tensor({ storage: storage("FloatStorage", "0", 500_000), offset: 250_000, shape: [2] });
    const { source, reads } = counting(
      memorySource(archive(orderedDict([["x", piece]]), { "0": large }), "model.pt"),
    );
    const reader = await openTensors(source);
    reads.length = 0;
    expect([...(await reader.read("x"))]).toEqual([7, 8]);
    expect(reads.every(({ startByte, endByte }) => endByte - startByte < 20_000)).toBe(true);
  });

  it("reads parameters, and tensors of subclasses", async () => {
    const hooks = call("collections.OrderedDict");
    expect(await valuesOf(call("torch._utils._rebuild_parameter", VECTOR, FALSE, hooks))).toEqual([
      1, 2, 3, 4,
    ]);
    expect(
      await valuesOf(call("torch._utils._rebuild_parameter_with_state", VECTOR, FALSE, hooks, NONE)),
    ).toEqual([1, 2, 3, 4]);
    const inner = tuple(...viewArgs({ storage: storage("FloatStorage", "0", 4), shape: [4] }));
    const subclass = call(
      "torch._tensor._rebuild_from_type_v2",
      global("torch._utils._rebuild_tensor_v2"),
      global("mine.T"),
      inner,
      dict([]),
    );
    expect(await valuesOf(subclass)).toEqual([1, 2, 3, 4]);
  });

  it("may have any name for its folder, or none", async () => {
    for (const root of ["ckpt/", "pytorch_model/", ""]) {
      const bytes = zipBytes([
        { name: `${root}data.pkl`, bytes: pickle(orderedDict([["x", VECTOR]])) },
        { name: `${root}data/0`, bytes: FOUR["0"] },
      ]);
      expect([...(await (await open(bytes)).read("x"))], root).toEqual([1, 2, 3, 4]);
    }
  });

  it("may be deflated, by whoever packed it again", async () => {
    const bytes = zipBytes([
      { name: "a/data.pkl", bytes: pickle(orderedDict([["x", VECTOR]])), isDeflated: true },
      { name: "a/data/0", bytes: FOUR["0"], isDeflated: true },
    ]);
    expect([...(await (await open(bytes)).read("x"))]).toEqual([1, 2, 3, 4]);
  });

  it("says which Python names it holds that a checkpoint has no need of", async () => {
    const bytes = archive(orderedDict([["x", VECTOR]]), FOUR);
    expect((await open(bytes)).metadata).toEqual(new Map());
    const evil = archive(
      dict([
        ["x", VECTOR],
        ["y", call("posix.system", text("true"))],
      ]),
      FOUR,
    );
    expect((await open(evil)).metadata).toEqual(new Map([["Python names", "posix.system"]]));
  });

  it("says at which step it was saved, where it says so at its root as a whole number", async () => {
    const saved = (entries: readonly (readonly [string, Piece])[]) =>
      open(archive(dict([["model", orderedDict([["x", VECTOR]])], ...entries]), FOUR));
    const named = await saved([
      ["iter_num", int(400)],
      ["global_step", text("many")],
      ["step", NONE],
      ["config", dict([["global_steps", int(7)]])],
    ]);
    expect(named.metadata).toEqual(new Map([["iter_num", "400"]]));
    expect((await saved([])).metadata).toEqual(new Map());
  });
});

function vectorArgs(): Piece[] {
  return viewArgs({ storage: storage("FloatStorage", "0", 4), shape: [4] });
}

/** What a module of PyTorch's has for attributes. */
const MODULE_STATE = dict([
  ["training", FALSE],
  ["_parameters", orderedDict([["h.0.ln_1.weight", VECTOR]])],
  ["_modules", orderedDict([])],
]);

describe("a tensor of an unusual kind", () => {
  const wrapper = (path: string) =>
    call(
      "torch._tensor._rebuild_from_type_v2",
      global("torch._utils._rebuild_wrapper_subclass"),
      global(path),
      tuple(global(path), global("torch.float32"), tuple(int(4), int(2))),
      dict([["_local_tensor", VECTOR]]),
    );

  it.each<readonly [string, Piece, string, number[], RegExp, RegExp]>([
    [
      "sparse",
      call(
        "torch._utils._rebuild_sparse_tensor",
        global("torch.sparse_coo"),
        tuple(VECTOR, VECTOR, call("torch.Size", tuple(int(3), int(3))), FALSE),
      ),
      "sparse",
      [3, 3],
      /sparse tensor/,
      /to_dense/,
    ],
    [
      "quantised",
      call("torch._utils._rebuild_qtensor", storage("QInt8Storage", "1", 4), int(0), tuple(int(2), int(2))),
      "quantised",
      [2, 2],
      /quantised tensor/,
      /dequantize/,
    ],
    [
      "meta",
      call("torch._utils._rebuild_meta_tensor_no_storage", global("torch.float32"), tuple(int(7))),
      "meta",
      [7],
      /no values/,
      /loaded/,
    ],
    ["DTensor", wrapper("torch.distributed.tensor.DTensor"), "DTensor", [4, 2], /DTensor/, /full_tensor/],
    [
      "of a library",
      wrapper("torchao.AffineQuantizedTensor"),
      "AffineQuantizedTensor",
      [4, 2],
      /not read \(AffineQuantizedTensor\)/,
      /plain, dense/,
    ],
    [
      "nested",
      call("torch._utils._rebuild_nested_tensor", VECTOR),
      "nested_tensor",
      [],
      /not read \(nested_tensor\)/,
      /plain, dense/,
    ],
    [
      "sharded",
      raw(call("torch.distributed._shard.sharded_tensor.api.ShardedTensor"), tuple(list(VECTOR)), "b"),
      "ShardedTensor",
      [],
      /ShardedTensor/,
      /FULL_STATE_DICT/,
    ],
    [
      "with a bit that is not known",
      call("torch._utils._rebuild_tensor_v2", ...vectorArgs(), dict([["twisted", raw(0x88)]])),
      "F32",
      [4],
      /attribute "twisted"/,
      /clone/,
    ],
  ])("(%s) is listed beside others, and refused as a norm", async (_what, piece, dtype, shape, what, fix) => {
    const others = orderedDict([
      ["h.0.ln_1.weight", VECTOR],
      ["x", piece],
    ]);
    const reader = await open(archive(others, FOUR));
    expect(reader.tensors.get("x")).toMatchObject({ dtype, shape });
    const model = await openModel(reader);
    expect([...(await model.read("h.0.ln_1.weight"))]).toEqual([1, 2, 3, 4]);
    for (const refused of [model.readTensor("x"), model.locateTensor("x")]) {
      expect((await refusalOf(refused)).code).toBe("UNSUPPORTED_DTYPE");
    }
    const alone = orderedDict([["h.0.ln_1.weight", piece]]);
    const refusal = await refusalOf(open(archive(alone, FOUR)).then((file) => openModel(file)));
    expect(refusal.code).toBe("UNSUPPORTED_DTYPE");
    expect(refusal.message).toMatch(what);
    expect(refusal.fix).toMatch(fix);
  });

  it("(a view that PyTorch negates) has the values that PyTorch gives", async () => {
    const bits = (...entries: readonly (readonly [string, Piece])[]) =>
      valuesOf(call("torch._utils._rebuild_tensor_v2", ...vectorArgs(), dict(entries)));
    expect(await bits(["neg", raw(0x88)])).toEqual([-1, -2, -3, -4]);
    expect(await bits(["neg", FALSE], ["conj", raw(0x88)])).toEqual([1, 2, 3, 4]);
    const v3 = [
      storage("storage.UntypedStorage", "0", 16),
      int(0),
      tuple(int(4)),
      tuple(int(1)),
      FALSE,
      NONE,
    ];
    const third = call(
      "torch._utils._rebuild_tensor_v3",
      ...v3,
      global("torch.float32"),
      dict([["neg", raw(0x88)]]),
    );
    expect(await valuesOf(third)).toEqual([-1, -2, -3, -4]);
    const reader = await open(archive(orderedDict([["x", third]]), FOUR));
    expect(await reader.locate("x")).toBeNull();
  });
});

describe("a training checkpoint", () => {
  const weights = orderedDict([["h.0.ln_1.weight", VECTOR]]);
  const optimiser = dict([
    ["state", dict([[int(0), dict([["exp_avg", VECTOR]])]])],
    ["h.9.ln_1.weight", VECTOR],
  ]);

  it.each(["model", "state_dict", "model_state_dict", "module", "params", "any key"])(
    "may keep the weights under %s",
    async (key) => {
      const value = dict([
        ["optimizer", optimiser],
        ["epoch", int(3)],
        ["best_val_loss", VECTOR],
        [key, weights],
      ]);
      const model = await openModel(await open(archive(value, FOUR)));
      expect([...model.tensors.keys()]).toEqual(["h.0.ln_1.weight"]);
      expect(model.info).toMatchObject({ place: key, prefix: "", tensorCount: 1 });
      expect([...(await model.read("h.0.ln_1.weight"))]).toEqual([1, 2, 3, 4]);
    },
  );

  it("may keep them several keys deep, in lists and in objects", async () => {
    const object = raw(call("lightning.AttributeDict"), text("net"), list(NONE, weights), "s");
    const value = dict([["state", tuple(int(1), raw(call("a.Holder"), dict([["inner", object]]), "b"))]]);
    const model = await openModel(await open(archive(value, FOUR)));
    expect(model.info.place).toBe("state.1.inner.net.1");
    expect([...(await model.readTensor("h.0.ln_1.weight"))]).toEqual([1, 2, 3, 4]);
  });

  it("never gives the optimiser's numbers for weights", async () => {
    const reader = await open(archive(dict([["optimizer", optimiser]]), FOUR));
    expect([...reader.tensors.keys()]).toEqual(["optimizer.h.9.ln_1.weight", "optimizer.state.0.exp_avg"]);
    expect((await refusalOf(openModel(reader))).code).toBe("NOT_GPT2");
  });

  it("with weights of a wrapped and compiled model is a GPT-2 like any other", async () => {
    const names = ["_orig_mod.transformer.h.0.ln_1.weight", "_orig_mod.transformer.ln_f.weight"];
    const value = dict([["model", dict(names.map((name) => [name, VECTOR]))]]);
    const model = await openModel(await open(archive(value, FOUR)));
    expect([...model.layerNorms.keys()]).toEqual(["h.0.ln_1.weight", "ln_f.weight"]);
    expect(model.info.prefix).toBe("_orig_mod.transformer.");
  });

  it("of Python 2 has its dict as a list of pairs", async () => {
    const value = call("collections.OrderedDict", list(list(text("x"), VECTOR)));
    expect([...(await open(archive(value, FOUR))).tensors.keys()]).toEqual(["x"]);
  });

  it("that contains itself is read once", async () => {
    const value = raw("}q", 1, "(", text("self"), "h", 1, text("model"), "h", 1, text("x"), VECTOR, "u");
    expect([...(await open(archive(value, FOUR))).tensors.keys()]).toEqual(["x"]);
  });
});

describe("a PyTorch archive is refused", () => {
  const of = (over: Partial<Parameters<typeof tensor>[0]>) =>
    orderedDict([["x", tensor({ storage: storage("FloatStorage", "0", 4), shape: [4], ...over })]]);

  it.each<readonly [string, Piece, RegExp]>([
    ["whose view ends outside its storage", of({ offset: 1 }), /ends at byte 20 of a storage of 16/],
    ["whose strides lead outside", of({ shape: [2], strides: [4] }), /ends at byte 20/],
    ["whose offset is negative", of({ offset: -1 }), /has -1 as storage_offset/],
    ["whose size is negative", of({ shape: [-4] }), /has -4 as size/],
    ["whose stride is negative", of({ strides: [-1] }), /has -1 as stride/],
    ["with more strides than sizes", of({ strides: [1, 1] }), /1 sizes, but 2 strides/],
    [
      "whose storage is not there",
      of({ storage: storage("FloatStorage", "7", 4) }),
      /storage "7" is not in the archive/,
    ],
    [
      "whose storage leads out of the archive",
      of({ storage: storage("FloatStorage", "../data.pkl", 4) }),
      /not in the archive/,
    ],
    [
      "whose storage is shorter than it says",
      of({ storage: storage("FloatStorage", "0", 5) }),
      /should have 20 bytes, but has 16/,
    ],
    [
      "whose storage is none of PyTorch's",
      of({ storage: storage("EvilStorage", "0", 4) }),
      /not a storage of PyTorch/,
    ],
    [
      "whose tensor is made of nothing",
      orderedDict([["x", call("torch._utils._rebuild_tensor_v2")]]),
      /refers to no storage/,
    ],
    [
      "with items set on a tensor",
      orderedDict([["x", raw(VECTOR, text("a"), int(1), "s")]]),
      /items are set on a tensor/,
    ],
    [
      "with parameters in parameters without end",
      orderedDict([
        [
          "x",
          Array.from({ length: 9 }).reduce<Piece>(
            (inner) => call("torch._utils._rebuild_parameter", inner),
            VECTOR,
          ),
        ],
      ]),
      /not made in a way/,
    ],
    [
      "whose storage is of two kinds",
      orderedDict([
        ["y", tensor({ storage: storage("HalfStorage", "0", 8), shape: [4] })],
        ["x", VECTOR],
      ]),
      /storage "0" is 16 bytes of F16 in one place and 16 bytes of F32 in another/,
    ],
    [
      "whose storage is of two lengths, one of them of a tensor that is thrown away",
      raw(
        tensor({ storage: storage("FloatStorage", "0", 2), shape: [1] }),
        "0",
        orderedDict([["x", VECTOR]]),
      ),
      /8 bytes of F32 in one place and 16 bytes of F32/,
    ],
    [
      "with the state of a tensor set anew",
      orderedDict([["x", raw(VECTOR, tuple(VECTOR), "b")]]),
      /state of a tensor is set again/,
    ],
    [
      "with the state of a parameter's tensor set anew",
      orderedDict([["x", call("torch._utils._rebuild_parameter", raw(VECTOR, NONE, "b"), FALSE)]]),
      /state of a tensor is set again/,
    ],
    [
      "with something appended to a tensor",
      orderedDict([["x", raw(VECTOR, int(1), "a")]]),
      /items are set on a tensor/,
    ],
    [
      "whose attribute is another tensor",
      orderedDict([
        [
          "x",
          call(
            "torch._utils._rebuild_parameter_with_state",
            VECTOR,
            FALSE,
            call("collections.OrderedDict"),
            tuple(dict([["data", VECTOR]]), NONE),
          ),
        ],
      ]),
      /attributes are set to tensors/,
    ],
    [
      "whose attributes are a list",
      orderedDict([["x", call("torch._utils._rebuild_tensor_v2", ...vectorArgs(), list(int(1)))]]),
      /attributes are not a dict/,
    ],
  ])("%s", async (_what, value, message) => {
    const refusal = await refusalOf(open(archive(value, FOUR)));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toMatch(message);
  });

  it.each<readonly [string, Piece, RegExp]>([
    [
      "a whole model as a Python object",
      raw(call("transformers.models.gpt2.modeling_gpt2.GPT2Model"), "}", "b"),
      /whole Python object \(transformers/,
    ],
  ])("as unsupported, with the way out: %s", async (_what, value, message) => {
    const refusal = await refusalOf(open(archive(value, FOUR)));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toMatch(message);
    expect(refusal.fix).toContain("state_dict()");
  });

  it.each<readonly [string, Piece, RegExp]>([
    ["that makes much of little", of({ shape: [2 ** 40], strides: [0] }), /repeats a storage of 16 bytes/],
    ["with more dimensions than PyTorch has", of({ shape: Array(65).fill(1) }), /65 dimensions/],
    ["with a million lists", list(raw(Buffer.alloc(1_100_000, "]"))), /more than 1000000 objects/],
  ])("as more than is read: %s", async (_what, value, message) => {
    const refusal = await refusalOf(open(archive(value, FOUR)));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toMatch(message);
    expect(refusal.fix).not.toContain("download");
  });

  it("as big-endian, as TorchScript, as no checkpoint at all", async () => {
    const big = zipBytes([
      { name: "a/data.pkl", bytes: pickle(NONE) },
      { name: "a/byteorder", bytes: "big" },
    ]);
    expect((await refusalOf(open(big))).message).toContain('byte order "big"');
    const script = archive(orderedDict([["x", VECTOR]]), FOUR, [
      { name: "archive/constants.pkl", bytes: pickle(NONE) },
    ]);
    expect((await refusalOf(open(script))).message).toContain("TorchScript");
    const other = await refusalOf(open(zipBytes([{ name: "README.md", bytes: "hello" }])));
    expect(other.code).toBe("UNKNOWN_FORMAT");
    expect(other.message).toContain("a zip archive of 1 files");
  });

  it("with a pickle larger than any is", async () => {
    const bytes = zipBytes([{ name: "a/data.pkl", bytes: new Uint8Array((1 << 24) + 1) }]);
    const refusal = await refusalOf(open(bytes));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toContain("more than 16777216 bytes");
  });

  it("with NumPy arrays, also where they make the pickle larger than any is", async () => {
    const array = raw(call("numpy._core.multiarray._reconstruct", NONE), NONE, "b");
    const arrays = orderedDict([["h.0.ln_1.weight", array]]);
    for (const more of [[], [raw("X", Buffer.from([0, 0, 0, 1]), Buffer.alloc(1 << 24))]]) {
      const refusal = await refusalOf(open(archive(tuple(arrays, ...more), {})));
      expect(refusal.message).toContain("NumPy arrays, which are not tensors");
      expect(refusal.fix).toContain("torch.from_numpy");
    }
  });

  it.each<readonly [string, Piece, RegExp, RegExp]>([
    ["a number", int(5), /holds no tensors, but a number/, /pytorch_model\.bin/],
    ["an empty list", list(), /holds no tensors, but a list of 0/, /pytorch_model\.bin/],
    [
      "a dict of other things",
      dict([
        ["base_lrs", list()],
        ["last_epoch", int(1)],
      ]),
      /holds no tensors, but a dict of "base_lrs", "last_epoch"/,
      /pytorch_model\.bin/,
    ],
    [
      "the arguments of a training",
      raw(call("transformers.training_args.TrainingArguments"), dict([["lr", int(1)]]), "b"),
      /the arguments of a training \(transformers\.training_args\.TrainingArguments\)/,
      /pytorch_model\.bin/,
    ],
    [
      "a whole module beside other things",
      dict([
        ["epoch", int(1)],
        ["model", raw(global("mine.GPT"), tuple(), 0x81, MODULE_STATE, "b")],
      ]),
      /holds no tensors, but under "model" a whole Python object \(mine\.GPT\)/,
      /state_dict\(\)/,
    ],
    ["one tensor", VECTOR, /single tensor without a name/, /pytorch_model\.bin/],
    [
      "two tensors at one place",
      dict([
        ["a", dict([["b.c", VECTOR]])],
        ["a.b", dict([["c", tensor({ storage: storage("FloatStorage", "0", 4), shape: [2] })]])],
      ]),
      /two tensors at "a\.b\.c"/,
      /by themselves/,
    ],
  ])("as it holds %s", async (_what, value, message, fix) => {
    const refusal = await refusalOf(open(archive(value, FOUR)));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toMatch(message);
    expect(refusal.fix).toMatch(fix);
  });
});

describe("a PyTorch file of the old format", () => {
  function legacy(
    value: Piece,
    keys: readonly string[],
    storages: readonly Uint8Array[],
    counts: readonly number[],
    machine: Piece = dict([["little_endian", raw(0x88)]]),
  ): Uint8Array {
    const magic = pickle(raw(0x8a, 10, Buffer.from("6cfc9c46f9206aa85019", "hex")));
    const head = [
      magic,
      pickle(raw("M", 0xe9, 3)),
      pickle(machine),
      pickle(value),
      pickle(list(...keys.map(text))),
    ];
    const data = storages.flatMap((bytes, i) => {
      const count = Buffer.alloc(8);
      count.writeBigUInt64LE(BigInt(counts[i] ?? 0));
      return [count, Buffer.from(bytes)];
    });
    return new Uint8Array(Buffer.concat([...head, ...data]));
  }
  const second = tensor({ storage: storage("HalfStorage", "b", 2), shape: [2] });
  const first = tensor({ storage: storage("FloatStorage", "a", 2), shape: [2] });
  const value = orderedDict([
    ["x", first],
    ["y", second],
  ]);
  const halves = new Uint8Array([0x00, 0x3c, 0x00, 0xc0]);

  it("has its storages one behind the other, in an order of its own", async () => {
    const reader = await open(legacy(value, ["b", "a"], [halves, floats(5, 6)], [2, 2]));
    expect([...(await reader.read("x"))]).toEqual([5, 6]);
    expect([...(await reader.read("y"))]).toEqual([1, -2]);
  });

  it("knows where the weights stand behind the optimiser's storages", async () => {
    const both = dict([
      ["optimizer", dict([["m", first]])],
      ["model", orderedDict([["y", second]])],
    ]);
    const reader = await open(legacy(both, ["a", "b"], [floats(5, 6), halves], [2, 2]));
    expect([...reader.tensors.keys()]).toEqual(["optimizer.m", "model.y"]);
    expect([...(await reader.read("model.y"))]).toEqual([1, -2]);
  });

  it("may have storages that are parts of others", async () => {
    const part = raw(
      tuple(
        text("storage"),
        global("torch.FloatStorage"),
        text("a"),
        text("cpu"),
        int(4),
        tuple(text("view"), int(1), int(2)),
      ),
      "Q",
    );
    const bytes = legacy(
      orderedDict([["x", tensor({ storage: part, shape: [2] })]]),
      ["a"],
      [floats(1, 2, 3, 4)],
      [4],
    );
    expect([...(await (await open(bytes)).read("x"))]).toEqual([2, 3]);
  });

  it("is read on while its pickles are longer than what was read at first", async () => {
    const long = dict([
      ["note", text("x".repeat(200_000))],
      ["model", value],
    ]);
    const reader = await open(legacy(long, ["a", "b"], [floats(5, 6), halves], [2, 2]));
    expect([...(await reader.read("model.x"))]).toEqual([5, 6]);
  });

  it.each<readonly [string, Uint8Array, string, RegExp]>([
    ["that is cut off", legacy(value, ["a", "b"], [floats(5, 6)], [2]), "MALFORMED", /cut off/],
    [
      "that lacks a storage",
      legacy(value, ["a"], [floats(5, 6)], [2]),
      "MALFORMED",
      /storage "b" is not in the file/,
    ],
    [
      "that lists a storage twice",
      legacy(value, ["a", "a"], [floats(5, 6), floats(5, 6)], [2, 2]),
      "MALFORMED",
      /or twice/,
    ],
    ["that lists a storage nobody has", legacy(value, ["c"], [], []), "MALFORMED", /no tensor has/],
    [
      "from a big-endian machine",
      legacy(value, [], [], [], dict([["little_endian", raw(0x89)]])),
      "UNSUPPORTED_FORMAT",
      /little-endian/,
    ],
  ])("is refused %s", async (_what, bytes, code, message) => {
    const refusal = await refusalOf(open(bytes));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(message);
  });

  it("is refused when it is read, where a storage's own count is another", async () => {
    const reader = await open(legacy(value, ["a", "b"], [floats(5, 6), halves], [3, 2]));
    expect((await refusalOf(reader.read("x"))).message).toContain(
      "claims 3 elements, where its tensor has 2",
    );
    expect([...(await reader.read("y"))]).toEqual([1, -2]);
  });
});
