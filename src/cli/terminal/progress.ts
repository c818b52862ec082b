import { escapeControls } from "../../escape.js";
import type { OpenOptions } from "../../family/checkpoint.js";
import type { Io } from "../io.js";

/** Fetching that takes less time shows no progress. */
const QUIET_MS = 1000;
const REPAINT_MS = 100;
/** Erases a terminal's line from the cursor on. */
const ERASE = "\u001b[K";

/**
 * Runs an action with what opening checkpoints needs, and says on stderr how far fetching them has come: on a terminal
 * in a line that is repainted and then removed, elsewhere once.
 */
export async function withProgress<T>(
  io: Io,
  quiet: boolean,
  action: (options: Partial<OpenOptions>) => Promise<T>,
): Promise<T> {
  const { stderr, env, fetch, now, families } = io;
  const startedAt = now();
  let paintedAt = startedAt;
  let bytes = 0;
  let isPainted = false;
  const onFetched = (label: string, count: number) => {
    bytes += count;
    const at = now();
    if (quiet || at - startedAt < QUIET_MS) return;
    const text = `fetching ${escapeControls(label)}: ${(bytes / 1000).toFixed(0)} kB`;
    if (stderr.isTerminal) {
      if (isPainted && at - paintedAt < REPAINT_MS) return;
      stderr.write(`\r${text.slice(0, Math.max(1, stderr.columns - 1))}${ERASE}`);
      paintedAt = at;
    } else if (!isPainted) {
      stderr.write(`fetching ${escapeControls(label)}\n`);
    }
    isPainted = true;
  };
  try {
    return await action({ env, fetch, onFetched, ...(families === undefined ? {} : { families }) });
  } finally {
    if (isPainted && stderr.isTerminal) stderr.write(`\r${ERASE}`);
  }
}
