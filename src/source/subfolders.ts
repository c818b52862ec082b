import type { Folder } from "./folder.js";
import { type FolderKind, kindOfFolder } from "./folderKinds.js";

/** Where models are in the folders of a folder. */

/** As far as trainers nest them: `lightning_logs/version_0/checkpoints`. */
const MAX_DEPTH = 4;
/** No message names more than a few; guards against a home directory. */
const MAX_FOLDERS = 200;

/** A folder inside that is of a kind that is not read. */
export interface UnreadFolder extends FolderKind {
  /** Its path, from the folder that was searched. */
  readonly folder: string;
}

export interface Found {
  /** Paths from the folder that was searched, with "/", in the order of the numbers in their names. */
  readonly models: readonly string[];
  readonly kinds: readonly UnreadFolder[];
}

/** Searches the nearest folders first. What `isModel` says yes to is not searched further. */
export function searchFolders(where: string, folder: Folder, isModel: (folder: Folder) => boolean): Found {
  const models: string[] = [];
  const kinds: UnreadFolder[] = [];
  let level = [{ path: "", folder }];
  let seen = 0;
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const outer of level) {
      for (const name of outer.folder.folders) {
        if (name.startsWith(".") || seen >= MAX_FOLDERS) continue;
        seen++;
        const path = outer.path + name;
        const inside = outer.folder.enter(name);
        const kind = isModel(inside) ? null : kindOfFolder(`${where}/${path}`, inside);
        if (kind !== null) kinds.push({ ...kind, folder: path });
        else if (isModel(inside)) models.push(path);
        else next.push({ path: `${path}/`, folder: inside });
      }
    }
    level = next;
  }
  const byNumber = new Intl.Collator("en", { numeric: true }).compare;
  return { models: models.sort(byNumber), kinds };
}
