import { usageError } from "../errors.js";
import { plural } from "../words/phrases.js";
import type { Command, CommonFlags, Context, ExitCode } from "./command.js";
import type { Flags, ValuesOf } from "./flags/flag.js";
import type { Io } from "./io.js";
import { Checkpoints } from "./open/checkpoints.js";
import { emit } from "./output/emit.js";
import { takenNotices } from "./output/notices.js";
import type { Run } from "./output/outputKind.js";
import { glyphNotices, withPictures } from "./output/pictureFiles.js";
import { planOutputs } from "./output/plan.js";
import { withProgress } from "./terminal/progress.js";
import { styleOf } from "./terminal/style.js";
import { type LongWork, workProgress } from "./terminal/workProgress.js";

/**
 * What every command does: plan the outputs, open and compute, draw, write, print.
 * @throws WdistError
 */
export async function runCommand<F extends Flags, Result>(
  command: Command<F, Result>,
  { io, tool }: Context,
  paths: readonly string[],
  flags: ValuesOf<F> & CommonFlags,
): Promise<ExitCode> {
  const { labels = [], at = [] } = flags;
  requireLabelForEach(labels, paths, command.labelled ?? "checkpoint");
  const quiet = flags.quiet === true;
  const plan = planOutputs(io, command.outputs, flags);
  const remarks: string[] = [];
  const remark = (notice: string) => void remarks.push(notice);
  const longWork = command.longWork?.(paths) ?? null;
  const { result, checkpoints } = await withAnyProgress(io, quiet, longWork, async (sources, onProgress) => {
    const opening = new Checkpoints(sources, command.labelled === undefined ? labels : [], at);
    const request = { paths, flags, checkpoints: opening, io, remark, onProgress, sources };
    return { result: await command.compute(request), checkpoints: opening };
  });

  const style = () => styleOf(io, flags);
  const drawn = command.pictures?.(result, flags) ?? null;
  const run: Run<Result> = { result, pictures: drawn?.pictures ?? [], tool, style };
  const full = drawn === null ? plan : withPictures(plan, run, command.outputs, drawn.stem);
  const { text, notices } = command;
  await emit(io, {
    plan: full,
    run,
    text: text === null ? null : async () => text(result, { style: await style(), flags, tool }),
    notices:
      notices === null
        ? []
        : [
            ...remarks,
            ...(namesTaken(command, result) ? takenNotices(checkpoints.opened(paths)) : []),
            ...notices(result),
            ...(await glyphNotices(full, drawn?.words ?? [], flags.outlineText === true)),
          ],
    inputs: checkpoints.files(),
    quiet,
  });
  await command.afterwards?.(run, io);
  return command.exitCode?.(result) ?? 0;
}

function namesTaken<F extends Flags, Result>(
  { namesTaken: names = true }: Command<F, Result>,
  result: Result,
): boolean {
  return typeof names === "function" ? names(result) : names;
}

function requireLabelForEach(labels: readonly string[], paths: readonly string[], noun: string): void {
  if (labels.length === 0 || labels.length === paths.length) return;
  throw usageError(
    `--labels ${labels.join(",")}`,
    `names ${plural(labels.length, noun)}, and there ${paths.length === 1 ? "is" : "are"} ${paths.length}`,
    "write a name for each, with commas between them",
  );
}

type Sources = Parameters<Parameters<typeof withProgress>[2]>[0];
type OnProgress = (done: number, all: number) => void;

/** Says how far fetching has come or, where the work is long, how far that has: it says more. */
function withAnyProgress<T>(
  io: Io,
  quiet: boolean,
  longWork: LongWork | null,
  action: (sources: Sources, onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  if (longWork === null) return withProgress(io, quiet, (sources) => action(sources, () => {}));
  const work = workProgress(io, quiet, longWork);
  return withProgress(io, true, (sources) => action(sources, work.onProgress)).finally(work.end);
}
