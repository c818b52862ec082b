import { asLatin1, startsWith } from "../shared/signatures.js";
import type { UnreadKind } from "./kind.js";
import { isOnnx, isSavedModel } from "./protobufs.js";

const RESAVE =
  "load it with the library that wrote it, and save it with transformers: model.save_pretrained(dir)";
const FROM_PYTORCH = "give the PyTorch or safetensors model that it was made from";

/** Models in formats that are not read, and parts of models. In the order in which they are tried. */
export const UNREAD_MODELS: readonly UnreadKind[] = [
  { is: "an empty file", fix: "copy or download it again", matches: (head) => head.length === 0 },
  {
    is: "nothing but zeros at its beginning, as an interrupted download leaves it",
    fix: "download it again",
    matches: (head) => head.every((byte) => byte === 0),
  },
  {
    is: "a macOS AppleDouble file, which holds attributes of the file beside it and no weights",
    fix: "name the file without the leading ._",
    matches: startsWith("\0\x05\x16\x07", "\0\x05\x16\0"),
  },
  {
    is: "a single NumPy array (.npy)",
    fix: "save all of the model's arrays under their names: numpy.savez(path, **arrays)",
    matches: startsWith("\x93NUMPY"),
  },
  {
    is: "a GGML file from before GGUF (ggml, ggmf or ggjt)",
    fix: "convert the original model again with llama.cpp's convert_hf_to_gguf.py",
    // The magic numbers spell their names backwards, since they are little-endian.
    matches: startsWith("lmgg", "fmgg", "tjgg", "algg"),
  },
  { is: "a TensorFlow Lite model", fix: FROM_PYTORCH, matches: (head) => identifierOf(head) === "TFL3" },
  { is: "an ExecuTorch program", fix: FROM_PYTORCH, matches: (head) => /^ET\d\d$/.test(identifierOf(head)) },
  {
    is: "a stream of msgpack items, as EasyLM writes it",
    fix: "convert it with EasyLM's convert scripts, or save it whole: flax.serialization.to_bytes(params)",
    matches: isMsgpackStream,
  },
  {
    is: "a part of an Orbax checkpoint (OCDBT)",
    fix: "restore it with orbax.checkpoint, and save it: flax.serialization.to_bytes(params)",
    matches: startsWith("\x0c\xdb\x3a\x2a", "\x0c\xdb\x20\xde"),
  },
  {
    is: "the numbers of a TensorFlow checkpoint without their names",
    fix: "name its .index file",
    named: /\.data-\d{5}-of-\d{5}$/,
    matches: () => false,
  },
  {
    is: "the graph of a TensorFlow checkpoint, which holds no weights",
    fix: "name the checkpoint's .index file",
    // MetaGraphDef's first field.
    matches: ([first], { label }) => first === 0x0a && label.endsWith(".meta"),
  },
  { is: "a TensorFlow SavedModel", fix: RESAVE, matches: isSavedModel },
  { is: "an ONNX model", fix: FROM_PYTORCH, matches: isOnnx },
];

/** FlatBuffers have an identifier behind their first number. */
function identifierOf(head: Uint8Array): string {
  return asLatin1(head.subarray(4, 8));
}

/** Each item is an array of a path, which is an array of texts, and of bytes. */
function isMsgpackStream([item = 0, path = 0, text = 0]: Uint8Array): boolean {
  return item === 0x92 && path > 0x90 && path <= 0x9f && ((text & 0xe0) === 0xa0 || text === 0xd9);
}
