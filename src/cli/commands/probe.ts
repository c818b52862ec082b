import { probe, type Subject } from "../../analysis/probe/probe.js";
import { openNetwork } from "../../forward/network.js";
import type { ModelConfig } from "../../model/modelConfig.js";
import type { GptModel } from "../../model/norms.js";
import type { Probe } from "../../model/probe.js";
import { probeDocument } from "../../report/documents/probe.js";
import { probeJson } from "../../report/json/probe.js";
import { markdownOf } from "../../report/markdown.js";
import { probeText } from "../../report/terminal/probe.js";
import { configFrom } from "../../source/text.js";
import { PROBED_NORMS } from "../../table/data/probedNorms.js";
import { tableOf } from "../../table/dataTable.js";
import { labelOf } from "../../words/modelLabel.js";
import { probeNotices } from "../../words/probe/notices.js";
import { defineCommand } from "../commander.js";
import { figureOptionsOf, LOOK_FLAGS, type LookFlags, pictureStyleOf } from "../flags/figure.js";
import {
  type FigureKindsFlag,
  figureKindsFlag,
  figuresAskedFor,
  namesOneThatNeeds,
} from "../flags/figureKinds.js";
import { under } from "../flags/flag.js";
import { LABEL_FLAGS } from "../flags/labels.js";
import { outputFlags } from "../flags/output.js";
import { RUN_FLAGS, TEXT_FLAGS } from "../flags/probe.js";
import { startEngine } from "../open/engine.js";
import { textToRun } from "../open/textToRun.js";
import { type OutputKind, type Run, textOutput } from "../output/outputKind.js";
import { Picture } from "../output/picture.js";
import { fileStem } from "../output/pictureFiles.js";
import { PICTURE_OUTPUTS } from "../output/pictureOutputs.js";
import { PROBE_REPORTS } from "../output/reports.js";
import { tableOutputs } from "../output/tableOutputs.js";

const EXAMPLES = `
Examples:
  gpt2-wdist probe gpt2/ --text notes.txt
  gpt2-wdist probe gpt2/ out/checkpoint-500 --text held-out.txt --window 256 -o probe.json
  gpt2-wdist probe gpt2/ out/checkpoint-500 --text held-out.txt -o probe.html
      a page with every figure and number
  cat *.py | gpt2-wdist probe gpt2/ --text - --ablate 3

Every number is computed from the text given: give one like those that matter to you.`;

const OUTPUTS: readonly OutputKind<Run<Probe>>[] = [
  ...PICTURE_OUTPUTS,
  ...PROBE_REPORTS,
  textOutput("json", "every number, by a published schema", probeJson),
  ...tableOutputs(PROBED_NORMS.row, (probed: Probe) => tableOf(PROBED_NORMS, probed)),
  textOutput("md", "sentences and a table", (probed) => markdownOf(probeDocument(probed))),
];

export const probeCommand = defineCommand({
  name: "probe",
  summary: "what each LayerNorm does to real text, in one model or in two",
  description:
    "Runs a model on text and measures at every LayerNorm what comes in and what goes out; with two models it says where the difference of their outputs comes from, and how much of the training their LayerNorms carry.",
  examples: EXAMPLES,
  arguments: [
    { syntax: "<model>", help: "checkpoint with all of its weights" },
    { syntax: "[post]", help: "checkpoint to hold against it, on the same tokens" },
  ],
  flags: {
    ...under("The text:", TEXT_FLAGS),
    ...under("How to run:", RUN_FLAGS),
    ...under("The figure:", {
      figure: figureKindsFlag("probe"),
      ...LABEL_FLAGS,
      ...LOOK_FLAGS,
    }),
    ...outputFlags(OUTPUTS, " instead of text; without -o no file is written"),
  },
  outputs: OUTPUTS,
  longWork: (paths) => ({
    name: `running ${paths.join(" and ")}`,
    amount: (steps) => `${steps} steps`,
  }),
  compute: async ({ paths: [path = "", other = null], flags, checkpoints, io, sources, onProgress }) => {
    const config = flags.config === undefined ? null : await configFrom(flags.config, sources);
    const asked = { heads: flags.heads ?? null, config };
    return checkpoints.withOptional(path, other, async (before, after) => {
      const pre = await subjectOf(before, asked);
      const post = after === null ? null : await subjectOf(after, asked);
      const { text, windows } = await textToRun(flags, pre.network, { io, sources });
      const engine = await startEngine(flags.backend);
      const options = { engine, text, windows, ablate: flags.ablate ?? 0, notices: [], onProgress };
      return probe(pre, post, options);
    });
  },
  // Text is asked for more often than pictures: they are made where they are asked for.
  pictures: (probed, flags) => {
    if (flags.output === undefined && flags.format === undefined) return null;
    const models = [probed.pre, ...(probed.post === null ? [] : [probed.post])].map(({ model }) => model);
    return {
      pictures: picturesOf(probed, flags),
      stem: () => `${models.map(fileStem).join("-vs-")}-probe`,
      words: [flags.title ?? "", probed.text.name, ...models.map(labelOf)],
    };
  },
  text: (probed, { style }) => probeText(probed, style),
  notices: (probed) => [...probeNotices(probed), ...probed.notices],
});

function picturesOf(probed: Probe, flags: LookFlags & { readonly figure: FigureKindsFlag }): Picture[] {
  const { pre, post, pair } = probed;
  const has = {
    pair: pair !== null || namesOneThatNeeds("pair", flags.figure),
    ablation:
      (pre.ablation ?? post?.ablation ?? null) !== null || namesOneThatNeeds("ablation", flags.figure),
  };
  return figuresAskedFor("probe", flags.figure, has).map((kind) => {
    const draw = async () =>
      (await import("../../figure/index.js")).buildFigure("probe", kind, probed, figureOptionsOf(flags));
    return new Picture({ model: null, figure: kind, tensor: null }, draw, pictureStyleOf(flags));
  });
}

async function subjectOf(
  model: GptModel,
  asked: { readonly heads: number | null; readonly config: ModelConfig | null },
): Promise<Subject> {
  return { model, network: await openNetwork(model, asked) };
}
