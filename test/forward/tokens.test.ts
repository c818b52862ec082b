import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tokenizerFrom } from "../../src/forward/tokens/file.js";
import { GPT2_TOKENIZER } from "../../src/forward/tokens/gpt2.js";
import { idsIn } from "../../src/forward/tokens/ids.js";
import { BYTES } from "../../src/forward/tokens/tokenizer.js";
import { requireKnown, windowsOf } from "../../src/forward/windows.js";
import { sharedPath } from "../support/sharedData.js";

const utf8 = (text: string) => new TextEncoder().encode(text);
const MANY = 1_000_000;

describe("GPT-2's tokens", () => {
  it("are those of transformers", () => {
    expect(GPT2_TOKENIZER.encode(utf8("Hello world"), MANY)).toEqual([15496, 995]);
    expect(GPT2_TOKENIZER.encode(utf8("def f(x):\n    return x**2\n"), MANY)).toEqual([
      4299, 277, 7, 87, 2599, 198, 220, 220, 220, 1441, 2124, 1174, 17, 198,
    ]);
  });

  it("read <|endoftext|> as that token", () => {
    expect(GPT2_TOKENIZER.encode(utf8("a<|endoftext|>b"), MANY)).toEqual([64, 50256, 65]);
  });

  it("are made of as much of a long text as is needed, however long it is", () => {
    const long = utf8("word ".repeat(2_000_000));
    const started = performance.now();
    expect(GPT2_TOKENIZER.encode(long, 100).slice(0, 100)).toEqual(
      GPT2_TOKENIZER.encode(long.subarray(0, 600), 100).slice(0, 100),
    );
    expect(performance.now() - started).toBeLessThan(5000);
  });

  const goldens = sharedPath("training/goldens/bpe.json");
  it.skipIf(goldens === null)(
    "are those of Hugging Face's tokenizers for awkward strings (skipped where ../shared is absent)",
    () => {
      const cases = JSON.parse(readFileSync(goldens as string, "utf8")) as { text: string; ids: number[] }[];
      for (const { text, ids } of cases) expect(GPT2_TOKENIZER.encode(utf8(text), MANY), text).toEqual(ids);
    },
  );
});

describe("a tokenizer.json", () => {
  /** Byte-level pairs of three letters: enough to see merges, and an added token. */
  const json = {
    version: "1.0",
    added_tokens: [
      {
        id: 5,
        content: "<|endoftext|>",
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: "BPE", vocab: { a: 0, b: 1, c: 2, ab: 3, abc: 4 }, merges: ["a b", "ab c"] },
  };

  it("is read as its model says", () => {
    const tokenizer = tokenizerFrom("t.json", utf8(JSON.stringify(json)));
    expect(tokenizer.encode(utf8("abcab<|endoftext|>c"), MANY)).toEqual([4, 3, 5, 2]);
  });

  it("is refused where it is something else", () => {
    for (const text of ["{}", "[1", "null"]) {
      expect(() => tokenizerFrom("t.json", utf8(text)).encode(utf8("a"), 9), text).toThrow(
        "t.json: is not a tokenizer.json that can be read",
      );
    }
  });
});

describe("bytes and ids", () => {
  it("take a text's bytes as they are", () => {
    expect(BYTES.encode(utf8("é\n"), MANY)).toEqual([0xc3, 0xa9, 10]);
  });

  it("take a JSON array of whole numbers and nothing else", () => {
    expect(idsIn("ids.json", utf8("[1, 2, 50256]"))).toEqual([1, 2, 50256]);
    expect(() => idsIn("ids.json", utf8("[1, 2.5]"))).toThrow("ids.json: its token 1 is not a whole number");
    expect(() => idsIn("ids.json", utf8('{"ids": [1]}'))).toThrow("ids.json: is not an array of tokens");
    expect(() => idsIn("ids.json", utf8("[1,"))).toThrow("ids.json: is not JSON");
  });
});

describe("windows", () => {
  const ids = Array.from({ length: 11 }, (_, i) => i);

  it("are whole, one behind the other, each token with the one that follows it", () => {
    const windows = windowsOf("text", ids, 4, 100);
    expect([...windows.ids]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...windows.targets]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(windows).toMatchObject({ windows: 2, windowTokens: 4, leftOver: 2 });
  });

  it("are one shorter one of a short text, and no more than are asked for", () => {
    expect(windowsOf("text", ids, 128, 100)).toMatchObject({ windows: 1, windowTokens: 10, leftOver: 0 });
    expect(windowsOf("text", ids, 4, 6)).toMatchObject({ windows: 1, windowTokens: 4 });
    expect(windowsOf("text", ids, 4, 3)).toMatchObject({ windows: 1, windowTokens: 3 });
  });

  it("are refused of a text that has nothing to predict", () => {
    expect(() => windowsOf("text", [], 4, 9)).toThrow("text: is empty");
    expect(() => windowsOf("text", [7], 4, 9)).toThrow("text: has one token");
  });

  it("hold no token that the model does not have", () => {
    expect(() => requireKnown("text", [1, 23, 24], 24, "tiny")).toThrow(
      "text: its token 2 is 24, but the vocabulary of tiny has the ids 0 to 23",
    );
  });
});
