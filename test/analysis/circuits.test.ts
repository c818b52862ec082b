import { describe, expect, it } from "vitest";
import { summariseModel } from "../../src/analysis/summarise.js";
import { withCheckpoint } from "../../src/family/checkpoint.js";
import { compare } from "../../src/index.js";
import type { Circuits, DeadDirection, StartOfText } from "../../src/model/circuits.js";
import { circuitWords } from "../../src/words/circuits.js";
import { runCli } from "../support/fakeIo.js";
import { safetensorsBytes, type TensorSpec } from "../support/safetensorsFile.js";
import { expectValid, validatorOf } from "../support/schemas.js";
import { sharedPath } from "../support/sharedData.js";
import { useTempDir } from "../support/tempDir.js";
import { specsOf, type Whole, type WholeModel, wholeModel } from "../support/wholeModel.js";

const temp = useTempDir();

async function circuitsOf(path: string): Promise<Circuits> {
  const options = { blocks: "all", norms: "all", bias: false, bins: "auto", circuits: true } as const;
  const { circuits } = await withCheckpoint(path, (model) => summariseModel(model, options));
  return circuits as Circuits;
}

function fileOf(name: string, specs: readonly TensorSpec[]): string {
  return temp.write(`${name}.safetensors`, safetensorsBytes(specs));
}

/** By the definition, index by index: p + MLP(LayerNorm(p)), with the tanh approximation of GELU. */
function naiveStart({ tensors, width }: WholeModel, isLinear = false): number[] {
  const of = (name: string) => [...(tensors.get(name) as Whole).values];
  const at = (name: string, input: number, output: number) => {
    const { shape, values } = tensors.get(name) as Whole;
    return values[
      isLinear ? output * (shape[1] as number) + input : input * (shape[1] as number) + output
    ] as number;
  };
  const position = of("wpe.weight").slice(0, width);
  const mean = position.reduce((a, b) => a + b, 0) / width;
  const variance = position.reduce((a, b) => a + (b - mean) ** 2, 0) / width;
  const [gain, bias] = [of("h.0.ln_2.weight"), of("h.0.ln_2.bias")];
  const normed = position.map(
    (x, d) => ((gain[d] as number) * (x - mean)) / Math.sqrt(variance + 1e-5) + (bias[d] as number),
  );
  const hidden = of("h.0.mlp.c_fc.bias").map((b, j) => {
    const x = normed.reduce((sum, value, d) => sum + value * at("h.0.mlp.c_fc.weight", d, j), b);
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  });
  return of("h.0.mlp.c_proj.bias").map((b, d) =>
    hidden.reduce(
      (sum, value, j) => sum + value * at("h.0.mlp.c_proj.weight", j, d),
      b + (position[d] as number),
    ),
  );
}

function expectNear(actual: Float64Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, dim) => {
    expect(actual[dim], `dim ${dim}`).toBeCloseTo(value, 11);
  });
}

describe("position 0 behind the first MLP", () => {
  it("is what a naive computation gives, however matrices are stored", async () => {
    for (const areLinear of [false, true]) {
      const model = wholeModel({ areLinear });
      const { start } = await circuitsOf(fileOf("start", specsOf(model)));
      expectNear((start as StartOfText).values, naiveStart(model, areLinear));
      expect(start).toMatchObject({ activation: "gelu_new", isStated: false });
    }
  });

  it("is not known of a model without its positions, in a sentence that says why", async () => {
    const specs = specsOf(wholeModel(), (name) => (name === "wpe.weight" ? null : {}));
    const circuits = await circuitsOf(fileOf("lacking", specs));
    expect(circuits.start).toEqual({ reason: expect.stringContaining("lacks the embedding of positions") });
    expect(circuitWords(circuits)[0]?.lines[0]).toMatch(/^Not known: it lacks/);
  });
});

describe("the dead direction of the final norm", () => {
  it("is 1 / gain: what the norm puts out has the same component along it on every input", async () => {
    const model = wholeModel();
    const { dead } = await circuitsOf(fileOf("dead", specsOf(model)));
    const { direction, bias, headRatio, effectiveDims, dims } = dead as DeadDirection;
    const [gain, offset] = ["ln_f.weight", "ln_f.bias"].map(
      (name) => (model.tensors.get(name) as Whole).values,
    );
    expect(Math.hypot(...direction)).toBeCloseTo(1, 12);
    for (const input of [
      [1, 2, 3, 4, 5, 6, 7, 8],
      [0, 0, 9, 0, -4, 0, 0, 1],
    ]) {
      const mean = input.reduce((a, b) => a + b, 0) / 8;
      const deviation = Math.sqrt(input.reduce((a, b) => a + (b - mean) ** 2, 0) / 8);
      const along = input.reduce(
        (sum, x, d) =>
          sum +
          (((gain?.[d] as number) * (x - mean)) / deviation + (offset?.[d] as number)) *
            (direction[d] as number),
        0,
      );
      expect(along).toBeCloseTo(bias, 12);
    }
    // What the head makes of it, row after row.
    const { values } = model.tensors.get("wte.weight") as Whole;
    const rows = Array.from({ length: 20 }, (_, token) => [...values.slice(8 * token, 8 * token + 8)]);
    const squares = rows.map((row) => row.reduce((sum, w, d) => sum + w * (direction[d] as number), 0) ** 2);
    const all = values.reduce((sum, w) => sum + w * w, 0);
    expect(headRatio).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b, 0) / (all / 8)), 12);
    expect(effectiveDims).toBeGreaterThan(7);
    expect(dims[0]?.dim).toBe([...(gain as Float64Array)].indexOf(Math.min(...(gain as Float64Array))));
  });

  it("is not known where a gain is 0", async () => {
    const specs = specsOf(wholeModel(), (name, { values }) =>
      name === "ln_f.weight" ? { values: Array.from(values).with(3, 0) } : {},
    );
    expect((await circuitsOf(fileOf("zero", specs))).dead).toEqual({
      reason: "a gain of ln_f is 0 or not finite",
    });
  });
});

