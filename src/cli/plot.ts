import { Command } from "commander";
import { distributionsFigure } from "../figure/distributions.js";
import { modelLabel } from "../report/modelLabel.js";
import { statsText } from "../report/stats.js";
import { emit, noticesOf, type OutputFlags, planOutputs, takenNotices } from "./emit.js";
import {
  addFigureFlags,
  addOutputFlags,
  addSelectionFlags,
  type FigureFlags,
  figureOptionsOf,
  type SelectionFlags,
  scaleOf,
  styleOf,
  type TextFlags,
} from "./flags.js";
import type { Io } from "./io.js";
import { defaultPictures, fileStem, glyphNotices, PICTURE_OUTPUTS, Picture } from "./pictures.js";
import { summarise } from "./stats.js";

interface PlotFlags extends SelectionFlags, FigureFlags, OutputFlags, TextFlags {}

export function plotCommand(io: Io): Command {
  const command = new Command("plot")
    .summary("draw the distributions of one checkpoint")
    .description(
      "Draws the LayerNorm weights of one checkpoint, a histogram a tensor, and prints their numbers.",
    )
    .argument("<model>", "checkpoint");
  addFigureFlags(addSelectionFlags(command, "What to draw:", "all").optionsGroup("The figure:"));
  return addOutputFlags(command, PICTURE_OUTPUTS, " instead of the table; without -o no file is written")
    .addHelpText("after", "\nExample:\n  gpt2-wdist plot gpt2/ --blocks 5-11 --width 3.5in -o gpt2.svg")
    .action((path: string, flags: PlotFlags) => runPlot(io, path, flags));
}

async function runPlot(io: Io, path: string, flags: PlotFlags): Promise<void> {
  const plan = planOutputs(io, PICTURE_OUTPUTS, flags);
  const checkpoint = await summarise(io, path, flags);
  const picture = new Picture(
    () => distributionsFigure(checkpoint, flags.bins, figureOptionsOf(flags)),
    scaleOf(flags),
  );
  const stem = fileStem(checkpoint.model.path);
  const full = plan.isDefault ? { ...plan, files: defaultPictures(PICTURE_OUTPUTS, stem) } : plan;
  await emit(io, {
    plan: full,
    results: { picture },
    text: () => statsText([checkpoint], styleOf(io, flags)),
    notices: [
      ...takenNotices([[path, checkpoint.model]]),
      ...noticesOf(checkpoint),
      ...glyphNotices(full, [flags.title ?? "", modelLabel(checkpoint.model.path)]),
    ],
    inputs: [checkpoint.model],
    quiet: flags.quiet === true,
  });
}
