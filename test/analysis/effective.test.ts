import { describe, expect, it } from "vitest";
import { compareModels, DEFAULT_COMPARE_OPTIONS } from "../../src/analysis/compare.js";
import { summariseModel } from "../../src/analysis/summarise.js";
import { withCheckpoint, withCheckpoints } from "../../src/family/checkpoint.js";
import { compare } from "../../src/index.js";
import type { Amplified, Undone } from "../../src/model/findings.js";
import { comparisonJson } from "../../src/report/json/comparison.js";
import { clause } from "../../src/words/findings/clause.js";
import { runCli } from "../support/fakeIo.js";
import { refusalOf } from "../support/refusal.js";
import { safetensorsBytes, type TensorSpec } from "../support/safetensorsFile.js";
import { expectValid, validatorOf } from "../support/schemas.js";
import { sharedPath } from "../support/sharedData.js";
import { useTempDir } from "../support/tempDir.js";
import { specsOf, type Whole, type WholeShape, wholeModel } from "../support/wholeModel.js";

const temp = useTempDir();

const ALL = { blocks: "all", norms: "all", bias: true, bins: "auto", effective: true } as const;

/** From canonical names to effective gains. */
type Values = ReadonlyMap<string, readonly number[]>;

async function effectiveOf(path: string): Promise<Values> {
  const { tensors } = await withCheckpoint(path, (model) => summariseModel(model, ALL));
  return new Map(
    tensors.flatMap(({ name, effective }) =>
      effective === undefined ? [] : [[name, [...effective.values]]],
    ),
  );
}

/** By the definition, one weight after the other: `inputs` says which index of [row, column] is the norm's dimension. */
function naive(gain: Float64Array, matrices: readonly Whole[], inputs: "rows" | "columns"): number[] {
  return Array.from(gain, (value, dim) => {
    let squares = 0;
    for (const { shape, values } of matrices) {
      const [rows = 0, columns = 0] = shape;
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
          if ((inputs === "rows" ? row : column) === dim)
            squares += (values[row * columns + column] as number) ** 2;
    }
    return value * Math.sqrt(squares);
  });
}

function expectedOf(shape: WholeShape = {}): Values {
  const { tensors, blocks } = wholeModel(shape);
  const tensor = (name: string) => tensors.get(name) as Whole;
  const inputs = shape.areLinear === true ? "columns" : "rows";
  const pairs: [string, string, "rows" | "columns"][] = Array.from({ length: blocks }, (_, block) => block)
    .flatMap((block): [string, string, "rows" | "columns"][] => [
      [`h.${block}.ln_1.weight`, `h.${block}.attn.c_attn.weight`, inputs],
      [`h.${block}.ln_2.weight`, `h.${block}.mlp.c_fc.weight`, inputs],
    ])
    .concat([["ln_f.weight", "wte.weight", "columns"]]);
  return new Map(
    pairs.map(([norm, matrix, side]) => [norm, naive(tensor(norm).values, [tensor(matrix)], side)]),
  );
}

function expectClose(actual: Values, expected: Values, relative = 1e-12): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, values] of expected) {
    const own = actual.get(name) as readonly number[];
    values.forEach((value, dim) => {
      expect(Math.abs((own[dim] as number) / value - 1), `${name}, dim ${dim}`).toBeLessThan(relative);
    });
  }
}

function fileOf(name: string, specs: readonly TensorSpec[]): string {
  return temp.write(`${name}.safetensors`, safetensorsBytes(specs));
}