describe("what an outlier of the gains feeds", () => {
  it("is the outputs that it is multiplied into most, and queries, keys and values by squares", async () => {
    const model = wholeModel();
    const specs = specsOf(model, (name, { values }) =>
      name === "h.1.ln_1.weight" ? { values: Array.from(values).with(5, 40) } : {},
    );
    const { outliers } = await circuitsOf(fileOf("outlier", specs));
    const feed = outliers.find(
      ({ tensor, dim }) => tensor.block === 1 && tensor.norm === "ln_1" && dim === 5,
    );
    const { values } = model.tensors.get("h.1.attn.c_attn.weight") as Whole;
    const row = [...values.slice(5 * 24, 6 * 24)];
    const ranked = row
      .map((weight, output) => ({ weight, output }))
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
    expect(feed?.outputs.map(({ output, weight }) => ({ weight, output }))).toEqual(ranked.slice(0, 5));
    const squares = (some: readonly number[]) => some.reduce((sum, weight) => sum + weight * weight, 0);
    expect(feed?.attention?.keys).toBeCloseTo(squares(row.slice(8, 16)) / squares(row), 12);
    expect(feed?.effective).toBeCloseTo(40 * Math.sqrt(squares(row)), 9);
    expect(feed?.outputShare).toBeCloseTo(
      squares(ranked.slice(0, 5).map(({ weight }) => weight)) / squares(row),
      12,
    );
  });
});

describe("the commands", () => {
  const PRE = fileOf("one", specsOf(wholeModel()));
  const POST = fileOf(
    "other",
    specsOf(wholeModel(), (name, { values }) =>
      name === "wpe.weight" ? { values: Array.from(values).with(2, 300) } : {},
    ),
  );

  it("tell them of one model and of two, by the schemas; and nothing of them unless asked", async () => {
    const stats = await runCli(["stats", PRE, "--circuits", "--format", "json"]);
    expectValid(validatorOf("stats"), stats.out);
    const text = await runCli(["stats", POST, "--circuits"]);
    expect(text.out).toMatch(
      /Likely coordinates of massive activations \(its MLP taken for one with gelu_new\): dim 2 \((?:29|30)\d,/,
    );
    expect(text.out).toContain("From weights alone");
    const both = await runCli(["compare", PRE, POST, "--circuits", "--format", "json"]);
    expectValid(validatorOf("comparison"), both.out);
    const said = await runCli(["compare", PRE, POST, "--circuits", "--format", "text"]);
    expect(said.out).toMatch(/only in post: dim .*2/);
    expect((await runCli(["stats", PRE])).out).not.toContain("Position 0");
    expect("circuits" in (await compare(PRE, POST))).toBe(false);
  });
});

const TRAINED = sharedPath("training/pre/checkpoint-1200/model.safetensors");

describe.skipIf(TRAINED === null)(
  "a trained model with a massive activation made by hand (skipped where ../shared is absent)",
  () => {
    it("has that coordinate told first; without it no massive one is", async () => {
      const plain = await circuitsOf(TRAINED ?? "");
      expect(circuitWords(plain)[0]?.lines[0]).toMatch(/^No sign of massive activations/);
      const specs = await withCheckpoint(TRAINED ?? "", async (model) =>
        Promise.all(
          [...model.tensors.values()].map(async ({ name, shape }): Promise<TensorSpec> => {
            const values = [...(await model.readTensor(name))];
            // As its README says: 300 added to wpe.weight[0, 17].
            return {
              name,
              shape,
              values: name.endsWith("wpe.weight") ? values.with(17, (values[17] as number) + 300) : values,
            };
          }),
        ),
      );
      const { start } = await circuitsOf(fileOf("massive", specs));
      const [first, ...others] = (start as StartOfText).dims;
      expect(first?.dim).toBe(17);
      expect(first?.ratio).toBeGreaterThan(50);
      expect(others.every(({ ratio }) => (ratio ?? 0) < 10)).toBe(true);
    });
  },
);
