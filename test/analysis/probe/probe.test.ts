import { describe, expect, it } from "vitest";
import { drawDims } from "../../../src/analysis/probe/drawDims.js";
import { probe, type Subject } from "../../../src/analysis/probe/probe.js";
import type { Network } from "../../../src/forward/network.js";
import { passOf, runPass } from "../../../src/forward/pass.js";
import { RowReader } from "../../../src/forward/rows.js";
import { tokenLosses } from "../../../src/forward/score.js";
import type { Probe } from "../../../src/model/probe.js";
import {
  networkOf,
  readGolden,
  TINY_POST,
  TINY_PRE,
  tinyWindows,
  wasmEngine,
} from "../../support/forward.js";

const golden = readGolden();

async function subject(path: string): Promise<Subject> {
  const { model, network } = await networkOf(path);
  return { model, network };
}

async function probed(pre: Subject, post: Subject | null, ablate = 0): Promise<Probe> {
  const windows = tinyWindows();
  const text = {
    name: "goldens",
    sha256: "",
    tokenizer: null,
    tokens: windows.ids.length,
    windows: windows.windows,
    windowTokens: windows.windowTokens,
    leftOver: 0,
  };
  const progress: number[][] = [];
  const found = await probe(pre, post, {
    engine: await wasmEngine(),
    text,
    windows,
    ablate,
    notices: [],
    onProgress: (done, all) => void progress.push([done, all]),
  });
  // What was expected is what was done.
  expect(progress.at(-1)).toEqual([progress.length, progress.length]);
  return found;
}

function expectLosses(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
}

describe("a probe of two models, against numpy", () => {
  it("has the losses of all four combinations of models and norms, by window", async () => {
    const { pre, post, pair } = await probed(await subject(TINY_PRE), await subject(TINY_POST));
    expect(pre.loss).toBeCloseTo(golden.pre.loss, 5);
    expectLosses(post?.windows ?? [], golden.post.loss);
    expectLosses(pair?.transplant.preWithPostNorms.windows ?? [], golden.transplant.preWithPostNorms);
    expectLosses(pair?.transplant.postWithPreNorms.windows ?? [], golden.transplant.postWithPreNorms);
    expectLosses(pre.without.linear.windows, golden.without.linear);
    expectLosses(pre.without.withoutMean.windows, golden.without.withoutMean);
  });

  it("pairs differences by window: their error is that of the differences", async () => {
    const { pair } = await probed(await subject(TINY_PRE), await subject(TINY_POST));
    const { change, windows } = pair?.transplant.preWithPostNorms ?? {};
    const own = (windows ?? []).map(
      (loss, i) =>
        loss -
        (golden.pre.tokenLoss.flat() as number[])
          .slice(i * 8, (i + 1) * 8)
          .reduce((sum, value) => sum + value / 8, 0),
    );
    const mean = own.reduce((sum, value) => sum + value, 0) / 3;
    const error = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2 / 3);
    expect(change?.mean).toBeCloseTo(mean, 5);
    expect(change?.error).toBeCloseTo(error, 5);
  });

  it("splits each change so that the parts add up, and is exactly 0 where nothing changed", async () => {
    const { pair } = await probed(await subject(TINY_PRE), await subject(TINY_POST));
    for (const { name, outputChange, split } of pair?.changes ?? []) {
      const expected = golden.split[name];
      if (expected?.split === null) {
        expect([name, outputChange, split]).toEqual([name, 0, null]);
      } else {
        expect(outputChange).toBeCloseTo(expected?.outputChange ?? Number.NaN, 5);
        const parts = [split?.gain, split?.input, split?.bias] as number[];
        for (const [i, part] of parts.entries()) expect(part).toBeCloseTo(expected?.split?.[i] as number, 5);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
      }
    }
    expect(pair?.changes.map(({ outputChange }) => outputChange === 0)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("refuses models of different shapes", async () => {
    const pre = await subject(TINY_PRE);
    const wider: Subject = { ...pre, network: { ...pre.network, blocks: 3 } };
    await expect(probed(pre, wider)).rejects.toThrow("differ in blocks, 2 and 3");
  });
});

describe("a probe of one model", () => {
  it("finds a massive activation at position 0, which does not colour the rest", async () => {
    const plain = await subject(TINY_PRE);
    const massive: Subject = { ...plain, network: withMassive(plain.network) };
    const before = await probed(plain, null);
    const { pre } = await probed(massive, null);
    expect(pre.loss).toBeCloseTo(golden.massiveLoss, 4);
    expect(before.pre.norms.flatMap(({ massive: found }) => found)).toEqual([]);
    const [first] = pre.norms;
    expect(first?.massive).toMatchObject([{ dim: 5, position: 0, tokens: 3 }]);
    expect(first?.massive[0]?.value).toBeGreaterThan(390);
    expect(first?.others).toEqual(before.pre.norms[0]?.others);
    expect(first?.dims).toEqual(before.pre.norms[0]?.dims);
    expect(first?.first.inputVariance).toBeGreaterThan(1000 * (first?.others?.inputVariance ?? 0));
  });

  it("ablates gains as numpy does, with as many controls", async () => {
    const { pre } = await probed(await subject(TINY_PRE), null, 2);
    for (const { name, dim, divergence } of golden.ablations) {
      const found = pre.ablation?.find((ablated) => ablated.name === name);
      expect(found?.far[0]?.dim, name).toBe(dim);
      const relative = ((found?.far[0]?.divergence.mean ?? 0) - divergence) / divergence;
      expect(Math.abs(relative), name).toBeLessThan(1e-3);
      expect([found?.far.length, found?.random.length, found?.changedAsMuch.length]).toEqual([2, 2, 2]);
    }
  });

  it("leaves no error where there is one window only", async () => {
    const { network } = await networkOf(TINY_PRE);
    const engine = await wasmEngine();
    const windows = { ...tinyWindows(), windows: 1, ids: tinyWindows().ids.slice(0, 8) };
    const final = await runPass(passOf(network, engine, windows));
    const losses = await tokenLosses(network, engine, final, tinyWindows().targets.slice(0, 8));
    expect(losses).toHaveLength(8);
  });
});

/** The same network with 400 added to dim 5 of position 0, as fixtures/scripts/forward.py does. */
function withMassive(network: Network): Network {
  const { positions, width } = network;
  const changed = Object.assign(Object.create(RowReader.prototype) as RowReader, {
    range: async (first: number, end: number) => {
      const rows = (await positions.range(first, end)).slice();
      if (first === 0) rows[5] = Math.fround((rows[5] as number) + 400);
      expect(rows.length).toBe((end - first) * width);
      return rows;
    },
  });
  return { ...network, positions: changed };
}

describe("the dims that are changed", () => {
  it("are the farthest from the median, and others at random, the same every time", () => {
    const gain = Float64Array.from({ length: 50 }, (_, dim) =>
      dim === 7 ? 9 : dim === 30 ? -4 : 1 + dim / 1e4,
    );
    const drawn = drawDims(gain, 1, 2, 3);
    expect(drawn.far).toEqual([7, 30]);
    expect(drawn.random).toHaveLength(2);
    expect(drawn.random.some((dim) => drawn.far.includes(dim))).toBe(false);
    expect(drawDims(gain, 1, 2, 3)).toEqual(drawn);
    expect(drawDims(gain, 1, 2, 4).random).not.toEqual(drawn.random);
  });

  it("are all there are of a narrow norm", () => {
    expect(drawDims(Float64Array.of(1, 2), 1.5, 5, 0)).toEqual({ far: [0, 1], random: [] });
  });
});
