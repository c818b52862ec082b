import { usageError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { TrackedRun } from "../../model/run.js";
import { runDocument } from "../../report/documents/run.js";
import { runsDocument } from "../../report/documents/runs.js";
import { runJson } from "../../report/json/run.js";
import { runsJson } from "../../report/json/runs.js";
import { markdownOf } from "../../report/markdown.js";
import { RUN_STEPS } from "../../table/data/runSteps.js";
import { RUNS_STEPS } from "../../table/data/runsSteps.js";
import { tableOf } from "../../table/dataTable.js";
import { type OutputKind, type Run, textOutput } from "./outputKind.js";
import { PICTURE_OUTPUTS } from "./pictureOutputs.js";
import type { PlanFlags } from "./plan.js";
import { reportOutputs } from "./reports.js";
import { tableOutputs } from "./tableOutputs.js";
import { TENSORBOARD } from "./tensorBoard.js";
import { areSeveral, type Tracked } from "./tracked.js";

/** What `track` writes: of one run, or of several. */

const ONE_RUN: readonly OutputKind<Run<TrackedRun>>[] = reportOutputs<TrackedRun>(async ({ result, tool }) =>
  (await import("../../report/documents/runReport.js")).runReport(result, tool),
);

export const TRACK_OUTPUTS: readonly OutputKind<Run<Tracked>>[] = [
  ...PICTURE_OUTPUTS,
  ...ONE_RUN.map(ofOneRun),
  textOutput("json", "every number, by a published schema", (tracked, tool) =>
    areSeveral(tracked) ? runsJson(tracked, tool) : runJson(tracked, tool),
  ),
  ...tableOutputs(RUN_STEPS.row, (tracked: Tracked) =>
    areSeveral(tracked) ? tableOf(RUNS_STEPS, tracked) : tableOf(RUN_STEPS, tracked),
  ),
  textOutput("md", "sentences and a table", (tracked: Tracked) =>
    markdownOf(areSeveral(tracked) ? runsDocument(tracked) : runDocument(tracked)),
  ),
  TENSORBOARD,
];

/** Refused before several runs are read. */
function ofOneRun({
  make,
  makeBeside,
  describe: _,
  makeInstead: __,
  ...kind
}: OutputKind<Run<TrackedRun>>): OutputKind<Run<Tracked>> {
  const only = (run: Run<Tracked>): Run<TrackedRun> => {
    if (areSeveral(run.result)) throw new TypeError(`${kind.name} is of one run`);
    return { ...run, result: run.result };
  };
  return {
    ...kind,
    make: (run, path) => make(only(run), path),
    ...(makeBeside === undefined ? {} : { makeBeside: (run, path) => makeBeside(only(run), path) }),
  };
}

/**
 * What can be written of several runs is asked for.
 * @throws WdistError USAGE for a page or a report, which are of one run
 */
export function requireKnownForSeveral({ output = [], format }: PlanFlags, count: number): void {
  const ofOne = ONE_RUN.flatMap(({ name, ending }) => [name, ending ?? name]);
  const path = [output]
    .flat()
    .find((one) => ofOne.some((ending) => one.toLowerCase().endsWith(`.${ending}`)));
  if (format === TENSORBOARD.name)
    throw usageError(
      `--format ${format}`,
      `prints one run, and there are ${count}`,
      "write them into a folder: -o tb/",
    );
  const printed = ofOne.includes(format ?? "") ? `--format ${format}` : null;
  const where = path === undefined ? printed : `-o ${quote(path)}`;
  if (where === null) return;
  throw usageError(
    where,
    `is of one run, and there are ${count}`,
    "track each by itself for its page; of several there are figures (-o runs.pdf --figure all), .md, .json and tables",
  );
}
