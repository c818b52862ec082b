import { onNetwork, PassingTrouble } from "./trouble.js";

/** The body of an answer, never trusted to be as long as it was said to be. */

/** Longest body that is read to its end to keep the connection, though nobody wants it. */
const DRAINED_BYTES = 65_536;

/** The body's chunks as they arrive. A body that is not read to its end is cancelled. */
export async function* chunksOf(response: Response, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await onNetwork(() => reader.read());
      if (done) return;
      onBytes(value.length);
      yield value;
    }
  } finally {
    // After its end, or after a failure, there is nothing left to cancel.
    await reader.cancel().catch(() => {});
  }
}

/**
 * Exactly so many bytes; allocates no more than these.
 * @throws PassingTrouble when the body is shorter or longer
 */
export async function readExactly(chunks: AsyncIterable<Uint8Array>, byteLength: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteLength);
  let filled = 0;
  for await (const chunk of chunks) {
    if (filled + chunk.length > byteLength) {
      throw new PassingTrouble(`sent more than the ${byteLength} bytes that were asked for`);
    }
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < byteLength) throw new PassingTrouble(`sent only ${filled} of ${byteLength} bytes`);
  return bytes;
}

/** The whole body, or null when it is longer than `mostBytes`. */
export async function readAtMost(chunks: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of chunks) {
    byteLength += chunk.length;
    if (byteLength > mostBytes) return null;
    parts.push(chunk);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Gets rid of a body that nobody wants: a short one is read, so that the connection can be used again. */
export async function discard(response: Response): Promise<void> {
  const isShort = Number(response.headers.get("content-length") ?? Number.NaN) <= DRAINED_BYTES;
  if (!isShort) return void (await response.body?.cancel().catch(() => {}));
  await readAtMost(
    chunksOf(response, () => {}),
    DRAINED_BYTES,
  ).catch(() => null);
}
