import { Tokenizer as FileTokenizer } from "@huggingface/tokenizers";
import { WdistError } from "../../errors.js";
import { type Tokenizer, textOf } from "./tokenizer.js";

/** A model's own `tokenizer.json`, as the tokenizers of Hugging Face write it. Loaded only where one is used. */

/** @throws WdistError MALFORMED */
export function tokenizerFrom(path: string, json: Uint8Array): Tokenizer {
  const refused = (cause: unknown) =>
    new WdistError("MALFORMED", {
      where: path,
      what: "is not a tokenizer.json that can be read",
      fix: "give the tokenizer.json of the model, or --tokenizer gpt2 or bytes",
      cause,
    });
  let tokenizer: FileTokenizer;
  try {
    tokenizer = new FileTokenizer(JSON.parse(new TextDecoder().decode(json)) as object, {});
  } catch (cause) {
    throw refused(cause);
  }
  return {
    name: path,
    encode: (bytes, most) => {
      try {
        return tokenizer.encode(textOf(bytes, most), { add_special_tokens: false }).ids;
      } catch (cause) {
        throw refused(cause);
      }
    },
  };
}
