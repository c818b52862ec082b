/** Reads of a file on a server that are asked for at once, joined where they lie close together: a request costs a round trip. */

/** As much as comes in the time of a round trip of 20 ms at 3 MB/s: what lies between two reads costs less than a request more. */
const MOST_BETWEEN_BYTES = 1 << 16;
/** What one request brings, if several reads share it: more is held twice for a moment. */
const MOST_JOINED_BYTES = 1 << 20;

type Read = (startByte: number, endByte: number) => Promise<Uint8Array>;

interface Asked {
  readonly startByte: number;
  readonly endByte: number; // exclusive
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (reason: unknown) => void;
}

/** The same reads, with those of one turn of the event loop by as few of `read` as may be. */
export function joinedReads(read: Read): Read {
  let waiting: Asked[] = [];
  const send = () => {
    const asked = waiting;
    waiting = [];
    for (const group of groupsOf(asked)) void answer(group, read);
  };
  return (startByte, endByte) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push({ startByte, endByte, resolve, reject });
    });
}

function groupsOf(asked: readonly Asked[]): readonly (readonly Asked[])[] {
  const groups: Asked[][] = [];
  let start = 0;
  let end = 0;
  for (const one of asked.toSorted((a, b) => a.startByte - b.startByte)) {
    const isNear = one.startByte - end <= MOST_BETWEEN_BYTES;
    const joined = Math.max(end, one.endByte);
    if (groups.length > 0 && isNear && joined - start <= MOST_JOINED_BYTES) {
      groups.at(-1)?.push(one);
      end = joined;
    } else {
      groups.push([one]);
      start = one.startByte;
      end = one.endByte;
    }
  }
  return groups;
}

async function answer(group: readonly Asked[], read: Read): Promise<void> {
  const startByte = Math.min(...group.map((one) => one.startByte));
  const endByte = Math.max(...group.map((one) => one.endByte));
  try {
    const bytes = await read(startByte, endByte);
    // Copies, so that no vector keeps what lies beside it; the only one of a group needs none.
    for (const one of group)
      one.resolve(
        group.length === 1 ? bytes : bytes.slice(one.startByte - startByte, one.endByte - startByte),
      );
  } catch (error) {
    for (const one of group) one.reject(error);
  }
}
