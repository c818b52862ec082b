import { type Snapshot, takeSnapshot } from "../../analysis/track/snapshot.js";
import { trackRun } from "../../analysis/track/track.js";
import { usageError } from "../../errors.js";
import type { Selection } from "../../model/comparison.js";
import type { TrackedRun } from "../../model/run.js";
import type { TrackedRuns } from "../../model/runs.js";
import { runText } from "../../report/terminal/run.js";
import { runsText } from "../../report/terminal/runs.js";
import type { StepChoice } from "../../source/run/thinning.js";
import { plural } from "../../words/phrases.js";
import { runNotices } from "../../words/run/notices.js";
import { runsNotices } from "../../words/seeds/notices.js";
import type { ExitCode, Request } from "../command.js";
import { defineCommand } from "../commander.js";
import { figureOptionsOf, LOOK_FLAGS, type LookFlags, pictureStyleOf } from "../flags/figure.js";
import {
  type FigureKindsFlag,
  figureKindsFlag,
  figuresAskedFor,
  requireFiguresOf,
} from "../flags/figureKinds.js";
import { asTyped, repeated, text, under } from "../flags/flag.js";
import { KEEP_FLAGS } from "../flags/keep.js";
import { RUN_LABELS } from "../flags/labels.js";
import { outputFlags } from "../flags/output.js";
import { selectionFlags } from "../flags/selection.js";
import { STEPS, stepsOf } from "../flags/steps.js";
import { requireWatch, WATCH_FLAGS } from "../flags/watch.js";
import { type KeepFlags, openRun } from "../open/keepRun.js";
import { BASELINE_PLACE } from "../open/run.js";
import { openSeveralRuns, type SeveralRuns } from "../open/severalRuns.js";
import { noticesOf } from "../output/notices.js";
import { Picture } from "../output/picture.js";
import type { PlanFlags } from "../output/plan.js";
import { areSeveral, type Tracked } from "../output/tracked.js";
import { requireKnownForSeveral, TRACK_OUTPUTS } from "../output/trackOutputs.js";

const EXAMPLES = `
Examples:
  gpt2-wdist track out/
      a Trainer's folder: checkpoint-100/, checkpoint-200/, ...
  gpt2-wdist track 'runs/ckpt-*.pt' --baseline gpt2/ --steps every:1000
  gpt2-wdist track out/ -o run.html
      a page with every figure and a slider of steps
  gpt2-wdist track out/ --figure all -o 'figs/{figure}.pdf'
  gpt2-wdist track 'hf://stanford-crfm/alias-gpt2-small-x21@checkpoint-*' --steps log:24
      branches of the hub, reading their norms alone; a second run asks for nothing
  gpt2-wdist track out/ --store norms/
      keeps the norms, 150 KB a step, for when the checkpoints are gone: gpt2-wdist track norms/
  gpt2-wdist track out/ --watch --store norms/ --fail-on broken --until-step 20000
      beside a training: keeps each checkpoint's norms before it is deleted
  gpt2-wdist track norms/ --norms ln_f --bias --format csv > ln_f.csv
  gpt2-wdist track seed1/ seed2/ seed3/ --figure apart -o apart.pdf
      several runs of one model, at the steps that all have: how far they lie apart

The step of a checkpoint is in its name (checkpoint-100, step-100, global_step100, ckpt-100.pt, ...), or in the file.

Exit codes: 0 done, 1 --fail-on found its cause, 2 could not be done: fewer than two checkpoints can be read, or they are of
different models; 130 ended by Ctrl-C, with all outputs written.`;

/** A run, and how following it ended. */
interface Followed extends TrackedRun {
  readonly exitCode?: ExitCode;
}

const { bins: _, ...SELECTION } = selectionFlags("all");

