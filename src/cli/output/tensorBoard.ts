import type { TrackedRun } from "../../model/run.js";
import { FOLDER, type OutputKind, type Run } from "./outputKind.js";

/** A run for TensorBoard: `tensorboard --logdir tb/`. */
export const TENSORBOARD: OutputKind<Run<TrackedRun>> = {
  name: "tensorboard",
  ending: FOLDER,
  // TensorBoard reads what has "tfevents" in its name. Without a date: the same run replaces its own file.
  fileIn: "events.out.tfevents.0000000000.gpt2-wdist",
  holds: "numbers and histograms for TensorBoard",
  isBinary: true,
  make: async ({ result }) => {
    const [{ runEvents }, { eventFile }] = await Promise.all([
      import("../../report/runEvents.js"),
      import("../../format/tensorflow/events.js"),
    ]);
    return eventFile(runEvents(result));
  },
};
