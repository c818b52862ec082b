import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeSnapshot } from "../../analysis/track/snapshot.js";
import type { Selection } from "../../model/comparison.js";
import type { GptModel } from "../../model/norms.js";
import type { StepChoice } from "../../source/run/thinning.js";
import type { Request } from "../command.js";
import type { WatchFlags } from "../flags/watch.js";
import { NormStore } from "../keep/store.js";
import type { Checkpoints } from "../open/checkpoints.js";
import { BASELINE_PLACE } from "../open/run.js";
import type { StyleFlags } from "../terminal/style.js";
import { displayOf } from "./display.js";
import { type Watched, watchRun } from "./watch.js";

interface Flags extends WatchFlags, StyleFlags {
  readonly store?: string | undefined;
  readonly baseline?: string | undefined;
  readonly quiet?: true | undefined;
  readonly format?: string | undefined;
}

/** Follows a training, and keeps what it takes where the user wants it, or else only while it watches. @throws WdistError */
export async function startWatch(
  { paths, flags, checkpoints, io, remark }: Request<Flags>,
  choice: StepChoice,
  selection: Selection,
): Promise<Watched> {
  const { families } = checkpoints.sources;
  // Norms of a file that is overwritten are nowhere else, and those of a long training should not fill the memory.
  const passing = flags.store === undefined ? mkdtempSync(join(tmpdir(), "gpt2-wdist-watch-")) : null;
  const { show, end } = displayOf(io, flags);
  try {
    const store = new NormStore(flags.store ?? (passing as string), paths, remark, families);
    const baseline = flags.baseline === undefined ? null : await baselineOf(flags.baseline, checkpoints);
    const setting = { typed: paths, choice, selection, baseline, checkpoints, store };
    return await watchRun({ ...setting, flags, ruleBaseline: baseline, io, remark, display: show });
  } finally {
    end();
    if (passing !== null) rmSync(passing, { recursive: true, force: true });
  }
}

/** All of its norms, which are needed after its file is closed. */
function baselineOf(path: string, checkpoints: Checkpoints): Promise<GptModel> {
  return checkpoints.with(
    path,
    async (model) => ({ ...model, ...(await takeSnapshot(model)) }),
    BASELINE_PLACE,
  );
}
