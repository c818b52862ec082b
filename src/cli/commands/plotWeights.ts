import { summariseWeights } from "../../analysis/weights/weights.js";
import { weightsFigure } from "../../figure/kinds/weights.js";
import { withCheckpoint } from "../../index.js";
import type { ToolInfo } from "../../report/json.js";
import { weightsText } from "../../report/weights.js";
import { modelLabel } from "../../words/modelLabel.js";
import {
  type FigureFlags,
  figureOptionsOf,
  pictureStyleOf,
  type SelectionFlags,
  styleOf,
  type TextFlags,
} from "../flags/flags.js";
import type { WeightFlags } from "../flags/weightFlags.js";
import { weightOptionsOf, withWork } from "../flags/weightOptions.js";
import type { Io } from "../io.js";
import { emit, noticesOf, type OutputFlags, planOutputs, takenNotices } from "../output/emit.js";
import { fileStem, glyphNotices, PICTURE_OUTPUTS, Picture, withPictures } from "../output/pictures.js";

/** `plot --all-weights`: every weight of a checkpoint in one picture. Loaded when it is asked for. */

interface Flags extends WeightFlags, SelectionFlags, FigureFlags, OutputFlags, TextFlags {}

export async function plotWeights(io: Io, tool: ToolInfo, path: string, flags: Flags): Promise<void> {
  const plan = planOutputs(io, PICTURE_OUTPUTS, flags);
  const options = weightOptionsOf(flags);
  const summary = await withWork(io, flags, `counting ${path}`, (work, sources) =>
    withCheckpoint(path, (model) => summariseWeights(model, options, work), sources),
  );
  const draw = async () => weightsFigure(summary, figureOptionsOf(flags));
  const pictures = [new Picture({ figure: "weights", tensor: null }, draw, pictureStyleOf(flags))];
  const results = { pictures, tool };
  const full = withPictures(plan, results, PICTURE_OUTPUTS, () => `${fileStem(summary.model.path)}-weights`);
  const names = summary.groups.map(({ name }) => name);
  await emit(io, {
    plan: full,
    results,
    text: async () => weightsText([summary], await styleOf(io, flags)),
    notices: [
      ...takenNotices([[path, summary.model]]),
      ...noticesOf(summary),
      ...(await glyphNotices(full, [flags.title ?? "", modelLabel(summary.model.path), ...names])),
    ],
    inputs: [summary.model],
    quiet: flags.quiet === true,
  });
}
