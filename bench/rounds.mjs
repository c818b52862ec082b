import { run } from "./processes.mjs";

/**
 * Runs every command once a round, so that what else the machine does meets all of them alike, after a warm-up that fills
 * the page cache. Each row comes back with `runs`: what each round took. `check` sees the rows with what the warm-up
 * `printed`, and gives those that are to be timed.
 */
export async function measureInTurn(rows, rounds, progress, check = async (warm) => warm) {
  const warm = await check(await warmUp(rows, progress));
  const measured = warm.map(({ printed, ...row }) => ({ ...row, runs: [] }));
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}`);
    // Back and forth: no command always follows the one that leaves the machine busy.
    for (const { line, runs } of round % 2 === 0 ? measured : measured.toReversed()) {
      const { ms, peakMb } = await run(line);
      runs.push({ ms, peakMb });
    }
  }
  return measured;
}

/** A peer may be too old for its script, or broken: it is left out, with a word. */
async function warmUp(rows, progress) {
  progress("warm-up");
  const warm = [];
  for (const row of rows) {
    try {
      const { stdout } = await run(row.line, { keepOutput: true });
      warm.push({ ...row, printed: stdout });
    } catch (error) {
      if (!row.isPeer) throw error;
      progress(`${row.name} is left out: ${error.message}`);
    }
  }
  return warm;
}
