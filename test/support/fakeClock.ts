import type { Hold, Io } from "../../src/cli/io.js";

/** What happens in the world while the program waits; what it returns may be "interrupt" or "terminate". */
export type Happening = () => unknown;

/**
 * A clock that only waiting moves. With every wait the next happening happens; after the last one the user interrupts, so that nothing
 * waits for ever.
 */
export function fakeClock(
  happenings: readonly Happening[],
): Pick<Io, "now" | "hold"> & { readonly waits: number[] } {
  let at = 0;
  const waits: number[] = [];
  const left = [...happenings];
  const hold = (): Hold => {
    let interrupted: Hold["interrupted"] = null;
    return {
      get interrupted() {
        return interrupted;
      },
      wait: async (ms) => {
        // As in real waiting, whatever else is due gets its turn.
        await new Promise((resolve) => setImmediate(resolve));
        waits.push(ms);
        at += ms;
        const next = left.shift();
        const signal = next === undefined ? "interrupt" : next();
        if (signal === "interrupt") interrupted = 130;
        if (signal === "terminate") interrupted = 143;
      },
      release: () => {},
    };
  };
  return { now: () => at, hold, waits };
}