describe("effective gains", () => {
  it("are gains times the norms of the rows behind them, by the definition", async () => {
    expectClose(await effectiveOf(fileOf("conv", specsOf(wholeModel()))), expectedOf());
  });

  it("are the same where matrices are stored the other way round, which their shape tells", async () => {
    const shape = { areLinear: true };
    expectClose(await effectiveOf(fileOf("linear", specsOf(wholeModel(shape)))), expectedOf(shape));
  });

  it("of a matrix longer than what is read at once are the same to the last digits", async () => {
    for (const areLinear of [false, true]) {
      const shape = { areLinear, blocks: 1, width: 120, vocabulary: 3000 };
      expectClose(await effectiveOf(fileOf("long", specsOf(wholeModel(shape)))), expectedOf(shape));
    }
  });

  it("of a matrix that is square follow the others of the model", async () => {
    for (const areLinear of [false, true]) {
      const shape = { areLinear, hidden: 8, vocabulary: 8 };
      expectClose(await effectiveOf(fileOf("square", specsOf(wholeModel(shape)))), expectedOf(shape));
    }
  });

  it("are refused where nothing tells which side of a square matrix is meant", async () => {
    const model = wholeModel({ hidden: 8 });
    const specs = specsOf(model, (name, { values }) =>
      name.endsWith("c_attn.weight") ? { shape: [8, 8], values: [...values.slice(0, 64)] } : {},
    );
    const error = await refusalOf(effectiveOf(fileOf("undecided", specs)));
    expect(error.code).toBe("AMBIGUOUS");
    expect(error.message).toContain("h.0.attn.c_attn.weight");
    expect(error.message).toContain("[8,8]");
  });

  it("of queries, keys and values that are stored apart add up in squares", async () => {
    const { tensors } = wholeModel({ areLinear: true });
    const whole = tensors.get("h.0.attn.c_attn.weight") as Whole;
    const names = new Map([
      ["wte.weight", "tok_emb.weight"],
      ["wpe.weight", "pos_emb"],
    ]);
    const specs = [...tensors].flatMap(([name, { shape, values }]): TensorSpec[] => {
      const called =
        names.get(name) ??
        name
          .replace(/^h\.(\d+)\.ln_/, "blocks.$1.ln")
          .replace(/^h\.(\d+)\.mlp\.c_fc/, "blocks.$1.mlp.0")
          .replace(/^h\.(\d+)\.mlp\.c_proj/, "blocks.$1.mlp.2")
          .replace(/^h\./, "blocks.");
      if (!name.endsWith("c_attn.weight")) return [{ name: called, shape, values: [...values] }];
      return ["query", "key", "value"].map((part, i) => ({
        name: called.replace("c_attn", part),
        shape: [8, 8],
        values: [...values.slice(64 * i, 64 * (i + 1))],
      }));
    });
    const actual = await effectiveOf(fileOf("apart", specs));
    const gains = (tensors.get("h.0.ln_1.weight") as Whole).values;
    expectClose(
      new Map([["h.0.ln_1.weight", actual.get("h.0.ln_1.weight") as readonly number[]]]),
      new Map([["h.0.ln_1.weight", naive(gains, [whole], "columns")]]),
    );
    expect(actual.size).toBe(7);
  });

  it("of the final norm go by the head where one is stored, and by the embedding else", async () => {
    const { tensors } = wholeModel();
    const head = { shape: [5, 8], values: Float64Array.from({ length: 40 }, (_, i) => i / 8) };
    const specs = [
      ...specsOf({ tensors }).map((spec) => ({ ...spec, name: `transformer.${spec.name}` })),
      { name: "lm_head.weight", shape: head.shape, values: [...head.values] },
    ];
    const actual = await effectiveOf(fileOf("headed", specs));
    const gains = (tensors.get("ln_f.weight") as Whole).values;
    expect(actual.get("ln_f.weight")).toEqual(naive(gains, [head], "columns"));
    expectClose(new Map([...actual].slice(0, -1)), new Map([...expectedOf()].slice(0, -1)));
  });

  it("are found under names with wrappers in them, and in OpenAI's extra dimension", async () => {
    const specs = specsOf(wholeModel(), (name, { shape }) => ({
      name: `transformer.${name.replace(/^h\.(\d+)\./, "h.$1._checkpoint_wrapped_module.")}`,
      ...(name.endsWith("c_attn.weight") ? { shape: [1, ...shape] } : {}),
    }));
    expectClose(await effectiveOf(fileOf("wrapped", specs)), expectedOf());
  });

  it("are not finite where a weight is not, and say so as of other vectors", async () => {
    const specs = specsOf(wholeModel(), (name, { values }) =>
      name === "h.1.mlp.c_fc.weight"
        ? { values: Array.from(values, (value, i) => (i === 3 * 32 + 5 ? Number.NaN : value)) }
        : {},
    );
    const { tensors } = await withCheckpoint(fileOf("nan", specs), (model) => summariseModel(model, ALL));
    const summary = tensors.find(({ name }) => name === "h.1.ln_2.weight")?.effective?.summary;
    expect(summary?.nonFiniteDims).toEqual([3]);
  });

  it("are refused of an extract, in one line that says what is missing", async () => {
    const specs = specsOf(wholeModel(), (name) => (name.includes("ln_") ? {} : null));
    const extract = fileOf("extract", specs);
    const error = await refusalOf(effectiveOf(extract));
    expect(error.code).toBe("NOT_IN_MODEL");
    expect(error.message).toContain('has no h.0.attn.c_attn.weight, the matrix behind "h.0.ln_1.weight"');
    const { code, err } = await runCli(["stats", extract, "--effective"]);
    expect(code).toBe(2);
    expect(err).toContain("--norms");
  });

  it("are refused of integers and of matrices of another width, by name", async () => {
    const integers = specsOf(wholeModel(), (name, { values }) =>
      name === "h.2.mlp.c_fc.weight" ? { dtype: "I8", values: new Uint8Array(values.length) } : {},
    );
    const quantised = await refusalOf(effectiveOf(fileOf("integers", integers)));
    expect([quantised.code, quantised.message]).toEqual([
      "UNSUPPORTED_DTYPE",
      expect.stringMatching(/h\.2\.mlp\.c_fc\.weight.*I8/),
    ]);
    const narrow = specsOf(wholeModel(), (name, { values }) =>
      name === "h.2.mlp.c_fc.weight" ? { shape: [4, values.length / 4] } : {},
    );
    const other = await refusalOf(effectiveOf(fileOf("narrow", narrow)));
    expect([other.code, other.message]).toEqual(["BAD_SHAPE", expect.stringContaining("[4,64]")]);
  });
});

