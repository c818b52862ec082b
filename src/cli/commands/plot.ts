import { summariseModel } from "../../analysis/summarise.js";
import type { CheckpointSummary } from "../../model/comparison.js";
import { statsText } from "../../report/terminal/stats.js";
import { modelLabel } from "../../words/modelLabel.js";
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
import { outputFlags } from "../flags/output.js";
import { binsOf, type SelectionFlags, selectionFlags, summaryOptionsOf } from "../flags/selection.js";
import { tensorSlug } from "../output/comparisonPictures.js";
import { noticesOf } from "../output/notices.js";
import { Picture } from "../output/picture.js";
import { fileStem } from "../output/pictureFiles.js";
import { PICTURE_OUTPUTS } from "../output/pictureOutputs.js";

const EXAMPLES = `
Examples:
  gpt2-wdist plot gpt2/
      prints numbers; draws gpt2.svg and .png
  gpt2-wdist plot gpt2/ --blocks 5-11 --width 3.5in -o gpt2.svg`;

export const plotCommand = defineCommand({
  name: "plot",
  summary: "draw the distributions of one checkpoint",
  description:
    "Draws the LayerNorm weights of one checkpoint, a histogram a tensor, and prints their numbers.",
  examples: EXAMPLES,
  arguments: [{ syntax: "<model>", help: "checkpoint" }],
  flags: {
    ...under("What to draw:", selectionFlags("all")),
    ...under("The figure:", { ...LOOK_FLAGS, ...TENSOR_PICTURE_FLAGS }),
    ...outputFlags(PICTURE_OUTPUTS, " instead of the table; without -o no file is written"),
  },
  outputs: PICTURE_OUTPUTS,
  compute: ({ paths: [path = ""], flags, checkpoints }) =>
    checkpoints.with(path, (model) => summariseModel(model, summaryOptionsOf(flags))),
  pictures: (checkpoint, flags) => ({
    pictures: checkpointPictures(checkpoint, flags),
    stem: () => fileStem(checkpoint.model.path),
    words: [flags.title ?? "", modelLabel(checkpoint.model.path)],
  }),
  text: (checkpoint, { style }) => statsText([checkpoint], style),
  notices: noticesOf,
});

interface DrawingFlags extends SelectionFlags, LookFlags, TensorPictureFlags {}

/** All tensors in one picture, or a picture a tensor. */
function checkpointPictures(checkpoint: CheckpointSummary, flags: DrawingFlags): Picture[] {
  const options = figureOptionsOf(flags);
  const style = pictureStyleOf(flags);
  const draw = (shown: CheckpointSummary, tensor: string | null) =>
    new Picture(
      { figure: "plot", tensor },
      async () =>
        (await import("../../figure/kinds/distributions.js")).distributionsFigure(
          shown,
          binsOf(flags),
          options,
        ),
      style,
    );
  if (flags.preset === "study") {
    return checkpoint.tensors.map(
      ({ id, distribution }) =>
        new Picture(
          { figure: "study", tensor: tensorSlug(id) },
          async () =>
            (await import("../../figure/kinds/study.js")).studyFigure(id, distribution, "pre", options),
          style,
        ),
    );
  }
  if (flags.perTensor !== true) return [draw(checkpoint, null)];
  return checkpoint.tensors.map((tensor) =>
    draw({ ...checkpoint, tensors: [tensor] }, tensorSlug(tensor.id)),
  );
}
