import { encodeGenerator } from "gpt-tokenizer/encoding/r50k_base";
import { type Tokenizer, textOf } from "./tokenizer.js";

/** GPT-2's own byte-pair encoding of 50,257 tokens (Radford et al. 2019). Loaded only where text is encoded with it. */

export const GPT2_VOCABULARY = 50_257;

/** What means that token wherever a text says it, as it does for the tokenizer of transformers. */
const END_OF_TEXT = "<|endoftext|>";
const END_OF_TEXT_ID = 50_256;

export const GPT2_TOKENIZER: Tokenizer = {
  name: "gpt2",
  encode: (bytes, most) => {
    const ids: number[] = [];
    for (const [i, document] of textOf(bytes, most).split(END_OF_TEXT).entries()) {
      if (i > 0) ids.push(END_OF_TEXT_ID);
      // Split here, since gpt-tokenizer 4.0.0 finds such a token at the very beginning of a text only.
      for (const some of encodeGenerator(document, { disallowedSpecial: new Set() })) {
        for (const id of some) ids.push(id);
        if (ids.length >= most) return ids;
      }
    }
    return ids;
  },
};
