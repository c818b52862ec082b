// What figures are drawn of, for every subject that the registry knows.
import { DEFAULT_COMPARE_OPTIONS } from "../../dist/analysis/compare.js";
import { probe } from "../../dist/analysis/probe/probe.js";
import { summariseModel } from "../../dist/analysis/summarise.js";
import { trackRuns } from "../../dist/analysis/track/seeds/trackRuns.js";
import { takeSnapshot } from "../../dist/analysis/track/snapshot.js";
import { trackRun } from "../../dist/analysis/track/track.js";
import { compareWeights, DEFAULT_WEIGHT_OPTIONS } from "../../dist/analysis/weights/weights.js";
import { Checkpoints } from "../../dist/cli/open/checkpoints.js";
import { startEngine } from "../../dist/cli/open/engine.js";
import { findRun, snapshotReader } from "../../dist/cli/open/run.js";
import { openSeveralRuns } from "../../dist/cli/open/severalRuns.js";
import { textToRun } from "../../dist/cli/open/textToRun.js";
import { openNetwork } from "../../dist/forward/network.js";
import { compare, withCheckpoints } from "../../dist/index.js";

const WORK = { threads: 1, onProgress: () => {} };

const MAKERS = {
  comparison: ({ pre, post, options }) => compare(pre, post, options),
  checkpoint: ({ pre, post, options }) =>
    withCheckpoints(pre, post, async (_, model) => {
      const chosen = { ...DEFAULT_COMPARE_OPTIONS, ...options };
      return { summary: await summariseModel(model, chosen), bins: chosen.bins };
    }),
  tensor: async (pair) => {
    const [tensor] = (await MAKERS.checkpoint(pair)).summary.tensors;
    return { ...tensor, side: "post" };
  },
  weights: ({ pre, post }) =>
    withCheckpoints(pre, post, (before, after) =>
      compareWeights(before, after, { ...DEFAULT_WEIGHT_OPTIONS, groupBy: "tensor" }, WORK),
    ),
  run: tracked,
  runs: trackedTogether,
  probe: probed,
};

async function tracked({ checkpoints: path, options: { baseline, ...selection } }) {
  const checkpoints = new Checkpoints({}, [], []);
  const run = await findRun([path], { kind: "all" }, checkpoints);
  const start = baseline === undefined ? null : await checkpoints.with(baseline, takeSnapshot);
  const all = { blocks: "all", norms: "all", bias: true, ...selection };
  return trackRun({ ...run, baseline: start }, snapshotReader(checkpoints), all);
}

async function trackedTogether({ paths }) {
  const request = { paths: paths(), flags: {}, checkpoints: new Checkpoints({}, [], []), remark: () => {} };
  const { runs, counts } = await openSeveralRuns({ ...request, onProgress: () => {} }, [], { kind: "all" });
  const selection = { blocks: "all", norms: "all", bias: false };
  return trackRuns(
    runs.map(({ run, ...rest }) => ({ ...rest, run: { ...run, baseline: null } })),
    counts,
    selection,
  );
}

function probed({ pre, post, text }) {
  return withCheckpoints(pre, post, async (before, after) => {
    const [first, second] = await Promise.all([before, after].map(probedModel));
    const run = await textToRun(text, first.network, { io: {}, sources: {} });
    const engine = await startEngine("wasm");
    const options = { engine, ...run, ablate: 2, notices: [], onProgress: () => {} };
    return probe(first, second, options);
  });
}

async function probedModel(model) {
  return { model, network: await openNetwork(model, { heads: null, config: null }) };
}

/** Which of these figures of such a subject are drawn of. */
export function drawnOf({ of, needs }, { pairs, runs, seeds, probes }) {
  if (of === "run") return runs;
  if (of === "runs") return seeds;
  if (of === "probe") return probes;
  return needs === undefined ? pairs : pairs.filter(({ options }) => options[needs] === true);
}

/** @returns a function that gives the subject of a name that a pair or a run has, which is made once */
export function subjectsOfCases() {
  const made = new Map();
  return async (one, of) => {
    if (MAKERS[of] === undefined)
      throw new Error(`nothing is known of the subject "${of}": add it to MAKERS`);
    const key = `${of} ${one.name}`;
    if (!made.has(key)) made.set(key, await MAKERS[of](one));
    return made.get(key);
  };
}
