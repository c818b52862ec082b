// Prepares the panels of figures as far as they do not depend on what is drawn, so that drawing them needs no Vega-Lite.
// Runs what tsc has put into dist.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";

/** Panels of any checkpoints are like those of every other. */
const PAIR = ["pre", "post"].map((side) => join(ROOT, `fixtures/small-gpt2-${side}.safetensors`));

export async function preparePanels() {
  const { DEFAULT_FIGURE_OPTIONS } = await import("../dist/index.js");
  const { FIGURES } = await import("../dist/figure/kinds/index.js");
  const { THEMES } = await import("../dist/figure/panel/theme.js");
  const { SIZES } = await import("../dist/figure/panel/sizes.js");
  const subjects = await sampleSubjects();
  mkdirSync(join(ROOT, "dist/panels"), { recursive: true });
  for (const { of, build } of FIGURES) {
    for (const subject of subjects[of]) {
      for (const size of Object.values(SIZES)) {
        for (const theme of THEMES) {
          await prepare(build(subject, { ...DEFAULT_FIGURE_OPTIONS, ...size, theme }));
        }
      }
    }
  }
}

/** Something to draw for every kind of subject. */
async function sampleSubjects() {
  const { compare, withCheckpoints } = await import("../dist/index.js");
  const { summariseModel } = await import("../dist/analysis/summarise.js");
  const { compareWeights, DEFAULT_WEIGHT_OPTIONS, summariseWeights } = await import(
    "../dist/analysis/weights/weights.js"
  );
  const { DEFAULT_COMPARE_OPTIONS } = await import("../dist/analysis/compare.js");
  const comparison = await compare(...PAIR);
  const biases = await compare(...PAIR, { bias: true });
  const work = { threads: 1, onProgress: () => {} };
  return withCheckpoints(...PAIR, async (pre, post) => {
    const summary = await summariseModel(pre, DEFAULT_COMPARE_OPTIONS);
    const [tensor] = summary.tensors;
    return {
      comparison: [
        comparison,
        await compare(PAIR[0], PAIR[0]),
        { ...biases, tensors: biases.tensors.filter(({ id }) => id.parameter === "bias") },
      ],
      checkpoint: [{ summary, bins: DEFAULT_COMPARE_OPTIONS.bins }],
      tensor: ["pre", "post"].map((side) => ({ ...tensor, side })),
      weights: [
        await summariseWeights(pre, DEFAULT_WEIGHT_OPTIONS, work),
        await compareWeights(pre, post, DEFAULT_WEIGHT_OPTIONS, work),
      ],
      run: [await sampleRun()],
      // As with a probe: several runs take seconds to read.
      runs: [],
      // Drawn after a forward pass that takes seconds: what preparing their panels takes is not noticed.
      probe: [],
    };
  });
}

async function sampleRun() {
  const { Checkpoints } = await import("../dist/cli/open/checkpoints.js");
  const { findRun, snapshotReader } = await import("../dist/cli/open/run.js");
  const { trackRun } = await import("../dist/analysis/track/track.js");
  const checkpoints = new Checkpoints({}, [], []);
  const run = await findRun([join(ROOT, "fixtures/run")], { kind: "all" }, checkpoints);
  const selection = { blocks: "all", norms: "all", bias: false };
  return trackRun({ ...run, baseline: null }, snapshotReader(checkpoints), selection);
}

async function prepare(spec) {
  const { originOf } = await import("../dist/figure/panel/drawing.js");
  const { alikePanels } = await import("../dist/render/alike.js");
  const { builtPanelsFile } = await import("../dist/render/builtPanels.js");
  const { keyOf, preparePanels: prepareNow } = await import("../dist/render/prepared.js");
  const { drawing } = originOf(spec);
  const groups = alikePanels(drawing.panels);
  const file = builtPanelsFile(keyOf(drawing, groups));
  // Most figures have the same panels at every size.
  if (prepared.has(file.href)) return;
  prepared.add(file.href);
  writeFileSync(file, JSON.stringify(await prepareNow(drawing, groups)));
}

const prepared = new Set();