const PRE = sharedPath("training/pre/checkpoint-1200/model.safetensors");
const POST = sharedPath("training/post/checkpoint-500/model.safetensors");
const NANOGPT = sharedPath("training/nanogpt/ckpt-1200.pt");

describe.skipIf(PRE === null)("of a trained model (skipped where ../shared is absent)", () => {
  it("are the same in transformers' and in nanoGPT's file of it", async () => {
    expectClose(await effectiveOf(NANOGPT ?? ""), await effectiveOf(PRE ?? ""), 1e-15);
  });

  it("say of its fine-tuning that gains and matrices grew together, and nothing of what was frozen", async () => {
    const comparison = await compare(PRE ?? "", POST ?? "", { effective: true });
    const traded = comparison.findings.filter(({ kind }) => kind === "undone" || kind === "amplified");
    expect(traded.map(({ kind }) => kind)).toEqual(["amplified"]);
    const [amplified] = traded as [Amplified];
    const blocks = new Set(amplified.tensors.map(({ block }) => block));
    expect([...blocks]).toEqual([6, 7, 8, 9, 10, 11]);
    expect(amplified.tensors).toHaveLength(12);
    expect(amplified.carried.min).toBeGreaterThan(2);
    // The prototype of the figure says: ln_2's gains grew by 2.6 %, gain times row by 6.0 %, in the median over blocks.
    const ln2 = comparison.whole.filter(({ id }) => id.norm === "ln_2" && id.parameter === "gain");
    const grown = ln2.map(({ effectiveChange }) => effectiveChange?.effectiveFraction ?? 0).slice(6);
    expect(grown.toSorted((a, b) => a - b)[2]).toBeCloseTo(0.06, 2);
  });
});

const SIXTEENTHS = [1.25, 0.8125, 1.5, 0.75, 1.125, 0.6875, 1.375, 0.9375];

/** The shipped pair's first, and the same after a factor a dimension was moved from the matrix into the gain, and more. */
async function traded(rowFactor: (factor: number, dim: number) => number) {
  const model = wholeModel();
  const specs = specsOf(model, (name, { shape, values }) => {
    const factorOf = (dim: number) => SIXTEENTHS[dim] as number;
    if (name === "h.1.ln_2.weight")
      return { values: Array.from(values, (value, dim) => value * factorOf(dim)) };
    if (name !== "h.1.mlp.c_fc.weight") return {};
    const columns = shape[1] as number;
    return {
      values: Array.from(values, (value, i) => {
        const dim = Math.floor(i / columns);
        return value * rowFactor(factorOf(dim), dim);
      }),
    };
  });
  const options = { ...DEFAULT_COMPARE_OPTIONS, effective: true };
  const comparison = await withCheckpoints(
    fileOf("before", specsOf(model)),
    fileOf("after", specs),
    (pre, post) => compareModels(pre, post, options),
  );
  const found = comparison.findings.filter(
    (finding): finding is Undone | Amplified => finding.kind === "undone" || finding.kind === "amplified",
  );
  expectValid(
    validatorOf("comparison"),
    comparisonJson(comparison, { name: "gpt2-wdist", version: "1.2.3" }),
  );
  return { comparison, found, said: found.map((finding) => clause(finding, comparison.judged)) };
}

