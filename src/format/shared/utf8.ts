const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text that the bytes spell, or null where they are not valid UTF-8. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return DECODER.decode(bytes);
  } catch {
    return null;
  }
}
