import { connectionTrouble, type Deadline, inTime, PassingTrouble } from "./passing.js";

/** Bodies of answers, of which no more is held than was asked for: also where the server sends compressed what grows. */

type Chunks = AsyncIterable<Uint8Array>;

/** The body in pieces. What stops reading it stops its coming. */
export async function* chunksOf(
  response: Response,
  deadline: () => Deadline,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const stop = () => reader.cancel().catch(() => {});
  try {
    for (;;) {
      const read = reader.read().catch((error: unknown) => {
        throw connectionTrouble(error, "broke off");
      });
      const { done, value } = await inTime(read, deadline(), stop);
      if (done) return;
      onBytes(value.length);
      yield value;
    }
  } finally {
    // Whoever has read enough does not wait for the rest.
    await stop();
  }
}

/**
 * The answer's body, which must have exactly `byteLength` bytes: never holds more.
 * @throws PassingTrouble where it is shorter, or breaks off
 */
export async function readBody(chunks: Chunks, byteLength: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteLength);
  let filled = 0;
  for await (const chunk of chunks) {
    const room = byteLength - filled;
    bytes.set(chunk.subarray(0, room), filled);
    filled += Math.min(chunk.length, room);
    if (chunk.length > room)
      throw new PassingTrouble(`the server sends more than the ${byteLength} bytes asked for`);
  }
  if (filled < byteLength) throw new PassingTrouble(`the server sent ${filled} of ${byteLength} bytes`);
  return bytes;
}

/** What a body of unknown length is first read into. */
const FIRST_BYTES = 1 << 16;

/** A body of unknown length, up to `maxBytes`; null where it is longer. */
export async function readBodyUpTo(
  chunks: Chunks,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  // Not a list of the chunks: a server may send them byte by byte.
  let bytes = new Uint8Array(Math.min(FIRST_BYTES, maxBytes));
  let filled = 0;
  for await (const chunk of chunks) {
    const needed = filled + chunk.length;
    if (needed > maxBytes) return null;
    if (needed > bytes.length) {
      const larger = new Uint8Array(Math.min(maxBytes, Math.max(needed, bytes.length * 2)));
      larger.set(bytes);
      bytes = larger;
    }
    bytes.set(chunk, filled);
    filled = needed;
  }
  return bytes.slice(0, filled);
}
