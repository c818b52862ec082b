import { asLatin1, startsWith } from "./shared/signatures.js";

/**
 * Files that people take for checkpoints, or that are checkpoints in a format that is not read: recognised by their
 * first bytes, to say what they are and how to go on.
 */

export interface UnreadKind {
  readonly is: string;
  readonly fix: string;
  readonly matches: (head: Uint8Array) => boolean;
}

const RESAVE = "load it with transformers and save it as safetensors: model.save_pretrained(dir)";

/** In the order in which they are tried. */
export const UNREAD_KINDS: readonly UnreadKind[] = [
  { is: "an empty file", fix: "copy or download it again", matches: (head) => head.length === 0 },
  {
    is: "a Git LFS pointer, which stands for the weights without holding them",
    fix: "run `git lfs pull` in the repository it came from",
    matches: startsWith("version https://git-lfs.github.com/spec/"),
  },
  { is: "a Python pickle, but no checkpoint of PyTorch", fix: RESAVE, matches: isPickle },
  { is: "a tar archive (PyTorch before 0.1.10 wrote such)", fix: RESAVE, matches: isTar },
  { is: "a gzip archive", fix: "unpack it first", matches: startsWith("\x1f\x8b") },
  { is: "a web page", fix: "download the file itself, not the page that shows it", matches: isHtml },
  { is: "a JSON file", fix: "name the weights, or the directory that holds them", matches: isJson },
];

/** "ustar" in the first header. */
function isTar(head: Uint8Array): boolean {
  return asLatin1(head.subarray(257, 262)) === "ustar";
}

/** PROTO with a version from 2 to 5. */
function isPickle(head: Uint8Array): boolean {
  const [opcode, version = 0] = head;
  return opcode === 0x80 && version >= 2 && version <= 5;
}

function isHtml(head: Uint8Array): boolean {
  return /^\s*<(!doctype html|html)/i.test(asLatin1(head));
}

function isJson(head: Uint8Array): boolean {
  return /^\s*[{[]\s*["{[\]}]/.test(asLatin1(head));
}
