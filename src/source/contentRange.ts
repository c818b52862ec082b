/** What the header Content-Range says (RFC 9110, section 14.4). */
export interface ContentRange {
  readonly startByte: number;
  readonly endByte: number; // exclusive
  /** Length of the whole file. */
  readonly totalBytes: number;
}

/** "bytes 0-99/1000"; null for anything else, and for a file of unknown length. */
export function parseContentRange(header: string | null): ContentRange | null {
  const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/.exec(header?.trim() ?? "");
  if (match === null) return null;
  const [startByte, lastByte, totalBytes] = match.slice(1).map(Number) as [number, number, number];
  const isSound = startByte <= lastByte && lastByte < totalBytes && Number.isSafeInteger(totalBytes);
  return isSound ? { startByte, endByte: lastByte + 1, totalBytes } : null;
}

/** "bytes *" + "/0": how a server says that a file is empty, since no range of it can be served. */
export function saysEmpty(header: string | null): boolean {
  return header?.trim() === "bytes */0";
}
