import { describe, expect, it } from "vitest";
import { openTensors } from "../../src/format/index.js";
import { UNREAD_KINDS } from "../../src/format/unread.js";
import { openSource } from "../../src/source/index.js";
import { refusalOf } from "../support/refusal.js";
import { useTempDir } from "../support/tempDir.js";

/** A file's first bytes, one for each character, and zeros after them. */
function head(text: string, zeros = 600): Uint8Array {
  return Buffer.concat([Buffer.from(text, "latin1"), Buffer.alloc(zeros)]);
}

interface Case {
  readonly what: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly is: RegExp;
  readonly fix: RegExp;
}

const LFS_POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"4".repeat(64)}\nsize 548105171\n`;

const CASES: readonly Case[] = [
  {
    what: "an empty file",
    name: "model.safetensors",
    bytes: head("", 0),
    is: /an empty file/,
    fix: /copy or download/,
  },
  {
    what: "a Git LFS pointer",
    name: "model.safetensors",
    bytes: head(LFS_POINTER, 0),
    is: /Git LFS pointer/,
    fix: /git lfs pull/,
  },
  {
    what: "a pickle of protocol 4",
    name: "model.pt",
    bytes: head("\x80\x04\x95\x10\0\0\0\0\0\0\0}"),
    is: /Python pickle/,
    fix: /save it as safetensors/,
  },
  {
    what: "a gzip archive",
    name: "model.safetensors.gz",
    bytes: head("\x1f\x8b\x08\0\0\0\0\0\0\x03"),
    is: /gzip archive/,
    fix: /unpack it/,
  },
  {
    what: "a web page",
    name: "model.safetensors",
    bytes: head("<!doctype html>\n<html><head><title>openai-community/gpt2</title>", 0),
    is: /web page/,
    fix: /download the file itself/,
  },
  {
    what: "a web page that begins with white space and <HTML",
    name: "model.safetensors",
    bytes: head('\n\n  <HTML lang="en">', 0),
    is: /web page/,
    fix: /download the file itself/,
  },
  {
    what: "a configuration",
    name: "config.json",
    bytes: head(
      '{\n  "activation_function": "gelu_new",\n  "architectures": [\n    "GPT2LMHeadModel"\n  ]\n}\n',
      0,
    ),
    is: /a JSON file/,
    fix: /name the weights/,
  },
  {
    what: "a list in JSON",
    name: "vocab.json",
    bytes: head('["!", "\\"", "#"]', 0),
    is: /a JSON file/,
    fix: /name the weights/,
  },
  {
    what: "a JSON file with a brace at its ninth byte, where safetensors has one",
    name: "results.json",
    bytes: head('{"gpt2": {"perplexity": 29.41}, "gpt2-medium": {"perplexity": 22.76}}\n', 0),
    is: /a JSON file/,
    fix: /name the weights/,
  },
  {
    what: "a tar archive of PyTorch before 0.1.10",
    name: "model.pth",
    bytes: Buffer.concat([head("sys_info", 249), head("ustar\0", 600)]),
    is: /tar archive \(PyTorch before 0\.1\.10/,
    fix: /save it as safetensors/,
  },
];

/** First bytes of formats that are read, and nothing after them. */
const CUT_SHORT: readonly Pick<Case, "what" | "bytes" | "is">[] = [
  {
    what: "a checkpoint of torch.save",
    bytes: head("PK\x03\x04\0\0\x08\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\x12\0archive/data.pkl"),
    is: /not a valid PyTorch checkpoint/,
  },
  {
    what: "a NumPy archive",
    bytes: head("PK\x03\x04\x2d\0\0\0\0\0\0\0\x21\0lh.0.ln_1.weight.npy"),
    is: /not a valid NumPy archive/,
  },
  {
    what: "a checkpoint of llm.c",
    bytes: head("\xc6\xd7\x34\x01\x03\0\0\0\0\x04\0\0"),
    is: /not a valid llm\.c model/,
  },
  {
    what: "a checkpoint of the old torch.save",
    bytes: head("\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."),
    is: /not a valid PyTorch checkpoint/,
  },
  {
    what: "a GGUF file",
    bytes: head("GGUF\x03\0\0\0\x94\0\0\0\0\0\0\0\x16\0\0\0\0\0\0\0"),
    is: /not a valid GGUF file/,
  },
  { what: "an HDF5 file", bytes: head("\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0"), is: /not a valid HDF5 file/ },
  {
    what: "a GGUF file of 123 tensors, which has a brace at its ninth byte",
    bytes: head("GGUF\x03\0\0\0{\0\0\0\0\0\0\0\x16\0\0\0\0\0\0\0"),
    is: /not a valid GGUF file/,
  },
  {
    what: "a Flax checkpoint",
    bytes: head("\x81\xabtransformer\x84\xa3wte\x81", 0),
    is: /not a valid Flax checkpoint/,
  },
  {
    what: "a file `checkpoint` of TensorFlow",
    bytes: head("model_checkpoint_path: x", 0),
    is: /not a valid TensorFlow checkpoint/,
  },
];

describe("a file in a format that is not read", () => {
  const dir = useTempDir();

  it.each(CASES)("is named: $what", async ({ what, name, bytes, is, fix }) => {
    const path = dir.write(`${what.replace(/\W+/g, "-")}/${name}`, bytes);
    const refusal = await refusalOf(openTensors(await openSource(path)));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.where).toBe(path);
    expect(refusal.message).toMatch(is);
    expect(refusal.fix).toMatch(fix);
  });

  it("has an example here, whichever of the kinds it is", () => {
    const shown = new Set(
      CASES.map(({ bytes }) => UNREAD_KINDS.find(({ matches }) => matches(bytes.subarray(0, 512)))),
    );
    expect(UNREAD_KINDS.filter((kind) => !shown.has(kind)).map(({ is }) => is)).toEqual([]);
  });

  it.each(CUT_SHORT)(
    "and is read, but cut short, is named all the same: $what",
    async ({ what, bytes, is }) => {
      const path = dir.write(`${what.replace(/\W+/g, "-")}/weights`, bytes);
      const refusal = await refusalOf(openTensors(await openSource(path)));
      expect(refusal.code).toBe("MALFORMED");
      expect(refusal.message).toMatch(is);
    },
  );

  it("is told by its bytes, not by its name", async () => {
    const path = dir.write("model.gguf", "hello, I am a poem\n");
    const refusal = await refusalOf(openTensors(await openSource(path)));
    expect(refusal.code).toBe("UNKNOWN_FORMAT");
    expect(refusal.message).not.toContain("GGUF file");
    expect(refusal.fix).toContain("model.safetensors");
  });

  it.each([
    ["text", "the quick brown fox jumps over the lazy dog\n"],
    ["seven bytes", "1234567"],
    ["zeros", new Uint8Array(1000)],
    ["a version line that is no LFS pointer", "version 2 of my notes\n"],
  ])("and that nothing recognises is refused as UNKNOWN_FORMAT: %s", async (_what, bytes) => {
    const path = dir.write("model.safetensors", bytes);
    expect((await refusalOf(openTensors(await openSource(path)))).code).toBe("UNKNOWN_FORMAT");
  });
});
