import type { Block, InputFile, Report } from "../../model/document.js";
import { fileName } from "../../words/modelLabel.js";

/** The files that a report was made from, which may still be read while it is drawn. */
export function filesPart(
  caption: string,
  files: readonly InputFile[] | Promise<readonly InputFile[]>,
): { readonly block: Block; readonly pending: Pick<Report, "files"> } {
  const block = (known: readonly InputFile[]): Block => ({ kind: "files", caption, files: known });
  if (!(files instanceof Promise)) return { block: block(files.map(withNameAlone)), pending: {} };
  return { block: block([]), pending: { files: files.then((known) => known.map(withNameAlone)) } };
}

/** A report is passed on, and nobody else needs to know in which folders of a machine the files were. */
function withNameAlone(file: InputFile): InputFile {
  const isOnThisMachine = file.byteLength !== null;
  return isOnThisMachine ? { ...file, path: fileName(file.path) } : file;
}
