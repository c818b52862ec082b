import { describe, expect, it } from "vitest";
import { openTensors } from "../../../src/format/index.js";
import { UNREAD_KINDS, unreadByContent, unreadByName, ZIP_KINDS } from "../../../src/format/unread/index.js";
import { openSource } from "../../../src/source/index.js";
import { memorySource } from "../../support/byteSources.js";
import { refusalOf } from "../../support/refusal.js";
import { useTempDir } from "../../support/tempDir.js";
import { zipBytes } from "../../support/zipFile.js";

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
    is: /Python pickle, but no checkpoint/,
    fix: /save the state dict/,
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
    is: /tar archive .*PyTorch's before 0\.1\.10.*: "sys_info"/,
    fix: /unpack it/,
  },
  {
    what: "a tar archive of NeMo, whose first entries are attributes and a folder",
    name: "model.nemo",
    bytes: Buffer.concat([
      tarHeader("././@PaxHeader", "x", 20),
      head("20 mtime=1732712237.0", 491),
      tarHeader("./", "5", 0),
      tarHeader("./model_weights.ckpt", "0", 81_699),
    ]),
    is: /tar archive \(\.nemo.*: "\.\/model_weights\.ckpt"/,
    fix: /unpack it/,
  },
  {
    what: "a tar archive cut off in its first header's attributes",
    name: "model.nemo",
    bytes: Buffer.concat([tarHeader("././@PaxHeader", "x", 20), head("20 mtime=17", 100)]),
    is: /tar archive \(\.nemo[^:]*$/,
    fix: /unpack it/,
  },
  {
    what: "a zstd archive",
    name: "model.tar.zst",
    bytes: head("\x28\xb5\x2f\xfd\x60\0"),
    is: /compressed archive/,
    fix: /unpack it/,
  },
  {
    what: "a part of a distributed checkpoint, which is a zip archive like others",
    name: "__0_0.distcp",
    bytes: head("PK\x03\x04\0\0\x08\x08"),
    is: /PyTorch distributed checkpoint/,
    fix: /dcp_to_torch/,
  },
  {
    what: "the metadata of a distributed checkpoint",
    name: ".metadata",
    bytes: head(
      "\x80\x04\x95\x24\x31\0\0\0\0\0\0\x8c\x25torch.distributed.checkpoint.metadata\x94\x8c\x08Metadata",
    ),
    is: /PyTorch distributed checkpoint/,
    fix: /dcp_to_torch/,
  },
  {
    what: "a pickle of NumPy arrays",
    name: "params.pkl",
    bytes: head(
      "\x80\x04\x95\0\0\0\0\0\0\0\0}\x94\x8c\x01w\x94\x8c\x16numpy._core.multiarray\x94\x8c\x0c_reconstruct\x94",
    ),
    is: /pickle of NumPy arrays/,
    fix: /numpy\.savez/,
  },
  {
    what: "a pickle of protocol 0",
    name: "params.pkl",
    bytes: head("(dp0\nS'a'\np1\nI1\ns.", 0),
    is: /Python pickle, but/,
    fix: /save the state dict/,
  },
  {
    what: "an interrupted download",
    name: "pytorch_model.bin",
    bytes: head("", 4096),
    is: /nothing but zeros/,
    fix: /download it again/,
  },
  {
    what: "an AppleDouble file",
    name: "._model.safetensors",
    bytes: head("\0\x05\x16\x07\0\x02\0\0Mac OS X        "),
    is: /AppleDouble/,
    fix: /without the leading/,
  },
  {
    what: "a NumPy array",
    name: "weights.npy",
    bytes: head("\x93NUMPY\x01\0\x76\0{'descr': '|O', 'fortran_order': False, 'shape': (), }"),
    is: /single NumPy array \(\.npy\)/,
    fix: /numpy\.savez/,
  },
  ...["lmgg", "fmgg", "tjgg"].map((magic) => ({
    what: `a GGML file (${magic})`,
    name: "ggml-model-f16.bin",
    bytes: head(`${magic}\x03\0\0\0\x20\0\0\0`),
    is: /GGML file from before GGUF/,
    fix: /convert_hf_to_gguf/,
  })),
  {
    what: "a TensorFlow Lite model",
    name: "64-fp16.tflite",
    bytes: head("\x20\0\0\0TFL3\0\0\0\0"),
    is: /TensorFlow Lite/,
    fix: /PyTorch or safetensors/,
  },
  {
    what: "an ExecuTorch program",
    name: "gpt2.pte",
    bytes: head("\x34\0\0\0ET12eh00"),
    is: /ExecuTorch/,
    fix: /PyTorch or safetensors/,
  },
  {
    what: "EasyLM's stream",
    name: "streaming_params",
    bytes: head("\x92\x94\xa6params\xabtransformer\xa3wte\xa9embedding\xc5\x04\x13"),
    is: /stream of msgpack items/,
    fix: /flax\.serialization/,
  },
  {
    what: "a manifest of Orbax",
    name: "manifest.ocdbt",
    bytes: head("\x0c\xdb\x3a\x2a\x8e\x01"),
    is: /Orbax/,
    fix: /orbax\.checkpoint/,
  },
  {
    what: "the data of a TensorFlow checkpoint",
    name: "model.ckpt.data-00000-of-00001",
    bytes: head("\x12\x34\x56", 8),
    is: /without their names/,
    fix: /\.index file/,
  },
  {
    what: "the graph of a TensorFlow checkpoint",
    name: "model.ckpt.meta",
    bytes: head("\x0a\x8b\x02\x0a\x7f"),
    is: /the graph of a TensorFlow checkpoint/,
    fix: /\.index file/,
  },
  {
    what: "a SavedModel",
    name: "saved_model.pb",
    bytes: head("\x08\x01\x12\xda\x04\x0a\x10", 600),
    is: /SavedModel/,
    fix: /save_pretrained/,
  },
  {
    what: "an ONNX model",
    name: "model.onnx",
    bytes: head("\x08\x0e\x12\x07pytorch\x1a\x052.9.0:\xd8\x04", 600),
    is: /ONNX model/,
    fix: /PyTorch or safetensors/,
  },
  {
    what: "a Xet pointer",
    name: "model.safetensors",
    bytes: head('# xet version 0\nfilesize = 548105171\nhash = "abc"\n', 0),
    is: /Xet pointer/,
    fix: /git-xet/,
  },
  {
    what: "a web page behind a byte order mark",
    name: "model.bin",
    bytes: head("\xef\xbb\xbf<!DOCTYPE html>\n<html>x</html>", 0),
    is: /web page/,
    fix: /download the file itself/,
  },
  {
    what: "a web page behind XML's declaration and two comments",
    name: "model.bin",
    bytes: head('<?xml version="1.0"?>\n<!-- a --> <!-- google - drive -->\n<html xmlns="">', 0),
    is: /web page/,
    fix: /download the file itself/,
  },
  {
    what: "a server's short answer in JSON",
    name: "model.bin",
    bytes: head('{"error":"Repository not found"}', 0),
    is: /a JSON file: "{"error":"Repository not found"}"/,
    fix: /name the weights/,
  },
  {
    what: "a page that a server put together in a hurry",
    name: "model.bin",
    bytes: head("<h1>404 Not Found</h1>\n", 0),
    is: /web page/,
    fix: /download the file itself/,
  },
  {
    what: "a server's error message",
    name: "model.bin",
    bytes: head('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>', 0),
    is: /XML text, such as a server's error message: "NoSuchKey"/,
    fix: /what the server says/,
  },
  {
    what: "a server's answer",
    name: "model.safetensors",
    bytes: head("Invalid username or password.", 0),
    is: /a text: "Invalid username or password\."/,
    fix: /name the weights/,
  },
  {
    what: "a text that is cut off within a character, 4096 bytes from its beginning",
    name: "model.safetensors",
    bytes: Buffer.from(`x${"\u00e9".repeat(4000)}`),
    is: /a text: "x\u00e9/,
    fix: /name the weights/,
  },
];

function tarHeader(name: string, type: string, size: number): Uint8Array {
  const block = Buffer.alloc(512);
  block.write(name, 0, "latin1");
  block.write(size.toString(8).padStart(11, "0"), 124, "latin1");
  block.write(`${type}\0`, 156, "latin1");
  block.write("ustar\0", 257, "latin1");
  return block;
}

/** First bytes of formats that are read, and nothing after them. */
const CUT_SHORT: readonly Pick<Case, "what" | "bytes" | "is">[] = [
  {
    what: "a checkpoint of torch.save",
    bytes: head("PK\x03\x04\0\0\x08\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\x12\0archive/data.pkl"),
    is: /not a valid PyTorch checkpoint/,
  },
  {
    what: "a NumPy archive",
    bytes: head("PK\x03\x04\x2d\0\0\0\0\0\0\0\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0h.0.ln_1.weight.npy"),
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

describe("a zip archive of neither PyTorch nor NumPy", () => {
  it.each<readonly [string, readonly string[], string, RegExp, RegExp]>([
    [
      "gpt2.keras",
      ["metadata.json", "config.json", "model.weights.h5"],
      "UNSUPPORTED_FORMAT",
      /a Keras 3 model/,
      /Keras/,
    ],
    [
      "export.pt2",
      ["export/archive_format", "export/models/model.json", "export/data/sample_inputs/model.pt"],
      "UNSUPPORTED_FORMAT",
      /torch\.export/,
      /torch\.export\.load/,
    ],
    [
      "old.pt2",
      ["serialized_exported_program.json", "version"],
      "UNSUPPORTED_FORMAT",
      /torch\.export/,
      /export\.load/,
    ],
    [
      "p.pt",
      ["p/.data/extern_modules", "p/.data/version"],
      "UNSUPPORTED_FORMAT",
      /torch\.package/,
      /state dict/,
    ],
    ["m.mlpackage", ["Data/com.apple.CoreML/model.mlmodel"], "UNSUPPORTED_FORMAT", /Core ML/, /PyTorch/],
    ["m.docx", ["[Content_Types].xml", "word/document.xml"], "UNSUPPORTED_FORMAT", /Office/, /name the file/],
    [
      "m.zip",
      ["README.md", "gpt2/model.safetensors"],
      "UNSUPPORTED_FORMAT",
      /holds "gpt2\/model\.safetensors"/,
      /unpack/,
    ],
    ["m.zip", ["README.md"], "UNKNOWN_FORMAT", /a zip archive of 1 files/, /unpack/],
  ])("is named by the files in it: %s of %j", async (name, files, code, is, fix) => {
    const bytes = zipBytes(files.map((file) => ({ name: file, bytes: "{}" })));
    const refusal = await refusalOf(openTensors(memorySource(bytes, name)));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(is);
    expect(refusal.fix).toMatch(fix);
  });

  it("is of each kind here", () => {
    expect(ZIP_KINDS).toHaveLength(5);
  });
});

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
      CASES.map(({ name, bytes }) => {
        const source = memorySource(bytes, name);
        return unreadByName(source) ?? unreadByContent(bytes.subarray(0, 4096), source);
      }),
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
    expect(refusal.message).not.toContain("GGUF file");
    expect(refusal.message).toContain('is a text: "hello, I am a poem"');
  });

  it("shows of a text its first line, made inert", async () => {
    const path = dir.write("model.bin", "Entry not found \u202eevil\r\nmore");
    const refusal = await refusalOf(openTensors(await openSource(path)));
    expect(refusal.message).toContain('is a text: "Entry not found \\u{202e}evil"');
  });

  it.each([
    ["bytes that are no text", new Uint8Array([1, 2, 3, 4, 5, 6, 7])],
    ["a text with control characters", "the quick brown fox\u0007\u001b[2J"],
    ["bytes that are no UTF-8", new Uint8Array([0x61, 0xff, 0x61, 0x62, 0x63])],
  ])("and that nothing recognises is refused as UNKNOWN_FORMAT: %s", async (_what, bytes) => {
    const path = dir.write("model.safetensors", bytes);
    const refusal = await refusalOf(openTensors(await openSource(path)));
    expect(refusal.code).toBe("UNKNOWN_FORMAT");
    expect(refusal.fix).toContain("model.safetensors");
  });
});
