/** What tells files apart before the code that reads them is loaded. */

/** Bytes as text, a character each. */
export function asLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Does a file begin with one of these? */
export function startsWith(...beginnings: readonly string[]): (head: Uint8Array) => boolean {
  return (head) => {
    const text = asLatin1(head);
    return beginnings.some((beginning) => text.startsWith(beginning));
  };
}

/** An archive with files, and one without. */
export const isZip = startsWith("PK\x03\x04", "PK\x05\x06");
