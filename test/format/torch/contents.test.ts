import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openModel } from "../../../src/family/index.js";
import { openTensors } from "../../../src/format/index.js";
import { contentsOf } from "../../../src/format/torch/contents.js";
import { unpickle } from "../../../src/format/torch/pickle.js";
import { memorySource } from "../../support/byteSources.js";
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
} from "../../support/pickleFile.js";
import { refusalOf } from "../../support/refusal.js";
import { layerNormNames } from "../../support/safetensorsFile.js";
import { zipBytes } from "../../support/zipFile.js";

const VECTOR = tensor({ storage: storage("FloatStorage", "0", 4), shape: [4] });

function contents(value: Piece) {
  const { tensors, notRead } = contentsOf("model.pt", unpickle(pickle(value)).value);
  return {
    tensors: tensors.map(({ place, name }) => [place, name]),
    notRead: notRead.map(({ name, reason }) => [name, reason]),
  };
}

const MODULE = raw(
  global("mine.GPT"),
  tuple(),
  0x81,
  dict([
    ["_parameters", orderedDict([["w", VECTOR]])],
    ["_modules", dict([])],
  ]),
  "b",
);

describe("what a pickle holds", () => {
  it.each<readonly [string, Piece, readonly (readonly [place: string, name: string])[]]>([
    ["the root", orderedDict([["a", VECTOR]]), [["", "a"]]],
    ["a dict in a dict", dict([["model", dict([["a.b", VECTOR]])]]), [["model", "model.a.b"]]],
    ["keys that are numbers", dict([[int(0), dict([[int(7), VECTOR]])]]), [["0", "0.7"]]],
    [
      "a list",
      list(NONE, dict([["a", VECTOR]]), VECTOR),
      [
        ["", "2"],
        ["1", "1.a"],
      ],
    ],
    ["a tuple in a tuple", tuple(tuple(VECTOR)), [["0", "0.0"]]],
    ["a key that is a tuple", dict([[tuple(int(1)), dict([["a", VECTOR]])]]), [["(0)", "(0).a"]]],
    ["the attributes of an object", raw(call("a.B"), dict([["x", VECTOR]]), "b"), [["", "x"]]],
    [
      "attributes and slots",
      raw(call("a.B"), tuple(dict([["x", VECTOR]]), dict([["y", VECTOR]])), "b"),
      [
        ["", "x"],
        ["", "y"],
      ],
    ],
    ["the arguments of an object", call("types.MappingProxyType", dict([["x", VECTOR]])), [["", "x"]]],
    ["the items of a subclass of dict", raw(call("a.Dict"), text("x"), VECTOR, "s"), [["", "x"]]],
    ["the items of a subclass of list", raw(call("a.List"), dict([["x", VECTOR]]), "a"), [["0", "0.x"]]],
    [
      "a default dict",
      raw(call("collections.defaultdict", global("builtins.list")), text("x"), VECTOR, "s"),
      [["", "x"]],
    ],
  ])("is found in %s", (_what, value, expected) => {
    expect(contents(value).tensors).toEqual(expected);
  });

  it("has the shortest of its paths, and is looked into once", () => {
    const value = raw(
      "}(",
      text("deep"),
      dict([["er", raw(dict([["x", VECTOR]]), "q", 1)]]),
      text("model"),
      "h",
      1,
      "u",
    );
    expect(contents(value).tensors).toEqual([["model", "model.x"]]);
  });

  it("may hold itself", () => {
    expect(contents(raw("}q", 1, "(", text("self"), "h", 1, text("x"), VECTOR, "u")).tensors).toEqual([
      ["", "x"],
    ]);
    expect(contents(raw("]q", 1, "h", 1, "a")).tensors).toEqual([]);
  });

  it("is not searched in a module of PyTorch's, which is named", () => {
    expect(contents(dict([["model", MODULE]]))).toEqual({
      tensors: [],
      notRead: [["model", "a whole Python object (mine.GPT), not a state dict"]],
    });
    const graph = call(
      "torch.fx.graph_module.reduce_graph_module",
      dict([
        ["_parameters", NONE],
        ["_modules", NONE],
      ]),
    );
    expect(contents(graph).notRead).toHaveLength(1);
  });

  it("names a module of the old format and one that Python makes by its class", () => {
    const state = dict([
      ["_parameters", NONE],
      ["_modules", NONE],
    ]);
    const old = raw(
      tuple(text("module"), global("mine.Old"), text("x.py"), text("source")),
      "Q",
      tuple(),
      "R",
      state,
      "b",
    );
    const copied = raw(
      call("copyreg._reconstructor", global("mine.New"), global("builtins.object"), NONE),
      state,
      "b",
    );
    expect(contents(list(old, copied)).notRead.map(([, reason]) => reason)).toEqual([
      expect.stringContaining("(mine.Old)"),
      expect.stringContaining("(mine.New)"),
    ]);
  });

  it("names NumPy's arrays where they are more than the tensors", () => {
    const array = call("numpy.core.multiarray._reconstruct", global("numpy.ndarray"));
    const many = dict([
      [
        "params",
        dict([
          ["a", array],
          ["b", array],
        ]),
      ],
      ["step", VECTOR],
    ]);
    expect(contents(many).notRead).toEqual([["params.a", "one of 2 NumPy arrays, which are not tensors"]]);
    expect(
      contents(
        dict([
          ["rng", array],
          ["step", VECTOR],
        ]),
      ).notRead,
    ).toEqual([]);
  });

  it("is not searched without end", () => {
    const deep = Array.from({ length: 3000 }).reduce<Piece>(
      (inner) => dict([["k", inner]]),
      dict([["x", VECTOR]]),
    );
    const { tensors, notRead } = contents(deep);
    expect(tensors).toEqual([]);
    expect(notRead).toEqual([[expect.stringMatching(/^k\.k\./), "nested deeper than is searched"]]);
  });

  it("may hold a long list of numbers, but not as many objects", () => {
    expect(contents(dict([["loss", list(raw(Buffer.alloc(400_000, "N")))]])).tensors).toEqual([]);
    const objects = list(raw(Buffer.from("}NNs".repeat(250_001), "latin1")));
    expect(() => contents(objects)).toThrow(/more than 250000 dicts, lists and objects/);
  });
});

