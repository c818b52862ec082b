import { availableParallelism } from "node:os";
import { compareWeights, summariseWeights } from "../../analysis/weights/weights.js";
import type { WeightsComparison, WeightsSummary } from "../../model/weights.js";
import { weightsComparisonDocument, weightsDocument } from "../../report/documents/weights.js";
import { weightsComparisonJson, weightsJson } from "../../report/json/weights.js";
import { markdownOf } from "../../report/markdown.js";
import { weightsText } from "../../report/terminal/weights.js";
import { weightsComparisonText } from "../../report/terminal/weightsComparison.js";
import { COMPARED_WEIGHT_GROUPS } from "../../table/data/comparedWeightGroups.js";
import { WEIGHT_GROUPS } from "../../table/data/weightGroups.js";
import { tableOf } from "../../table/dataTable.js";
import { labelOf } from "../../words/modelLabel.js";
import { defineCommand } from "../commander.js";
import { figureOptionsOf, LOOK_FLAGS, type LookFlags, pictureStyleOf } from "../flags/figure.js";
import { under } from "../flags/flag.js";
import { LABEL_FLAGS } from "../flags/labels.js";
import { outputFlags } from "../flags/output.js";
import { USUAL_THREADS, WEIGHT_FLAGS, weightOptionsOf } from "../flags/weights.js";
import { noticesOf } from "../output/notices.js";
import { type OutputKind, type Run, textOutput } from "../output/outputKind.js";
import { Picture } from "../output/picture.js";
import { fileStem } from "../output/pictureFiles.js";
import { PICTURE_OUTPUTS } from "../output/pictureOutputs.js";
import { tableOutputs } from "../output/tableOutputs.js";
import { gigabytes } from "../terminal/workProgress.js";

const EXAMPLES = `
Examples:
  gpt2-wdist weights gpt2/ --xlim=-1,1
      the study's first picture: gpt2-weights.svg and .png
  gpt2-wdist weights gpt2/ --group-by kind --format csv
  gpt2-wdist weights gpt2/ checkpoint-500/ --group-by block -o blocks.svg`;

/** Of one checkpoint, or of two. */
type Counted = { readonly one: WeightsSummary } | { readonly two: WeightsComparison };

const OUTPUTS: readonly OutputKind<Run<Counted>>[] = [
  ...PICTURE_OUTPUTS,
  textOutput("json", "every number", (counted, tool) =>
    "one" in counted ? weightsJson([counted.one]) : weightsComparisonJson(counted.two, tool),
  ),
  ...tableOutputs("group", (counted: Counted) =>
    "one" in counted ? tableOf(WEIGHT_GROUPS, [counted.one]) : tableOf(COMPARED_WEIGHT_GROUPS, counted.two),
  ),
  textOutput("md", "a table", (counted) =>
    markdownOf("one" in counted ? weightsDocument([counted.one]) : weightsComparisonDocument(counted.two)),
  ),
];

export const weightsCommand = defineCommand({
  name: "weights",
  summary: "every weight of one or two checkpoints, not the LayerNorms alone",
  description:
    "Counts every weight of a checkpoint into histograms, prints their numbers and draws them; of two checkpoints in the same bins, and says what changed.",
  examples: EXAMPLES,
  arguments: [
    { syntax: "<model>", help: "checkpoint" },
    { syntax: "[post]", help: "checkpoint to compare it with" },
  ],
  flags: {
    ...under("Which weights:", WEIGHT_FLAGS),
    ...under("The figure:", { ...LABEL_FLAGS, ...LOOK_FLAGS }),
    ...outputFlags(OUTPUTS, " instead of the table; without -o no file is written"),
  },
  outputs: OUTPUTS,
  longWork: (paths) => ({ name: `counting ${paths.join(" and ")}`, amount: gigabytes }),
  compute: async ({ paths: [path = "", post = null], flags, checkpoints, onProgress }): Promise<Counted> => {
    const options = weightOptionsOf(flags);
    const threads = flags.threads ?? Math.min(USUAL_THREADS, availableParallelism());
    const work = { threads, onProgress };
    return checkpoints.withOptional(path, post, async (before, after) =>
      after === null
        ? { one: await summariseWeights(before, options, work) }
        : { two: await compareWeights(before, after, options, work) },
    );
  },
  pictures: (counted, flags) => {
    const { models, groups } = subjectsOf(counted);
    const stem = models.map(fileStem).join("-vs-");
    return {
      pictures: [pictureOf(counted, models.length === 1 ? stem : null, flags)],
      stem: () => `${stem}-weights`,
      words: [flags.title ?? "", ...models.map(labelOf), ...groups.map(({ name }) => name)],
    };
  },
  text: (counted, { style }) =>
    "one" in counted ? weightsText([counted.one], style) : weightsComparisonText(counted.two, style),
  notices: (counted) => noticesOf("one" in counted ? counted.one : counted.two),
});

/** What was counted: of which checkpoints, in which groups. */
function subjectsOf(counted: Counted) {
  if ("one" in counted) return { models: [counted.one.model], groups: counted.one.groups };
  const { pre, post, groups } = counted.two;
  return { models: [pre, post], groups };
}

function pictureOf(counted: Counted, model: string | null, flags: LookFlags): Picture {
  const options = figureOptionsOf(flags);
  const subject = "one" in counted ? counted.one : counted.two;
  const draw = async () =>
    (await import("../../figure/index.js")).buildFigure("weights", "weights", subject, options);
  return new Picture({ model, figure: "weights", tensor: null }, draw, pictureStyleOf(flags));
}
