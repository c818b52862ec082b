import { existsSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { DEFAULT_WEIGHT_OPTIONS, summariseWeights } from "../../src/analysis/weights/weights.js";
import { Counter, countParts, scanParts } from "../../src/counting/index.js";
import { openCheckpoint } from "../../src/index.js";
import type { GptModel } from "../../src/model/norms.js";
import { histogram } from "../../src/stats/histogram.js";
import { summarize } from "../../src/stats/summary.js";
import { refusalOf } from "../support/refusal.js";
import { useTempDir } from "../support/tempDir.js";
import { countWeights, OTHERS, onlyGroup, storedWeights, weightsFile } from "../support/weightsFile.js";

const temp = useTempDir();

/** Written by the real libraries, or small controls made from their files. */
const COMMITTED = [
  "fixtures/formats/st-bf16.safetensors",
  "fixtures/formats/st-f16-odd-offset.safetensors",
  "fixtures/formats/pt-bf16.pt",
  "fixtures/formats/hf-sharded",
  "fixtures/hostile/st/ok-control.safetensors",
  "fixtures/hostile/pt/ok-control.pt",
  "fixtures/hostile/pt/legacy-ok-control.pth",
  "fixtures/hostile/npz/ok-control.npz",
  "fixtures/hostile/gguf/ok-control.gguf",
  "fixtures/hostile/flax/ok-control.msgpack",
  "fixtures/hostile/h5/ok-control.h5",
  "fixtures/hostile/tf/ok-control",
  "fixtures/hostile/index/ok-control",
  "fixtures/hostile/llmc/ok-control.bin",
];

const SHARED = fileURLToPath(new URL("../../../shared/formats/", import.meta.url));
const SHARED_IS_ABSENT = !existsSync(`${SHARED}truth.json`);
const SHARED_FILES = SHARED_IS_ABSENT
  ? []
  : (
      JSON.parse(readFileSync(`${SHARED}truth.json`, "utf8")) as { files: readonly { path: string }[] }
    ).files.map(({ path }) => SHARED + path);

/** Holds quantised weights, which are no plain numbers. */
const isQuantised = (path: string) => path.includes("q8_0");

/** All values of the weights, each tensor read whole. */
async function valuesOf(model: GptModel): Promise<Float64Array> {
  const all: number[] = [];
  for (const { info } of model.weights) {
    if (/^[IU]/.test(info.dtype)) continue;
    for (const value of await model.readTensor(info.name)) all.push(value);
  }
  return Float64Array.from(all);
}

async function expectAllCounted(path: string): Promise<void> {
  const { summary, histogram: counted } = onlyGroup(await countWeights(path, { bins: 500 }, 2));
  const model = await openCheckpoint(path);
  const values = await valuesOf(model).finally(() => model.close());
  const whole = summarize(values);
  expect(values.length).toBeGreaterThan(300);
  expect(summary).toMatchObject({ n: whole.n, nonFinite: whole.nonFinite, min: whole.min, max: whole.max });
  expect(summary.std).toBeCloseTo(whole.std as number, 12);
  expect(summary.skewness).toBeCloseTo(whole.skewness as number, 9);
  const edges = counted?.edges as Float64Array;
  expect([...(counted?.counts ?? [])]).toEqual([...histogram(values.toSorted(), edges).counts]);
}

describe("all weights of a checkpoint of any format", () => {
  it.each(COMMITTED)("are all counted: %s", expectAllCounted);

  it("are refused where they are quantised", async () => {
    const refusal = await refusalOf(countWeights("fixtures/formats/gguf-q8_0.gguf"));
    expect(refusal.code).toBe("UNSUPPORTED_DTYPE");
  });
});

describe.skipIf(SHARED_IS_ABSENT)(
  "all weights of the files of the real libraries (skipped where ../shared/formats is not: too large to commit)",
  () => {
    it.each(SHARED_FILES.filter((path) => !isQuantised(path)))("are all counted: %s", expectAllCounted);
  },
);

describe("counting all weights", () => {
  it("gives the same to the last bit, whatever the number of threads", async () => {
    // Enough for several tasks of 4 MiB, and NaN in one of them.
    const bell = storedWeights("F32");
    const values = Buffer.concat(Array.from({ length: 5 }, () => bell));
    values.writeFloatLE(Number.NaN, 11_000_000);
    const length = values.length / 4;
    const path = temp.write(
      "several.safetensors",
      weightsFile([
        { name: "wte.weight", dtype: "F32", shape: [length], values },
        { name: "wpe.weight", dtype: "F32", shape: [bell.length / 4], values: bell },
      ]),
    );
    const one = await countWeights(path, { tensors: OTHERS });
    expect(onlyGroup(one).summary).toMatchObject({ n: length + bell.length / 4 - 1, nonFinite: 1 });
    expect(await countWeights(path, { tensors: OTHERS }, 2)).toEqual(one);
    expect(await countWeights(path, { tensors: OTHERS }, 4)).toEqual(one);
  });

  it("groups them by block, kind and tensor", async () => {
    const path = "fixtures/hostile/st/ok-control.safetensors";
    const all = onlyGroup(await countWeights(path)).summary;
    const inAll = async (groupBy: "block" | "kind" | "tensor") => {
      const { groups } = await countWeights(path, { groupBy, bins: 10 });
      expect(groups.reduce((sum, { summary }) => sum + summary.n, 0)).toBe(all.n);
      return groups.map(({ name }) => name);
    };
    expect(await inAll("kind")).toContain("norms");
    const blocks = await inAll("block");
    expect(blocks[0]).toBe("block 0");
    expect(blocks.at(-1)).toBe("outside the blocks");
    expect(await inAll("tensor")).toContain("h.0.ln_1.weight");
  });

  it("takes the tensors that are asked for by pattern, with or without the file's prefix", async () => {
    const path = temp.write(
      "prefixed.safetensors",
      weightsFile([
        { name: "transformer.h.0.mlp.c_fc.weight", values: [1, 2] },
        { name: "transformer.h.0.mlp.c_proj.weight", values: [3] },
      ]).slice(),
    );
    const names = async (pattern: string) =>
      (await countWeights(path, { tensors: [pattern] })).groups.flatMap(({ tensors }) => tensors);
    expect(await names("*.mlp.*")).toHaveLength(2);
    expect(await names("transformer.h.0.mlp.c_fc.*")).toEqual(["transformer.h.0.mlp.c_fc.weight"]);
    expect((await refusalOf(countWeights(path, { tensors: ["nothing"] }))).code).toBe("NOT_IN_MODEL");
  });

  it("leaves masks, counters and a training's state out, and says so", async () => {
    const path = temp.write(
      "masks.safetensors",
      weightsFile([
        { name: "h.0.attn.bias", values: [1, 0, 1, 1] },
        { name: "h.0.attn.masked_bias", values: [-10_000] },
        { name: "h.0.attn.c_attn.bias", values: [0.5] },
        { name: "optimizer.step", values: [7] },
        { name: "position_ids", dtype: "I64", shape: [1], values: new Uint8Array(8) },
      ]),
    );
    const summary = await countWeights(path);
    expect(onlyGroup(summary).tensors).toEqual([
      "h.0.attn.c_attn.bias",
      "h.0.ln_1.weight",
      "h.0.ln_2.weight",
      "ln_f.weight",
    ]);
    expect(summary.skipped.map(({ name }) => name)).toEqual([
      "h.0.attn.bias",
      "h.0.attn.masked_bias",
      "optimizer.step",
      "position_ids",
    ]);
  });

  it("has no moments and no histogram where nothing is finite, and no quantile outside of the range", async () => {
    const path = temp.write("nan.safetensors", weightsFile([{ name: "w", values: [Number.NaN, Infinity] }]));
    const { summary, histogram: counted } = onlyGroup(await countWeights(path, { tensors: OTHERS }));
    expect(counted).toBeNull();
    expect(summary).toMatchObject({ n: 0, nonFinite: 2, mean: null, std: null, min: null, zeroShare: null });
    const far = temp.write("far.safetensors", weightsFile([{ name: "w", values: [-5, 0, 5] }]));
    const within = onlyGroup(await countWeights(far, { tensors: OTHERS, range: [-1, 1], bins: 4 }));
    expect(within.histogram).toMatchObject({ below: 1, above: 1 });
    expect(within.summary.quantiles.find(({ q }) => q === 0.001)?.value).toBeNull();
    expect(within.summary.quantiles.find(({ q }) => q === 0.5)?.value).toBe(0.25);
  });

  it("says why a group has no histogram: its range is beyond float64, or too narrow for its bins", async () => {
    const notices = async (...values: readonly number[]) => {
      const bytes = new Uint8Array(Float64Array.from(values).buffer);
      const tensor = { name: "w", dtype: "F64", shape: [values.length], values: bytes };
      const path = temp.write("range.safetensors", weightsFile([tensor]));
      return (await countWeights(path, { tensors: OTHERS })).notices;
    };
    expect(await notices(-1.7e308, 1, 1.7e308)).toEqual([
      "1 without a histogram: their values reach farther apart than float64 can say",
    ]);
    expect(await notices(1, 1 + 2 ** -52)).toEqual([
      "1 without a histogram: float64 cannot tell the edges of so many bins apart",
    ]);
    expect(await notices(0, 1.7e308)).toEqual([]);
  });

  it("keeps moments of float64 whose powers are beyond float64, and of constants", async () => {
    const huge = Float64Array.of(-1e300, 1e300, 3e300);
    const path = temp.write(
      "huge.safetensors",
      weightsFile([{ name: "w", dtype: "F64", shape: [3], values: new Uint8Array(huge.buffer) }]),
    );
    const { summary } = onlyGroup(await countWeights(path, { tensors: OTHERS }));
    const whole = summarize(huge);
    expect(summary.std).toBe(whole.std);
    expect(summary.excessKurtosis).toBeCloseTo(whole.excessKurtosis as number, 12);
    const same = temp.write("same.safetensors", weightsFile([{ name: "w", values: Array(99).fill(0.3) }]));
    expect(onlyGroup(await countWeights(same, { tensors: OTHERS })).summary).toMatchObject({
      mean: Math.fround(0.3),
      std: 0,
      skewness: null,
    });
  });

  it.each([1, 2])("fails clearly where the file is cut off meanwhile, on %i threads", async (threads) => {
    const values = new Uint8Array(50_000_000);
    const shape = [values.length / 4];
    const path = temp.write("cut.safetensors", weightsFile([{ name: "w", dtype: "F32", shape, values }]));
    const model = await openCheckpoint(path);
    truncateSync(path, 20_000_000);
    const work = { threads, onProgress: () => {} };
    const refusal = await refusalOf(
      summariseWeights(model, { ...DEFAULT_WEIGHT_OPTIONS, tensors: OTHERS }, work),
    );
    await model.close();
    expect(refusal.code).toBe("READ_FAILED");
    expect(refusal.message).toMatch(/cut\.safetensors, byte \d+: the file ended early/);
  });

  it("fails clearly where the file is written meanwhile", async () => {
    const path = temp.write("changing.safetensors", weightsFile([{ name: "w", values: Array(64).fill(1) }]));
    const model = await openCheckpoint(path);
    const counter = new Counter({ threads: 1, onBytes: () => {} });
    const [piece] = (await model.locateTensor("w")) ?? [];
    if (piece?.source.descriptor === undefined) throw new Error("a local file has a descriptor");
    const { startByte, source } = piece;
    const runs = [{ descriptor: source.descriptor as number, label: path, startByte, byteLength: 256 }];
    const { scanned } = await scanParts(counter, [{ dtype: "F32", runs }], [], () => new Float64Array());
    const bytes = readFileSync(path);
    bytes.writeFloatLE(Number.NaN, startByte);
    writeFileSync(path, bytes);
    const counting = countParts(counter, scanned, [Float64Array.of(0.5, 1.5)]);
    expect((await refusalOf(counting)).message).toContain("changed while it was read");
    await counter.close();
    await model.close();
  });

  it("fails clearly where the file is written meanwhile with numbers that change no count", async () => {
    const path = temp.write("rewritten.safetensors", weightsFile([{ name: "w", values: Array(64).fill(1) }]));
    utimesSync(path, 7, 7);
    const model = await openCheckpoint(path);
    writeFileSync(path, weightsFile([{ name: "w", values: Array(64).fill(2) }]));
    const work = { threads: 1, onProgress: () => {} };
    const refusal = await refusalOf(
      summariseWeights(model, { ...DEFAULT_WEIGHT_OPTIONS, tensors: OTHERS }, work),
    );
    await model.close();
    expect(refusal.message).toContain("changed while it was read");
  });

  it("refuses a file that names the same gigabytes again and again", async () => {
    const model = await openCheckpoint("fixtures/hostile/st/ok-control.safetensors");
    const [weight] = model.weights;
    if (weight === undefined) throw new Error("the control has weights");
    const many = Array(200).fill({ ...weight, info: { ...weight.info, shape: [1e9] } });
    const work = { threads: 1, onProgress: () => {} };
    const refusal = await refusalOf(
      summariseWeights({ ...model, weights: many }, DEFAULT_WEIGHT_OPTIONS, work),
    );
    await model.close();
    expect(refusal.message).toContain("1600000000000 bytes to count; 1099511627776 is the limit");
  });

  it("refuses more bins in all than memory should hold", async () => {
    const tensors = Array.from({ length: 900 }, (_, i) => ({ name: `w${i}`, values: [i] }));
    const path = temp.write("many.safetensors", weightsFile(tensors));
    expect((await refusalOf(countWeights(path, { groupBy: "tensor" }))).code).toBe("USAGE");
    expect((await countWeights(path, { groupBy: "tensor", bins: 10, tensors: OTHERS })).groups).toHaveLength(
      900,
    );
  });
});
