import type { Io } from "../../src/cli/io.js";
import { run } from "../../src/cli/program.js";
import type { Family } from "../../src/family/family.js";

export interface Outcome {
  readonly code: number;
  readonly out: string;
  /** The same as `out`, for what is not text. */
  readonly bytes: Buffer;
  readonly err: string;
}

export interface Terminal {
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly colourLevel?: 0 | 1 | 2 | 3;
  readonly env?: Io["env"];
  /** Time, and interruptions. Without, no time passes, so that a slow machine prints no progress. */
  readonly clock?: Pick<Io, "now" | "hold">;
  /** The kinds of models to look for, if not those of the registry. */
  readonly families?: readonly Family[];
}

/** Runs a command line in this process, on streams that only remember. */
export async function runCli(args: readonly string[], terminal: Terminal = {}): Promise<Outcome> {
  const {
    isTerminal = false,
    columns = 80,
    colourLevel = 0,
    env = { HF_HUB_OFFLINE: "1" },
    families,
    clock = { now: () => 0 },
  } = terminal;
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stream = (chunks: Buffer[]) => ({
    write: (chunk: string | Uint8Array) => {
      chunks.push(Buffer.from(chunk));
    },
    isTerminal,
    columns,
    colourLevel: async () => colourLevel,
  });
  const code = await run(args, {
    stdout: stream(out),
    stderr: stream(err),
    env,
    fetch,
    ...clock,
    ...(families === undefined ? {} : { families }),
  });
  const bytes = Buffer.concat(out);
  return { code, out: bytes.toString("utf8"), bytes, err: Buffer.concat(err).toString("utf8") };
}
