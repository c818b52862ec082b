import type { Hold } from "../io.js";

/** Interruptions of this process. */

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof CODES;
const SIGNALS = Object.keys(CODES) as Signal[];

/** The first signal is held; a second one ends the process. */
export function holdSignals(): Hold {
  let interrupted: Hold["interrupted"] = null;
  let wake: () => void = () => {};
  const release = () => {
    for (const signal of SIGNALS) process.off(signal, listen);
  };
  const listen = (signal: Signal) => {
    interrupted = CODES[signal];
    release();
    wake();
  };
  for (const signal of SIGNALS) process.on(signal, listen);
  return {
    get interrupted() {
      return interrupted;
    },
    wait: (ms) =>
      interrupted !== null
        ? Promise.resolve()
        : new Promise((resolve) => {
            const timer = setTimeout(resolve, ms);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          }),
    release,
  };
}