/** What stands between the root of a pickle and a state dict, for one step. */
type Wrap = (inner: Piece) => Piece;

const decoy = fc.constantFrom<Piece>(
  int(3),
  text("lr"),
  NONE,
  list(int(1), int(2)),
  dict([["step", VECTOR]]),
  orderedDict([["h.0.ln_1.weight", VECTOR]]),
  raw(call("argparse.Namespace"), dict([["lr", int(1)]]), "b"),
  dict([[int(0), dict([["exp_avg", VECTOR]])]]),
  tuple(NONE, FALSE),
  MODULE,
);

const wrap: fc.Arbitrary<Wrap> = fc.oneof(
  fc.tuple(fc.constantFrom("model", "state", "net", "a.b", "0"), decoy, decoy).map(
    ([key, before, after]): Wrap =>
      (inner) =>
        dict([
          ["before", before],
          [key, inner],
          ["after", after],
        ]),
  ),
  fc.tuple(decoy, decoy).map(
    ([before, after]): Wrap =>
      (inner) =>
        list(before, inner, after),
  ),
  decoy.map(
    (first): Wrap =>
      (inner) =>
        tuple(first, inner),
  ),
  fc.constant<Wrap>((inner) => raw(call("a.Holder"), dict([["held", inner]]), "b")),
  fc.constant<Wrap>((inner) => raw(call("a.Dict"), text("model"), inner, "s")),
);

describe("a whole state dict among other things", () => {
  const names = layerNormNames({ blocks: 3, bias: false });

  function file(value: Piece): Uint8Array {
    return zipBytes([
      { name: "archive/data.pkl", bytes: pickle(value) },
      { name: "archive/data/0", bytes: new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer) },
    ]);
  }

  it("is read whole at any depth, whatever is beside it", async () => {
    const model = orderedDict(names.map((name) => [`transformer.${name}`, VECTOR]));
    await fc.assert(
      fc.asyncProperty(fc.array(wrap, { maxLength: 6 }), async (wraps) => {
        const value = wraps.reduce((inner, put) => put(inner), model);
        const opened = await openModel(await openTensors(memorySource(file(value), "model.pt")));
        expect([...opened.layerNorms.keys()]).toEqual(names);
        expect([...(await opened.read("ln_f.weight"))]).toEqual([1, 2, 3, 4]);
      }),
      { numRuns: 200 },
    );
  });

  it("is refused beside another whole one, at any depth", async () => {
    const model = (shape: number[]) =>
      orderedDict(names.map((name) => [name, tensor({ storage: storage("FloatStorage", "0", 4), shape })]));
    await fc.assert(
      fc.asyncProperty(fc.array(wrap, { maxLength: 4 }), fc.array(wrap, { maxLength: 4 }), async (a, b) => {
        const both = dict([
          ["student", a.reduce((inner, put) => put(inner), model([4]))],
          ["teacher", b.reduce((inner, put) => put(inner), model([3]))],
        ]);
        const opening = openTensors(memorySource(file(both), "model.pt")).then((reader) => openModel(reader));
        const refusal = await refusalOf(opening);
        expect(refusal.code).toBe("AMBIGUOUS");
        for (const key of ["student", "teacher"]) expect(refusal.message).toContain(`"${key}`);
      }),
      { numRuns: 100 },
    );
  });
});
