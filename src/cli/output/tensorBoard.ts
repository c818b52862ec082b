import { dirname } from "node:path";
import type { TrackedRun } from "../../model/run.js";
import type { TrackedRuns } from "../../model/runs.js";
import { runFolder } from "../open/runFolder.js";
import { FOLDER, type MadeFile, type OutputKind, type Run } from "./outputKind.js";
import { areSeveral, type Tracked } from "./tracked.js";

// TensorBoard reads what has "tfevents" in its name. Without a date: the same run replaces its own file.
const FILE_NAME = "events.out.tfevents.0000000000.gpt2-wdist";

/** A run for TensorBoard: `tensorboard --logdir tb/`; of several each has a folder there, by which TensorBoard calls it. */
export const TENSORBOARD: OutputKind<Run<Tracked>> = {
  name: "tensorboard",
  ending: FOLDER,
  fileIn: FILE_NAME,
  holds: "numbers and histograms for TensorBoard",
  isBinary: true,
  make: async ({ result }) => {
    if (areSeveral(result)) throw new TypeError("several runs are several files");
    return eventsOf(result);
  },
  makeInstead: async ({ result }, path) => (areSeveral(result) ? filesOf(result, dirname(path)) : null),
};

async function filesOf({ labels, runs }: TrackedRuns, folder: string): Promise<readonly MadeFile[]> {
  const files: MadeFile[] = [];
  for (const [i, run] of runs.entries())
    files.push({ path: `${runFolder(folder, labels, i)}/${FILE_NAME}`, bytes: await eventsOf(run) });
  return files;
}

async function eventsOf(run: TrackedRun): Promise<Uint8Array> {
  const [{ runEvents }, { eventFile }] = await Promise.all([
    import("../../report/runEvents.js"),
    import("../../format/tensorflow/events.js"),
  ]);
  return eventFile(runEvents(run));
}
