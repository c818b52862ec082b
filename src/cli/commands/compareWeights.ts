import { compareWeights } from "../../analysis/weights/weights.js";
import { weightsChangeFigure } from "../../figure/kinds/weights.js";
import { withCheckpoints } from "../../index.js";
import type { WeightsComparison } from "../../model/weights.js";
import type { ToolInfo } from "../../report/json.js";
import {
  weightsComparisonJson,
  weightsComparisonMarkdown,
  weightsComparisonText,
} from "../../report/weightsComparison.js";
import { csvOf } from "../../table/csv.js";
import { COMPARED_WEIGHT_GROUPS } from "../../table/data/comparedWeightGroups.js";
import { tableOf } from "../../table/dataTable.js";
import { modelLabel } from "../../words/modelLabel.js";
import {
  figureOptionsOf,
  pictureStyleOf,
  type SelectionFlags,
  styleOf,
  type TextFlags,
} from "../flags/flags.js";
import type { WeightFlags } from "../flags/weightFlags.js";
import { weightOptionsOf, withWork } from "../flags/weightOptions.js";
import type { Io } from "../io.js";
import type { ComparisonPictureFlags } from "../output/comparisonPictures.js";
import {
  emit,
  noticesOf,
  type OutputFlags,
  type OutputKind,
  planOutputs,
  takenNotices,
  textOutput,
} from "../output/emit.js";
import {
  fileStem,
  glyphNotices,
  PICTURE_OUTPUTS,
  Picture,
  type PictureResults,
  withPictures,
} from "../output/pictures.js";

/** `compare --all-weights`: every weight of two checkpoints in the same bins. Loaded when it is asked for. */

interface Results extends PictureResults {
  readonly comparison: WeightsComparison;
}

const OUTPUTS: readonly OutputKind<Results>[] = [
  ...PICTURE_OUTPUTS,
  textOutput("json", "every number", ({ comparison, tool }) => weightsComparisonJson(comparison, tool)),
  textOutput("csv", "a row a group", ({ comparison }) => csvOf(tableOf(COMPARED_WEIGHT_GROUPS, comparison))),
  textOutput("md", "a table", ({ comparison }) => weightsComparisonMarkdown(comparison)),
];

interface Flags extends WeightFlags, SelectionFlags, ComparisonPictureFlags, OutputFlags, TextFlags {
  readonly answers?: true;
}

export async function runCompareWeights(
  io: Io,
  tool: ToolInfo,
  [prePath, postPath]: readonly [pre: string, post: string],
  flags: Flags,
): Promise<void> {
  const plan = planOutputs(io, OUTPUTS, flags);
  const options = weightOptionsOf(flags);
  const comparison = await withWork(io, flags, `counting ${prePath} and ${postPath}`, (work, sources) =>
    withCheckpoints(prePath, postPath, (pre, post) => compareWeights(pre, post, options, work), sources),
  );
  const { pre, post, groups } = comparison;
  const draw = async () => weightsChangeFigure(comparison, figureOptionsOf(flags));
  const pictures = [new Picture({ figure: "weights", tensor: null }, draw, pictureStyleOf(flags))];
  const results: Results = { comparison, pictures, tool };
  const full = withPictures(
    plan,
    results,
    OUTPUTS,
    () => `${[pre, post].map(({ path }) => fileStem(path)).join("-vs-")}-weights`,
  );
  const names = [...[pre, post].map(({ path }) => modelLabel(path)), ...groups.map(({ name }) => name)];
  await emit(io, {
    plan: full,
    results,
    text: async () => weightsComparisonText(comparison, await styleOf(io, flags)),
    notices: [
      ...takenNotices([
        [prePath, pre],
        [postPath, post],
      ]),
      ...noticesOf(comparison),
      ...(await glyphNotices(full, [flags.title ?? "", ...names])),
    ],
    inputs: [pre, post],
    quiet: flags.quiet === true,
  });
}
