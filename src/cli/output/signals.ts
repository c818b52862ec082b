/** What ends a program from outside, and can be held. */
const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Does what must not be left half done. A signal that comes meanwhile ends the program right after it. */
export function withSignalsHeld(operation: () => void): void {
  const deliver = (signal: NodeJS.Signals) => {
    release();
    process.kill(process.pid, signal);
  };
  const release = () => {
    for (const signal of SIGNALS) process.off(signal, deliver);
  };
  for (const signal of SIGNALS) process.on(signal, deliver);
  try {
    operation();
  } finally {
    // Those that came are delivered between this turn of the event loop and the one after the next.
    setImmediate(() => setImmediate(release));
  }
}
