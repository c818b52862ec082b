import { describe, expect, it } from "vitest";
import { checkModel } from "../../../src/analysis/check/check.js";
import { inspectModel } from "../../../src/analysis/inspect.js";
import { summariseModel } from "../../../src/analysis/summarise.js";
import { compareWeights, DEFAULT_WEIGHT_OPTIONS } from "../../../src/analysis/weights/weights.js";
import { withCheckpoint, withCheckpoints } from "../../../src/index.js";
import type { WeightGrouping } from "../../../src/model/weights.js";
import { inspectionsJson } from "../../../src/report/json/inspection.js";
import { statsJson, statsJsonLines } from "../../../src/report/json/stats.js";
import { verdictsJson, verdictsJsonLines } from "../../../src/report/json/verdicts.js";
import { weightsComparisonJson, weightsJson } from "../../../src/report/json/weights.js";
import { BROKEN_CASES, vector, type Weights, weightsOf, withModelFile } from "../../support/brokenModels.js";
import { fixture, SMALL_POST, SMALL_PRE } from "../../support/comparisons.js";
import { expectValid, publishedSchema, validatorOf } from "../../support/schemas.js";
import { countWeights } from "../../support/weightsFile.js";

const TOOL = { name: "gpt2-wdist", version: "1.2.3" };
const ALL = { blocks: "all", norms: ["ln_1", "ln_2", "ln_f"], bias: true, bins: "auto" } as const;
const WORK = { threads: 1, onProgress: () => {} };
const GROUPINGS: readonly WeightGrouping[] = ["model", "block", "kind", "tensor"];

/** A NaN, infinite values, a constant tensor, one of zeros, and norms that are not there. */
function spoil(weights: Weights): void {
  vector(weights, "h.0.ln_1.weight")[3] = Number.NaN;
  vector(weights, "h.1.ln_1.weight").fill(Number.POSITIVE_INFINITY);
  vector(weights, "h.2.ln_1.weight").fill(0.3);
  vector(weights, "h.3.ln_1.bias").fill(0);
  weights.delete("h.9.ln_2.weight");
  weights.delete("ln_f.bias");
}

/** Paths of checkpoints as they should be, odd, and hostile. */
async function withModels(action: (paths: readonly string[]) => Promise<void>): Promise<void> {
  const weights = await weightsOf(SMALL_PRE);
  spoil(weights);
  await withModelFile(weights, (odd) =>
    action([
      SMALL_PRE,
      odd,
      fixture("hostile/st/names-ansi.safetensors"),
      fixture("hostile/ln/no-bias.safetensors"),
    ]),
  );
}

function linesOf(text: string): string[] {
  expect(text).toMatch(/[^\n]\n$/);
  return text.trimEnd().split("\n");
}

describe("a published schema", () => {
  it("describes the numbers of one or more checkpoints", async () => {
    const validate = validatorOf("stats");
    await withModels(async (paths) => {
      const all = await Promise.all(
        paths.map((path) => withCheckpoint(path, (model) => summariseModel(model, ALL))),
      );
      for (const checkpoints of [all, all.slice(0, 1)]) {
        const parsed = expectValid(validate, statsJson(checkpoints));
        expect(parsed.checkpoints).toHaveLength(checkpoints.length);
      }
      for (const line of linesOf(statsJsonLines(all))) expectValid(validate, line);
      expect(JSON.stringify(all[1]?.tensors)).toContain('"mean":null');
    });
  });

  it("describes what checkpoints are", async () => {
    const validate = validatorOf("inspection");
    await withModels(async (paths) => {
      const inspections = await Promise.all(
        [...paths, fixture("hostile/st/int-dtype.safetensors")].map((path) =>
          withCheckpoint(path, async (model) => inspectModel(model)),
        ),
      );
      expectValid(validate, inspectionsJson(inspections));
      expect(inspections[1]?.missing).toEqual(["h.9.ln_2.weight", "ln_f.bias"]);
    });
  });

  it.each(GROUPINGS)("describes all weights of one or more checkpoints, by %s", async (groupBy) => {
    const validate = validatorOf("weights");
    await withModels(async (paths) => {
      const counted = await Promise.all([
        ...paths.map((path) => countWeights(path, { groupBy, bins: 20 })),
        countWeights(SMALL_PRE, { groupBy, bins: 20, range: [0.5, 0.6], tensors: ["h.*"] }),
      ]);
      expectValid(validate, weightsJson(counted));
    });
  });

  it.each(GROUPINGS)("describes all weights of two checkpoints, by %s", async (groupBy) => {
    const validate = validatorOf("weights-comparison");
    const options = { ...DEFAULT_WEIGHT_OPTIONS, bins: 20, groupBy };
    await withModels(async ([pre = "", odd = ""]) => {
      for (const [a, b] of [
        [pre, SMALL_POST],
        [pre, pre],
        [pre, odd],
        [odd, odd],
      ] as const) {
        const comparison = await withCheckpoints(a, b, (before, after) =>
          compareWeights(before, after, options, WORK),
        );
        expectValid(validate, weightsComparisonJson(comparison, TOOL));
      }
    });
  });

  it.each(BROKEN_CASES)("describes the verdict on $what", async ({ spoil: breakIt }) => {
    const validate = validatorOf("verdict");
    const weights = await weightsOf(SMALL_POST);
    breakIt(weights);
    await withModelFile(weights, async (path) => {
      const verdict = await withCheckpoints(path, SMALL_POST, (model, baseline) =>
        checkModel(model, baseline, { patches: [], strict: false }),
      );
      const { verdicts } = expectValid(validate, verdictsJson([verdict, verdict], TOOL));
      expect((verdicts as { findings: unknown[] }[])[0]?.findings).not.toEqual([]);
      expectValid(validate, verdictsJsonLines([verdict], TOOL));
    });
  });

  it("has the same words for the same things as the others", () => {
    const definitions = ["comparison", "stats", "inspection", "weights", "weights-comparison", "verdict"]
      .map(publishedSchema)
      .flatMap(({ $defs }) => Object.entries($defs));
    for (const shared of ["model", "tool", "distribution", "options", "group", "weightSummary"]) {
      const [first, ...others] = definitions.filter(([name]) => name === shared).map(([, schema]) => schema);
      expect(first).toBeDefined();
      for (const other of others) expect(other, shared).toEqual(first);
    }
  });
});
