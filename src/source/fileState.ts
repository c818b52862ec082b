import { createHash } from "node:crypto";
import { readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";

/** Which file or folder it is, and which state of it: known without reading what is in it. */
export interface FileState {
  /** A hash of where it is, which does not say where. */
  readonly place: string;
  /** A hash of the names, lengths and times of change of its files. */
  readonly state: string;
}

/** Of a file, or of a folder with what lies in it directly; null where it is not there. */
export function fileStateOf(path: string): FileState | null {
  try {
    const stats = statSync(path);
    const files = stats.isDirectory() ? filesIn(path) : [textOf("", stats)];
    return { place: hashOf(realpathSync(path)), state: hashOf(files.join("\n")) };
  } catch {
    // Removed meanwhile, or never there.
    return null;
  }
}

function filesIn(folder: string): string[] {
  const names = readdirSync(folder).sort();
  return names.flatMap((name) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return stats?.isFile() === true ? [textOf(name, stats)] : [];
  });
}

function textOf(name: string, { size, mtimeMs }: Stats): string {
  return `${name}\0${size}\0${mtimeMs}`;
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