describe("a gain that changed and the matrix behind it", () => {
  it("undo each other exactly where they trade factors", async () => {
    const { found, said, comparison } = await traded((factor) => 1 / factor);
    expect(found).toMatchObject([
      { kind: "undone", isExact: true, tensors: [{ norm: "ln_2", block: 1, parameter: "gain" }] },
    ]);
    expect(said).toEqual([
      "the change of h1 ln_2 is undone exactly by the next matrix: gain times row norm is what it was, to rounding",
    ]);
    const change = comparison.whole.find(({ name }) => name === "h.1.ln_2.weight")?.effectiveChange;
    expect(change?.carried).toBeCloseTo(0, 6);
    expect(change?.agreement).toBeCloseTo(-1, 6);
    expect(change?.effectiveFraction).toBeCloseTo(0, 6);
  });

  it("undo most of it where the trade is not a whole one", async () => {
    const { found, said } = await traded((factor) => factor ** -0.8);
    expect(found).toMatchObject([{ kind: "undone", isExact: false }]);
    expect(found[0]?.carried.min).toBeCloseTo(0.2, 6);
    expect(said[0]).toBe(
      "the change of h1 ln_2 is undone by the next matrix: 20 % of it is left in gain times row norm",
    );
  });

  it("amplify each other where both grow", async () => {
    const { found, said } = await traded((factor) => factor);
    expect(found).toMatchObject([{ kind: "amplified" }]);
    expect(found[0]?.carried.min).toBeCloseTo(2, 6);
    expect(said[0]).toContain(
      "is amplified by the next matrix: gain times row norm changed 2.0 times as much",
    );
  });

  it("are said to do neither where the matrix stays, or changes in its own way", async () => {
    expect((await traded(() => 1)).found).toEqual([]);
    expect((await traded((_, dim) => (dim % 4 < 2 ? 1.3 : 0.8))).found).toEqual([]);
  });

  it("are not judged unless it was asked for", async () => {
    const before = fileOf("same", specsOf(wholeModel()));
    const { findings, options, tensors } = await compare(before, before);
    expect(findings.map(({ kind }) => kind)).toEqual(["identical"]);
    expect("effective" in options).toBe(false);
    expect(tensors.some(({ effectiveChange }) => effectiveChange !== undefined)).toBe(false);
  });
});

describe("the commands", () => {
  const PRE = fileOf("whole-pre", specsOf(wholeModel()));
  const POST = fileOf(
    "whole-post",
    specsOf(wholeModel(), (name, { values }) =>
      name === "h.1.ln_2.weight" ? { values: Array.from(values, (value) => value * 1.5) } : {},
    ),
  );

  it("compare effective gains beside the others, and without --effective what they compared before", async () => {
    const plain = await runCli(["compare", PRE, POST, "--format", "text"]);
    expect(plain.out).not.toContain("matrix");
    const { out } = await runCli(["compare", PRE, POST, "--format", "text", "--effective"], { columns: 110 });
    expect(out).toMatch(/median +median +matrix +gain/);
    expect(out).toMatch(/h1 ln_2 .* \+50\.0% += +\+50\.0%/);
    const csv = await runCli(["compare", PRE, POST, "--format", "csv", "--effective"]);
    expect(csv.out.split("\r\n")[0]).toMatch(/,pre_effective_median,.*,carried,agreement,/);
    const plainCsv = await runCli(["compare", PRE, POST, "--format", "csv"]);
    expect(csv.out.startsWith((plainCsv.out.split("\r\n")[0] ?? "").trimEnd())).toBe(true);
    const md = await runCli(["compare", PRE, POST, "--format", "md", "--effective"]);
    expect(md.out).toContain("matrix rows");
  });

  it("summarise them, in every format", async () => {
    const json = await runCli(["stats", PRE, "--format", "json", "--effective"]);
    expectValid(validatorOf("stats"), json.out);
    const marks = { text: "gain * row", md: "its IQR", jsonl: '"rowNorms"', csv: "effective_median" };
    for (const [format, mark] of Object.entries(marks)) {
      const args = ["stats", PRE, "--format", format];
      const [plain, effective] = [
        await runCli(args),
        await runCli([...args, "--effective"], { columns: 130 }),
      ];
      expect([plain.out.includes(mark), effective.out.includes(mark), effective.code], format).toEqual([
        false,
        true,
        0,
      ]);
    }
  });
});
