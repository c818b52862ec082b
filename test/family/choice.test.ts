import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WdistError } from "../../src/errors.js";
import { openModel } from "../../src/family/index.js";
import type { GptModel } from "../../src/model/norms.js";
import type { TensorInfo } from "../../src/model/tensors.js";
import { refusalOf } from "../support/refusal.js";
import { layerNormNames } from "../support/safetensorsFile.js";
import { readerOf } from "../support/tensorReader.js";

function norms(prefix: string, blocks = 2): string[] {
  return layerNormNames({ blocks, prefix, bias: false });
}

/** A state dict at a place of a file, as a pickle has it. */
function stateDict(place: string, names: readonly string[]): TensorInfo[] {
  return names.map((name) => ({
    name: place === "" ? name : `${place}.${name}`,
    dtype: "F32",
    shape: [4],
    place,
  }));
}

function open(tensors: readonly (string | TensorInfo)[], at: string | null = null): Promise<GptModel> {
  return openModel(readerOf(tensors, "model.pt"), undefined, at);
}

function refusal(tensors: readonly (string | TensorInfo)[], at: string | null = null): Promise<WdistError> {
  return refusalOf(open(tensors, at));
}

describe("of several models in one file", () => {
  it("the only one that is whole is taken, and the others are named", async () => {
    const model = await open([...norms("gpt."), ...norms("frozen_head.").slice(2)]);
    expect(model.info).toMatchObject({ prefix: "gpt.", blocks: 2 });
    expect(model.skipped).toEqual([
      { name: "frozen_head.", reason: 'a part of a model beside the whole one at "gpt"' },
    ]);
    expect([...model.tensors.keys()]).toEqual(norms("gpt."));
  });

  it.each(["ema.", "model_ema.", "ema_model.module.", "teacher-ema.", "swa."])(
    "the one that is not an average is taken: beside %s",
    async (average) => {
      const model = await open([...norms(average), ...norms("model.")]);
      expect(model.info.prefix).toBe("model.");
      expect(model.skipped).toEqual([
        {
          name: average,
          reason: `an average of the weights; --at "${average.replace(/[./]$/, "")}" reads it`,
        },
      ]);
    },
  );

  it.each(["schema.", "emad.", "mean_swamp."])("%s is not called an average", async (prefix) => {
    expect((await refusal([...norms(prefix), ...norms("model.")])).code).toBe("AMBIGUOUS");
  });

  it("an average is taken where there is nothing else", async () => {
    expect((await open([...norms("ema."), "step"])).info.prefix).toBe("ema.");
  });

  it("none is taken where several are whole, and the error says how to choose", async () => {
    const error = await refusal([...stateDict("student", norms("")), ...stateDict("teacher", norms(""))]);
    expect(error.code).toBe("AMBIGUOUS");
    expect(error.message).toContain('holds 2 sets of GPT-2 LayerNorms, at "student", "teacher"');
    expect(error.fix).toBe("choose one: --at student");
  });

  it("none is taken of two averages, or of several parts", async () => {
    expect((await refusal([...norms("ema1.ema."), ...norms("ema2.ema.")])).code).toBe("AMBIGUOUS");
    const halves = await refusal([...norms("transformer.").slice(0, -1), "ln_f.weight"]);
    expect(halves.code).toBe("AMBIGUOUS");
    expect(halves.message).toContain('under the prefixes "transformer", ".", and none of them is whole');
  });

  it("two names of the same numbers are one", async () => {
    const names = [...norms("gpt."), ...norms("inference.")];
    const reader = {
      ...readerOf(names),
      areSame: (a: string, b: string) => a.replace(/^\w+\./, "") === b.replace(/^\w+\./, ""),
    };
    const model = await openModel(reader);
    expect(model.info.prefix).toBe("gpt.");
    expect(model.skipped).toEqual([]);
    const other = {
      ...reader,
      areSame: (a: string, b: string) => reader.areSame(a, b) && !a.includes("ln_f"),
    };
    expect((await refusalOf(openModel(other))).code).toBe("AMBIGUOUS");
  });

  it("a set with one tensor more is not the same, though it has all of the other's", async () => {
    const names = [...norms("a."), ...norms("b."), "b.h.0.ln_1.bias"];
    const reader = { ...readerOf(names), areSame: (a: string, b: string) => a.slice(1) === b.slice(1) };
    expect((await refusalOf(openModel(reader))).code).toBe("AMBIGUOUS");
  });

  it("the number is no matter: a hundred thousand sets are refused at once", async () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `m${i}.h.9000.ln_1.weight`);
    const startMs = performance.now();
    const error = await refusal(names);
    expect(error.message).toContain("parts of more than 10000 models");
    expect(performance.now() - startMs).toBeLessThan(5000);
  });
});

