import { supportsColor, supportsColorStderr } from "chalk";
import type { Stream } from "./io.js";
import { run } from "./program.js";

/** Width of a table that goes to a file or a pipe. */
const UNKNOWN_COLUMNS = 80;

/** The program on the real streams. Resolves to the exit code. */
export function main(args: readonly string[]): Promise<number> {
  // A reader that has seen enough (`| head`) is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  return run(args, {
    stdout: streamOf(process.stdout, supportsColor),
    stderr: streamOf(process.stderr, supportsColorStderr),
    env: process.env,
  });
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
