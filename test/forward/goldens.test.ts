import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { DimSums } from "../../src/analysis/probe/dimMeasures.js";
import { NormMeasures } from "../../src/analysis/probe/normMeasures.js";
import type { Engine } from "../../src/forward/engine.js";
import type { Network } from "../../src/forward/network.js";
import { passOf, runPass } from "../../src/forward/pass.js";
import { logitsOf, tokenLosses } from "../../src/forward/score.js";
import { type Windows, windowsOf } from "../../src/forward/windows.js";
import type { DimMeasures } from "../../src/model/probe.js";
import {
  expectClose,
  type GoldenMeasures,
  networkOf,
  readGolden,
  TINY_PRE,
  tinyWindows,
  wasmEngine,
} from "../support/forward.js";
import { ggufOf, npzOf } from "../support/forwardFiles.js";
import { sharedPath } from "../support/sharedData.js";
import { useTempDir } from "../support/tempDir.js";

const RELATIVE = 5e-5;
const OF_LOSS = 1e-5;
const OF_LOGITS = 1e-4;

const dir = useTempDir();
let engine: Engine;
beforeAll(async () => {
  engine = await wasmEngine();
});

/** Everything that a golden has of a forward pass. */
async function expectGolden(network: Network, windows: Windows, golden: GoldenMeasures): Promise<void> {
  const measures = network.norms.map((norm) => new NormMeasures(norm, windows, network.width));
  // The goldens are over all positions.
  const dims = network.norms.map(() => new DimSums(network.width));
  const final = await runPass(passOf(network, engine, windows), (visit) => {
    measures[visit.index]?.look(visit);
    dims[visit.index]?.add(visit, 0, windows.windowTokens);
  });
  const losses = await tokenLosses(network, engine, final, windows.targets);
  expect(Math.abs(mean(losses) - golden.loss)).toBeLessThanOrEqual(OF_LOSS * golden.loss);
  expectClose(losses, golden.tokenLoss.flat(), RELATIVE, "token losses");
  const logits = await logitsOf(network, engine, final.slice(-network.width));
  for (const [i, logit] of golden.lastLogits.entries()) {
    expect(Math.abs((logits[i] as number) - logit), `logit ${i}`).toBeLessThanOrEqual(OF_LOGITS);
  }
  for (const [i, { name }] of network.norms.entries())
    expectNorm(measures[i] as NormMeasures, dims[i]?.measures() ?? null, golden, name);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function expectNorm(
  measures: NormMeasures,
  dims: DimMeasures | null,
  golden: GoldenMeasures,
  name: string,
): void {
  const { token, dim, all } = golden.norms[name] as GoldenMeasures["norms"][string];
  const { tokens } = measures;
  const pairs: readonly (readonly [string, ArrayLike<number> | undefined, readonly number[] | undefined])[] =
    [
      ["token mean", tokens.mean, token.mean],
      ["token variance", tokens.variance, token.var],
      ["token kurtosis", tokens.excessKurtosis, token.excessKurtosis],
      ["token kurtosis about 0", tokens.uncentredKurtosis, token.uncentredKurtosis],
      ["token largest", tokens.maxAbs, token.maxAbs],
      ["token largest's dim", tokens.maxAbsDim, token.maxAbsDim],
      ["token output", tokens.outputRms, token.outputRms],
      ["token cosine", tokens.cosine, token.cosine],
      ["dim mean", dims?.inputMean, dim.mean],
      ["dim variance", dims?.inputVariance, dim.var],
      ["dim kurtosis", dims?.inputExcessKurtosis as number[] | undefined, dim.excessKurtosis],
      ["dim largest", dims?.inputLargest, dim.maxAbs],
      ["dim standardised", dims?.standardisedMeanSquare, dim.xhatMeanSquare],
      ["dim output mean", dims?.outputMean, dim.outputMean],
      ["dim output variance", dims?.outputVariance, dim.outputVar],
      ["dim output largest", dims?.outputLargest, dim.outputMaxAbs],
    ];
  for (const [what, actual, expected] of pairs) {
    if (expected !== undefined) expectClose(actual ?? [], expected, RELATIVE, `${name}: ${what}`);
  }
  for (const [key, value] of Object.entries(measures.measured().overall)) {
    expectClose([value], [all[key] as number], RELATIVE, `${name}: ${key}`);
  }
}

describe("a forward pass, against numpy in float64", () => {
  it("meets every number of a model with exact GELU, no output biases, a head of its own and scores scaled by block", async () => {
    const { network, model } = await networkOf(TINY_PRE);
    await expectGolden(network, tinyWindows(), readGolden().pre);
    await model.close();
  });

  it("is the same on every run, bit by bit", async () => {
    const { network, model } = await networkOf(TINY_PRE);
    const once = await runPass(passOf(network, engine, tinyWindows()));
    expect(await runPass(passOf(network, engine, tinyWindows()))).toEqual(once);
    await model.close();
  });

  it("begins at any block as if it had come there by itself", async () => {
    const { network, model } = await networkOf(TINY_PRE);
    const windows = tinyWindows();
    const residual = new Float64Array(windows.ids.length * network.width);
    const whole = await runPass(passOf(network, engine, windows), ({ index, window, input }) => {
      if (index === 2) residual.set(input, window * input.length);
    });
    const rest = await runPass(passOf(network, engine, windows, { from: { block: 1, residual } }));
    expect(rest).toEqual(whole);
    await model.close();
  });
});

const TRAINING = sharedPath("training");

describe.skipIf(TRAINING === null)(
  "a forward pass, against PyTorch in float64 (skipped where ../shared is absent)",
  () => {
    const golden = (name: string) =>
      JSON.parse(readFileSync(`${TRAINING}/goldens/${name}.json`, "utf8")) as GoldenMeasures;
    const windows = (text: string) =>
      windowsOf(text, [...readFileSync(`${TRAINING}/texts/${text}.txt`)], 128, 256);
    const PRE = `${TRAINING}/pre/checkpoint-1200`;

    it.each([
      ["safetensors of F16", "pre-1200-py", async () => PRE],
      ["safetensors of F16, untrained", "pre-0-en", async () => `${TRAINING}/pre/checkpoint-0`],
      [
        "nanoGPT's file, whose matrices are the other way round",
        "pre-1200-py",
        async () => `${TRAINING}/nanogpt/ckpt-1200.pt`,
      ],
      [
        "GGUF, which says its heads itself",
        "pre-1200-py",
        async () => dir.write("a.gguf", await ggufOf(PRE, 4)),
      ],
      [
        "npz in a folder with config.json",
        "pre-1200-py",
        async () => {
          dir.write("npz/config.json", readFileSync(`${PRE}/config.json`));
          dir.write("npz/model.npz", await npzOf(PRE));
          return `${dir.path}/npz`;
        },
      ],
    ])("meets every number from %s", async (_, name, path) => {
      const { network, model } = await networkOf(await path());
      await expectGolden(network, windows(name.endsWith("en") ? "en" : "py"), golden(name));
      await model.close();
    });
  },
);