describe("--at", () => {
  const both = [...stateDict("state.model", norms("transformer.")), ...stateDict("state.ema", norms(""))];

  it.each([
    ["state.model", "state.model"],
    ["state.model.", "state.model"],
    ["state.model.transformer", "state.model"],
    ["state.ema", "state.ema"],
  ])("%s takes what is there", async (at, place) => {
    const model = await open(both, at);
    expect(model.info).toMatchObject({ place, blocks: 2 });
    expect(model.skipped).toEqual([]);
  });

  it("of a place that holds several still has to choose", async () => {
    expect((await open(both, "state")).info.place).toBe("state.model");
    const error = await refusal([...norms("a.x."), ...norms("a.y.")], "a");
    expect(error.message).toContain('at "a.x", "a.y"');
  });

  it(". is the root of the file", async () => {
    const root = [...stateDict("", norms("")), ...stateDict("model", norms(""))];
    expect((await refusal(root)).message).toContain('at ".", "model"');
    expect((await open(root, ".")).info).toMatchObject({ place: "", prefix: "" });
    expect([...(await open(root, "model")).tensors.keys()]).toEqual(norms(""));
  });

  it("may be a path of Flax or Keras, which begins with a slash or not", async () => {
    const flax = ["a", "b"].flatMap((key) =>
      ["h/0/ln_1", "h/0/ln_2", "ln_f"].map((name) => `${key}/${name}/scale`),
    );
    expect((await open(flax, "b")).info.prefix).toBe("b/");
    expect((await open(flax, "/b/")).info.prefix).toBe("b/");
  });

  it.each(["stat", "state.mod", "nowhere", "model"])(
    "%s names nothing, and the places are listed",
    async (at) => {
      const error = await refusal(both, at);
      expect(error.code).toBe("NOT_IN_MODEL");
      expect(error.message).toContain(`at "${at}", but at "state.model.transformer", "state.ema"`);
    },
  );

  it("names what is there too where the file has one model", async () => {
    expect((await open(norms("transformer."), "transformer")).info.blocks).toBe(2);
    expect((await refusal(norms("transformer."), "model")).code).toBe("NOT_IN_MODEL");
  });
});

describe("a model's own place", () => {
  it("is read as if it were the file: its names, its number of tensors, its weights", async () => {
    const tensors = [
      ...stateDict("model", ["wte.weight", ...norms("")]),
      ...stateDict("optimizer.state.0", ["exp_avg", "step"]),
    ];
    const model = await open(tensors);
    expect(model.info).toMatchObject({ place: "model", prefix: "", tensorCount: 6 });
    expect([...model.tensors.keys()]).toEqual(["wte.weight", ...norms("")]);
    expect(model.weights.map(({ info }) => info.name)).toEqual(["wte.weight", ...norms("")]);
    expect([...model.layerNorms.values()].map(({ info }) => info.name)).toEqual(norms(""));
  });

  it("reads by the names in the file", async () => {
    const read: string[] = [];
    const reader = {
      ...readerOf(stateDict("model", norms("transformer."))),
      read: async (name: string) => {
        read.push(name);
        return new Float64Array(4);
      },
    };
    const model = await openModel(reader);
    await model.read("ln_f.weight");
    await model.readTensor("transformer.ln_f.weight");
    expect(read).toEqual(["model.transformer.ln_f.weight", "model.transformer.ln_f.weight"]);
  });

  it("is the root where the norms are at several places, such as nested dicts", async () => {
    const tensors = norms("").flatMap((name) => stateDict(name.replace(/\.weight$/, ""), ["weight"]));
    const model = await open(tensors);
    expect(model.info).toMatchObject({ place: "", prefix: "", blocks: 2 });
  });

  it("closes the file, also where it is refused", async () => {
    const reader = readerOf(stateDict("model", norms("")));
    await (await openModel(reader)).close();
    expect(reader.isClosed()).toBe(true);
    const other = readerOf(stateDict("model", norms("")));
    await refusalOf(openModel(other, undefined, "x"));
    expect(other.isClosed()).toBe(true);
  });
});

/** Keys as trainers have them, and such as say nothing. */
const key = fc.constantFrom("state", "model", "net", "checkpoint", "a", "0", "x.y", "my model");

describe("a state dict at a random place", () => {
  it("beside random parts of others is read whole, or refused", async () => {
    const place = fc.array(key, { maxLength: 5 }).map((keys) => keys.join("."));
    const decoy = fc.record({
      place,
      kept: fc.array(fc.nat({ max: 10 }), { maxLength: 11 }),
      extra: fc.boolean(),
    });
    const whole = norms("transformer.", 5);
    let readCount = 0;
    await fc.assert(
      fc.asyncProperty(place, fc.array(decoy, { maxLength: 4 }), async (at, decoys) => {
        const tensors = new Map<string, TensorInfo>();
        const add = (info: TensorInfo) => {
          if (!tensors.has(info.name)) tensors.set(info.name, info);
        };
        for (const info of stateDict(at, whole)) add(info);
        for (const { place: other, kept, extra } of decoys) {
          const names = kept.map((i) => whole[i] as string);
          for (const info of stateDict(other, extra ? [...names, "loss"] : names)) add(info);
        }
        try {
          const model = await open([...tensors.values()]);
          expect([...model.layerNorms.keys()]).toEqual(norms("", 5));
          readCount++;
        } catch (error) {
          expect(error).toMatchObject({ code: "AMBIGUOUS" });
        }
      }),
      { numRuns: 500 },
    );
    expect(readCount).toBeGreaterThan(250);
  });
});
