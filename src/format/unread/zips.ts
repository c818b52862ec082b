import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";

/** Zip archives that hold neither a checkpoint of PyTorch nor arrays of NumPy, by the names of their files. */

export interface ZipKind {
  readonly is: string;
  readonly fix: string;
  /** The name of some file in it. */
  readonly holds: RegExp;
}

/** In the order in which they are tried. */
export const ZIP_KINDS: readonly ZipKind[] = [
  {
    is: "a Keras 3 model, whose weights are numbered instead of named",
    fix: "load it with Keras, and save its weights under the names of GPT-2: safetensors.numpy.save_file",
    holds: /^model\.weights\.(h5|json)$/,
  },
  {
    is: "a program exported by torch.export (ExportedProgram)",
    fix: "save its weights by themselves: torch.save(torch.export.load(path).state_dict, out)",
    holds: /(^|\/)(archive_format|serialized_exported_program\.json)$/,
  },
  {
    is: "an archive of torch.package",
    fix: "load it with torch.package, and save the state dict: torch.save(model.state_dict(), out)",
    holds: /(^|\/)\.data\/extern_modules$/,
  },
  {
    is: "a Core ML model package",
    fix: "give the PyTorch or safetensors model that it was made from",
    holds: /\.mlmodel$/,
  },
  {
    is: "an Office document or a Java archive",
    fix: "name the file that holds the model",
    holds: /^(\[Content_Types\]\.xml|META-INF\/MANIFEST\.MF)$/,
  },
];

/** What may be a checkpoint, in an archive that somebody packed it into. */
const CHECKPOINT = /\.(safetensors|gguf|npz|pt|pth|ckpt|bin|h5|msgpack)$/;

export function unreadZip(label: string, names: readonly string[]): WdistError {
  const kind = ZIP_KINDS.find(({ holds }) => names.some((name) => holds.test(name)));
  const packed = names.find((name) => CHECKPOINT.test(name));
  if (kind !== undefined) {
    return new WdistError("UNSUPPORTED_FORMAT", { where: label, what: `is ${kind.is}`, fix: kind.fix });
  }
  if (packed !== undefined) {
    return new WdistError("UNSUPPORTED_FORMAT", {
      where: label,
      what: `is a zip archive that holds ${quote(packed)}`,
      fix: "unpack it, and name the checkpoint in it",
    });
  }
  return new WdistError("UNKNOWN_FORMAT", {
    where: label,
    what: `is a zip archive of ${names.length} files, but neither of PyTorch (no data.pkl) nor of NumPy`,
    fix: "name the checkpoint itself; unpack an archive that holds one",
  });
}
