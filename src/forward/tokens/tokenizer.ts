/** From text to what a model reads. */

export interface Tokenizer {
  /** For people: "gpt2", "bytes", or the file it is from. */
  readonly name: string;
  /** At least the first `most` tokens of the text where it has as many; `bytes` are its UTF-8. */
  encode(bytes: Uint8Array, most: number): readonly number[];
}

/** A token is a byte: models of 256 tokens. */
export const BYTES: Tokenizer = {
  name: "bytes",
  encode: (bytes, most) => Array.from(bytes.subarray(0, most)),
};

/** No vocabulary has tokens that are longer on average: more of a text need not be looked at. */
const MOST_BYTES_A_TOKEN = 64;

/** As much of a text as so many tokens are made from. A character that is cut off at the end is left out. */
export function textOf(bytes: Uint8Array, mostTokens: number): string {
  const end = Math.min(bytes.length, mostTokens * MOST_BYTES_A_TOKEN);
  // A byte order mark is a part of the text, as it is for Python.
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, end), {
    stream: end < bytes.length,
  });
}