export const trackCommand = defineCommand({
  name: "track",
  labelled: "run",
  summary: "a whole training run: which norms moved, when they settled, what broke",
  description:
    "Follows the LayerNorms of a model through the checkpoints of a training run, reading nothing else of them: how far each moved and by how long a way, when it settled and whether the learning rate alone says as much, which gains became outliers, and what broke between checkpoints.",
  examples: EXAMPLES,
  arguments: [
    {
      syntax: "<run...>",
      help: "a folder of checkpoints, a pattern in quotes (hf://owner/name@checkpoint-* on the hub), or the checkpoints one by one; several folders, patterns or repositories are compared as runs of one model",
    },
  ],
  flags: {
    ...under("What to follow:", {
      steps: STEPS,
      baseline: text("--baseline <model>", "checkpoint to measure distances from, instead of the first", {
        completes: "file",
      }),
      ...SELECTION,
      labels: RUN_LABELS,
    }),
    ...KEEP_FLAGS,
    ...WATCH_FLAGS,
    // Which of several models in one file: said here, since a run has more checkpoints than anyone would name places for.
    at: repeated(
      "--at <place>",
      "of several models in one file the one there, e.g. model_ema or state.model; . is the root: for all checkpoints (a second time: for the baseline, if it is another)",
      asTyped,
    ),
    ...under("The figure:", { figure: figureKindsFlag("run", {}, ["runs"]), ...LOOK_FLAGS }),
    ...outputFlags(TRACK_OUTPUTS, " instead of text; without -o no file is written"),
  },
  outputs: TRACK_OUTPUTS,
  namesTaken: false,
  longWork: ([run = ""]) => ({ name: `reading ${run}`, amount: null }),
  compute: async (request): Promise<Followed | TrackedRuns> => {
    const { flags } = request;
    requireWatch(flags);
    const { blocks = "all", norms, bias } = flags;
    const selection = { blocks, norms, bias: bias === true };
    const choice = stepsOf(flags.steps);
    const several = flags.watch === true ? null : await openSeveralRuns(request, flags.labels ?? [], choice);
    if (several !== null) return readSeveral(request, several, selection);
    requireFiguresOf("run", flags.figure, "one run", "; the others are of several");
    if (flags.watch !== true) return readWhole(request, choice, selection);
    // Loaded when it is needed.
    const { startWatch } = await import("../watch/start.js");
    const { run, exitCode } = await startWatch(request, choice, selection);
    return { ...run, name: flags.labels?.[0] ?? run.name, exitCode };
  },
  exitCode: (result) => (areSeveral(result) ? 0 : (result.exitCode ?? 0)),
  // A run is read more often than drawn: pictures are made where they are asked for.
  pictures: (run, flags) =>
    flags.output === undefined && flags.format === undefined
      ? null
      : {
          pictures: picturesOf(run, flags),
          stem: () => "run",
          words: [flags.title ?? "", ...(areSeveral(run) ? run.labels : [])],
        },
  text: (result, { style }) => (areSeveral(result) ? runsText(result, style) : runText(result, style)),
  notices: (result) =>
    areSeveral(result)
      ? [...runsNotices(result), ...result.runs.slice(0, 1).flatMap(noticesOf)]
      : [...runNotices(result), ...noticesOf(result)],
});

/** A run that is over. */
async function readWhole(
  request: TrackRequest,
  choice: StepChoice,
  selection: Selection,
): Promise<TrackedRun> {
  const { paths, flags } = request;
  const { labels } = flags;
  if (labels !== undefined && paths.length > 1)
    throw usageError(
      `--labels ${labels.join(",")}`,
      `names ${plural(labels.length, "run")}, and there is one`,
      "leave it out",
    );
  const { run, read, end } = await openRun(request, choice);
  const baseline = await baselineOf(request);
  const tracked = await trackRun({ ...run, baseline }, read, selection);
  end();
  return { ...tracked, name: labels?.[0] ?? tracked.name };
}

type TrackRequest = Request<
  KeepFlags &
    PlanFlags & {
      readonly baseline?: string | undefined;
      readonly labels?: readonly string[] | undefined;
      readonly figure: FigureKindsFlag;
    }
>;

async function baselineOf({ flags, checkpoints }: TrackRequest): Promise<Snapshot | null> {
  return flags.baseline === undefined ? null : checkpoints.with(flags.baseline, takeSnapshot, BASELINE_PLACE);
}

async function readSeveral(
  request: TrackRequest,
  { runs, counts, end }: SeveralRuns,
  selection: Selection,
): Promise<TrackedRuns> {
  const { figure } = request.flags;
  requireFiguresOf("runs", figure, `${runs.length} runs`, "; track one run by itself for the others");
  requireKnownForSeveral(request.flags, runs.length);
  const baseline = await baselineOf(request);
  // Loaded when there are several.
  const { trackRuns } = await import("../../analysis/track/seeds/trackRuns.js");
  const tracked = await trackRuns(
    runs.map(({ run, ...rest }) => ({ ...rest, run: { ...run, baseline } })),
    counts,
    selection,
  );
  end();
  return tracked;
}

function picturesOf(tracked: Tracked, flags: LookFlags & { readonly figure: FigureKindsFlag }): Picture[] {
  const options = figureOptionsOf(flags);
  const style = pictureStyleOf(flags);
  return figuresAskedFor(areSeveral(tracked) ? "runs" : "run", flags.figure).map((figure) => {
    const build = async () => {
      const { buildFigure } = await import("../../figure/index.js");
      return areSeveral(tracked)
        ? buildFigure("runs", figure, tracked, options)
        : buildFigure("run", figure, tracked, options);
    };
    return new Picture({ model: null, figure, tensor: null }, build, style);
  });
}
