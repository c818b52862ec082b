import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a folder holds, on a disk or in a repository. */
export interface Folder {
  /** Names of its regular files, sorted; links are followed, and one that leads nowhere is left out. */
  readonly files: readonly string[];
  /** Names of the folders in it, sorted. */
  readonly folders: readonly string[];
  /** Names of what is neither: FIFOs, devices, links that lead nowhere. */
  readonly others: readonly string[];
  /** One of `folders`. It is empty where it may not be read. */
  readonly enter: (folder: string) => Folder;
}

const NOTHING: Folder = { files: [], folders: [], others: [], enter: () => NOTHING };

/** A folder of this machine. @throws what readdir throws */
export function localFolder(path: string): Folder {
  const files: string[] = [];
  const folders: string[] = [];
  const others: string[] = [];
  const lists = { file: files, folder: folders, other: others };
  for (const entry of readdirSync(path, { withFileTypes: true })) lists[kindOf(path, entry)].push(entry.name);
  return {
    files: files.sort(),
    folders: folders.sort(),
    others,
    enter: (folder) => {
      try {
        return localFolder(join(path, folder));
      } catch {
        return NOTHING;
      }
    },
  };
}

function kindOf(path: string, entry: Dirent): "file" | "folder" | "other" {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  try {
    // A link, or a file system that does not say what it lists.
    const stats = statSync(join(path, entry.name));
    return stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
  } catch {
    return "other";
  }
}

/** The folder that holds files with these paths, as a repository lists them. */
export function folderOfPaths(paths: readonly string[]): Folder {
  const files = new Set<string>();
  const inside = new Map<string, string[]>();
  for (const path of paths) {
    const cut = path.indexOf("/");
    if (cut < 0) files.add(path);
    else {
      const folder = path.slice(0, cut);
      const below = inside.get(folder) ?? [];
      below.push(path.slice(cut + 1));
      inside.set(folder, below);
    }
  }
  return {
    files: [...files].sort(),
    folders: [...inside.keys()].sort(),
    others: [],
    enter: (folder) => folderOfPaths(inside.get(folder) ?? []),
  };
}
