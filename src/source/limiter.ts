/** Lets that many tasks run at once; the others wait for their turn, first come, first served. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>;

export function limiter(most: number): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running < most) running++;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // Whoever waits takes this one's place.
      if (next === undefined) running--;
      else next();
    }
  };
}
