import { vectorLoops } from "../../counting/vectors.js";
import { loops, useLoops } from "../../stats/loopsInUse.js";
import { COULD_NOT, run } from "../program.js";
import { StandardStream } from "../terminal/standardStream.js";

/** The program on the real streams. Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // The program is over before its JavaScript would be optimised (bench/notes.md, "What only makes it start sooner").
  useLoops(vectorLoops(loops()));
  const stdout = new StandardStream("stdout");
  const stderr = new StandardStream("stderr");
  const world = { stdout, stderr, env: process.env, fetch, now: () => performance.now() };
  const code = await run(args, { ...world, stdin: () => process.stdin });
  const failure = (await stdout.flush()) ?? (await stderr.flush());
  if (failure === null) return code;
  stderr.write(
    `gpt2-wdist: error: stdout: could not be written (${failure})\n  fix: check free space, or write to a file with -o\n`,
  );
  return COULD_NOT;
}
