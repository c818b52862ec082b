import { Command } from "commander";
import type { CheckpointSummary } from "../../model/comparison.js";
import type { ToolInfo } from "../../report/json.js";
import { statsText } from "../../report/stats.js";
import { modelLabel } from "../../words/modelLabel.js";
import {
  addFigureFlags,
  addOutputFlags,
  addSelectionFlags,
  binsOf,
  type FigureFlags,
  figureOptionsOf,
  pictureStyleOf,
  type SelectionFlags,
  styleOf,
  type TextFlags,
} from "../flags/flags.js";
import { addWeightFlags, refuseWeightFlags, type WeightFlags } from "../flags/weightFlags.js";
import type { Io } from "../io.js";
import { tensorSlug } from "../output/comparisonPictures.js";
import { emit, noticesOf, type OutputFlags, planOutputs, takenNotices } from "../output/emit.js";
import { fileStem, glyphNotices, PICTURE_OUTPUTS, Picture, withPictures } from "../output/pictures.js";
import { summarise } from "./stats.js";

const EXAMPLES = `
Examples:
  gpt2-wdist plot gpt2/ --blocks 5-11 --width 3.5in -o gpt2.svg
  gpt2-wdist plot gpt2/ --all-weights -o all-weights.png`;

interface PlotFlags extends SelectionFlags, FigureFlags, OutputFlags, TextFlags, WeightFlags {}

export function plotCommand(io: Io, tool: ToolInfo): Command {
  const command = new Command("plot")
    .summary("draw the distributions of one checkpoint")
    .description(
      "Draws the LayerNorm weights of one checkpoint, a histogram a tensor, and prints their numbers.",
    )
    .argument("<model>", "checkpoint");
  addFigureFlags(addSelectionFlags(command, "What to draw:", "all").optionsGroup("The figure:"));
  addWeightFlags(command);
  return addOutputFlags(command, PICTURE_OUTPUTS, " instead of the table; without -o no file is written")
    .addHelpText("after", EXAMPLES)
    .action((path: string, flags: PlotFlags) => runPlot(io, tool, path, flags));
}

async function runPlot(io: Io, tool: ToolInfo, path: string, flags: PlotFlags): Promise<void> {
  if (flags.allWeights === true) {
    const { plotWeights } = await import("./plotWeights.js");
    return plotWeights(io, tool, path, flags);
  }
  refuseWeightFlags(flags);
  const plan = planOutputs(io, PICTURE_OUTPUTS, flags);
  const checkpoint = await summarise(io, path, flags);
  const pictures = checkpointPictures(checkpoint, flags);
  const results = { pictures, tool };
  const full = withPictures(plan, results, PICTURE_OUTPUTS, () => fileStem(checkpoint.model.path));
  await emit(io, {
    plan: full,
    results,
    text: async () => statsText([checkpoint], await styleOf(io, flags)),
    notices: [
      ...takenNotices([[path, checkpoint.model]]),
      ...noticesOf(checkpoint),
      ...(await glyphNotices(full, [flags.title ?? "", modelLabel(checkpoint.model.path)])),
    ],
    inputs: [checkpoint.model],
    quiet: flags.quiet === true,
  });
}

/** All tensors in one picture, or a picture a tensor. */
function checkpointPictures(checkpoint: CheckpointSummary, flags: PlotFlags): Picture[] {
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
