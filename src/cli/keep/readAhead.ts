import type { ReadSnapshot } from "../../analysis/track/readableRun.js";
import type { RunPoint } from "../../model/run.js";

type Read = ReturnType<ReadSnapshot>;

/**
 * Reads checkpoints before they are asked for, so that a server's round trips overlap: with the one that is asked for the next ones, `count`
 * in all. So many are held. They are asked for in their order, but for the ends, which come first.
 */
export function readAhead(points: readonly RunPoint[], read: ReadSnapshot, count: number): ReadSnapshot {
  const begun = new Map<RunPoint, Read>();
  const given = new Set<RunPoint>();
  const begin = (point: RunPoint): Read => {
    const reading = begun.get(point) ?? read(point);
    begun.set(point, reading);
    // Whoever asks for it learns of it.
    reading.catch(() => {});
    return reading;
  };
  return (point) => {
    const place = points.indexOf(point);
    const reading = begin(point);
    const next = points.slice(place + 1).filter((other) => !given.has(other));
    given.add(point);
    for (const other of next.slice(0, Math.max(0, count - begun.size))) begin(other);
    begun.delete(point);
    return reading;
  };
}
