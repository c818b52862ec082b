import { asLatin1, startsWith } from "../shared/signatures.js";
import type { UnreadKind } from "./kind.js";

/** Archives and pickles, which may hold a checkpoint. In the order in which they are tried. */
export const UNREAD_ARCHIVES: readonly UnreadKind[] = [
  {
    is: "a part of a PyTorch distributed checkpoint (DCP)",
    fix: "join its parts: python -m torch.distributed.checkpoint.format_utils dcp_to_torch DIRECTORY out.pt",
    named: /\.distcp$/,
    matches: (head) => isPickle(head) && asLatin1(head).includes("torch.distributed.checkpoint.metadata"),
  },
  {
    is: "a Python pickle of NumPy arrays",
    fix: "save them as an archive: numpy.savez(path, **arrays)",
    matches: (head) => isPickle(head) && /numpy.{0,40}(?:_reconstruct|_frombuffer)/s.test(asLatin1(head)),
  },
  {
    is: "a Python pickle, but no checkpoint of PyTorch",
    fix: "load it with the library that wrote it, and save the state dict: torch.save(model.state_dict(), path)",
    matches: isPickle,
  },
  {
    is: "a tar archive (.nemo files, and PyTorch's before 0.1.10, are such)",
    fix: "unpack it (tar -xf FILE), and name the checkpoint in it",
    matches: (head) => asLatin1(head.subarray(USTAR_BYTE, USTAR_BYTE + 5)) === "ustar",
    holds: (head) => firstInTar(head),
  },
  {
    is: "a gzip archive (.tar.gz and older .nemo files are such)",
    fix: "unpack it first",
    matches: startsWith("\x1f\x8b"),
  },
  {
    is: "a compressed archive (zstd, xz, bzip2, 7z, lz4 or rar)",
    fix: "unpack it first",
    matches: startsWith(
      "\x28\xb5\x2f\xfd",
      "\xfd7zXZ\0",
      "BZh",
      "7z\xbc\xaf\x27\x1c",
      "\x04\x22\x4d\x18",
      "Rar!\x1a\x07",
    ),
  },
];

/** PROTO with a version from 2 to 5; or protocol 0, a text that begins with a dict or a list that is remembered. */
function isPickle(head: Uint8Array): boolean {
  const [opcode, version = 0] = head;
  return (opcode === 0x80 && version >= 2 && version <= 5) || /^\([dl]p\d+\n/.test(asLatin1(head));
}

/** Headers and files of a tar archive fill whole blocks. */
const BLOCK_BYTES = 512;
const USTAR_BYTE = 257;
const NAME_BYTES = 100;
const SIZE_BYTE = 124;
const TYPE_BYTE = 156;
/** Blocks of these types hold a long name or other attributes of the file behind them. */
const ATTRIBUTES = /[xgLK]/;

/** The name of the first file in a tar archive, where it is in the first bytes. */
function firstInTar(head: Uint8Array): string | null {
  for (let at = 0; at + BLOCK_BYTES <= head.length; ) {
    const block = asLatin1(head.subarray(at, at + BLOCK_BYTES));
    const name = block.slice(0, NAME_BYTES).split("\0")[0] ?? "";
    const type = block.charAt(TYPE_BYTE);
    if (!ATTRIBUTES.test(type) && !name.endsWith("/")) return name === "" ? null : name;
    const size = Number.parseInt(block.slice(SIZE_BYTE, SIZE_BYTE + 12), 8) || 0;
    at += BLOCK_BYTES * (1 + Math.ceil(size / BLOCK_BYTES));
  }
  return null;
}
