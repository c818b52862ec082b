/** Fetches bytes `[startByte, endByte)` from afar. */
export type FetchRange = (startByte: number, endByte: number) => Promise<Uint8Array>;

/** A part of a file that was fetched, or is being fetched. */
interface Segment {
  readonly startByte: number;
  readonly endByte: number; // exclusive
  readonly bytes: Promise<Uint8Array>;
}

/** A round trip costs as much as some kilobytes: fewer are not asked for. A LayerNorm of GPT-2 takes 3 KB. */
const LEAST_BYTES = 4096;
/** Most bytes that are read ahead of somebody who reads on and on. */
const MOST_AHEAD_BYTES = 65_536;
/** A longer segment is a tensor or a header that is read once: not kept. */
const LONGEST_KEPT_BYTES = 1 << 20;
/** Bytes kept of one file; the headers of a checkpoint fit. */
const KEPT_BYTES = 4 << 20;

/**
 * Reads ranges by way of what was fetched lately, so that a header read in pieces costs few requests, and a range
 * asked for twice at once only one.
 * @param first the file's first bytes, which are there already
 */
export function segmentReader(byteLength: number, first: Uint8Array, fetchRange: FetchRange): FetchRange {
  // The one used last is last.
  let kept: readonly Segment[] = [{ startByte: 0, endByte: first.length, bytes: Promise.resolve(first) }];
  let lastEndByte = first.length;
  let aheadBytes = LEAST_BYTES;

  function find(byte: number): Segment | null {
    const segment = kept.findLast(({ startByte, endByte }) => startByte <= byte && byte < endByte);
    if (segment === undefined) return null;
    kept = [...kept.filter((other) => other !== segment), segment];
    return segment;
  }

  function fetchSegment(startByte: number, wantedEndByte: number): Segment {
    // Who goes on where the last one ended is likely to go on.
    aheadBytes = startByte === lastEndByte ? Math.min(MOST_AHEAD_BYTES, aheadBytes * 2) : LEAST_BYTES;
    const endByte = Math.min(byteLength, Math.max(wantedEndByte, startByte + aheadBytes));
    lastEndByte = endByte;
    const segment = { startByte, endByte, bytes: fetchRange(startByte, endByte) };
    if (endByte - startByte <= LONGEST_KEPT_BYTES) kept = newest([...kept, segment]);
    // A failure is told to whoever asked; the next one who asks tries anew.
    segment.bytes.catch(() => {
      kept = kept.filter((other) => other !== segment);
    });
    return segment;
  }

  return async (startByte, endByte) => {
    const parts: { readonly segment: Segment; readonly fromByte: number; readonly toByte: number }[] = [];
    for (let byte = startByte; byte < endByte; byte = parts.at(-1)?.toByte ?? endByte) {
      const segment = find(byte) ?? fetchSegment(byte, endByte);
      parts.push({ segment, fromByte: byte, toByte: Math.min(endByte, segment.endByte) });
    }
    const bytes = new Uint8Array(endByte - startByte);
    for (const { segment, fromByte, toByte } of parts) {
      const fetched = await segment.bytes;
      bytes.set(fetched.subarray(fromByte - segment.startByte, toByte - segment.startByte), fromByte - startByte);
    }
    return bytes;
  };
}

/** As many of the last ones as may be kept. */
function newest(segments: readonly Segment[]): readonly Segment[] {
  let room = KEPT_BYTES;
  const firstKept = segments.findLastIndex(({ startByte, endByte }) => {
    room -= endByte - startByte;
    return room < 0;
  });
  return segments.slice(firstKept + 1);
}
