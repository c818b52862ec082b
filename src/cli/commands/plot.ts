import type { CheckpointSummary, TensorSummary } from "../../model/comparison.js";
import { statsText } from "../../report/terminal/stats.js";
import { labelOf } from "../../words/modelLabel.js";
import { defineCommand } from "../commander.js";
import {
  figureOptionsOf,
  LOOK_FLAGS,
  type LookFlags,
  pictureStyleOf,
  TENSOR_PICTURE_FLAGS,
  type TensorPictureFlags,
} from "../flags/figure.js";
import { under } from "../flags/flag.js";
import { LABEL_FLAGS } from "../flags/labels.js";
import { outputFlags } from "../flags/output.js";
import { binsOf, type SelectionFlags, selectionFlags } from "../flags/selection.js";
import { summariseEach } from "../open/summariseEach.js";
import { tensorSlug } from "../output/comparisonPictures.js";
import { noticesOf } from "../output/notices.js";
import { Picture } from "../output/picture.js";
import { fileStems } from "../output/pictureFiles.js";
import { PICTURE_OUTPUTS } from "../output/pictureOutputs.js";

const EXAMPLES = `
Examples:
  gpt2-wdist plot gpt2/
      prints numbers; draws gpt2.svg and .png
  gpt2-wdist plot gpt2/ --blocks 5-11 --width 3.5in -o gpt2.svg
  gpt2-wdist plot checkpoint-*/ --norms ln_f -o 'figs/{model}.svg'`;

export const plotCommand = defineCommand({
  name: "plot",
  summary: "draw the distributions of one or many checkpoints",
  description:
    "Draws the LayerNorm weights of each checkpoint, a histogram a tensor, and prints their numbers.",
  examples: EXAMPLES,
  arguments: [{ syntax: "<models...>", help: "checkpoints" }],
  flags: {
    ...under("What to draw:", selectionFlags("all")),
    ...under("The figure:", { ...LABEL_FLAGS, ...LOOK_FLAGS, ...TENSOR_PICTURE_FLAGS }),
    ...outputFlags(PICTURE_OUTPUTS, " instead of the table; without -o no file is written"),
  },
  outputs: PICTURE_OUTPUTS,
  compute: ({ paths, flags, checkpoints }) => summariseEach(paths, flags, checkpoints),
  pictures: (summaries, flags) => {
    const models = summaries.map(({ model }) => model);
    const stems = fileStems(models);
    return {
      pictures: summaries.flatMap((summary, i) => picturesOf(summary, stems[i] ?? "model", flags)),
      stem: () => stems[0] ?? "model",
      words: [flags.title ?? "", ...models.map(labelOf)],
    };
  },
  text: (summaries, { style }) => statsText(summaries, style),
  notices: (summaries) => summaries.flatMap(noticesOf),
});

interface DrawingFlags extends SelectionFlags, LookFlags, TensorPictureFlags {}

/** All tensors of a checkpoint in one picture, or a picture a tensor. */
function picturesOf(summary: CheckpointSummary, model: string, flags: DrawingFlags): Picture[] {
  const options = figureOptionsOf(flags);
  const style = pictureStyleOf(flags);
  const bins = binsOf(flags);
  const draw = (shown: CheckpointSummary, tensor: string | null) =>
    new Picture(
      { model, figure: "plot", tensor },
      async () =>
        (await import("../../figure/index.js")).buildFigure(
          "checkpoint",
          "plot",
          { summary: shown, bins },
          options,
        ),
      style,
      async () =>
        (await import("../../figure/index.js")).buildMorePages(
          "checkpoint",
          "plot",
          { summary: shown, bins },
          options,
        ),
    );
  const drawAsStudy = (tensor: TensorSummary) =>
    new Picture(
      { model, figure: "study", tensor: tensorSlug(tensor.id) },
      async () =>
        (await import("../../figure/index.js")).buildFigure(
          "tensor",
          "study",
          { ...tensor, side: "pre" },
          options,
        ),
      style,
    );
  if (flags.preset === "study") return summary.tensors.map(drawAsStudy);
  if (flags.perTensor !== true) return [draw(summary, null)];
  return summary.tensors.map((tensor) => draw({ ...summary, tensors: [tensor] }, tensorSlug(tensor.id)));
}
