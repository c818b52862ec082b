import { supportsColor, supportsColorStderr } from "chalk";
import type { Stream } from "./io.js";
import { COULD_NOT, run } from "./program.js";

/** Width of a table that goes to a file or a pipe. */
const UNKNOWN_COLUMNS = 80;

/** The program on the real streams. Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const failures: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // A reader that has seen enough (`| head`) is no error.
      if (error.code !== "EPIPE") failures.push(error.code ?? error.message);
    });
  }
  const code = await run(args, {
    stdout: streamOf(process.stdout, supportsColor),
    stderr: streamOf(process.stderr, supportsColorStderr),
    env: process.env,
    fetch,
    now: () => performance.now(),
  });
  await new Promise((flushed) => process.stdout.write("", flushed));
  const [failure] = failures;
  if (failure === undefined) return code;
  process.stderr.write(
    `gpt2-wdist: error: stdout: could not be written (${failure})\n  fix: check free space, or write to a file with -o\n`,
  );
  return COULD_NOT;
}

function streamOf(stream: NodeJS.WriteStream, colour: typeof supportsColor): Stream {
  return {
    write: (chunk) => {
      stream.write(chunk);
    },
    isTerminal: stream.isTTY === true,
    columns: stream.columns ?? UNKNOWN_COLUMNS,
    colourLevel: colour === false ? 0 : colour.level,
  };
}
