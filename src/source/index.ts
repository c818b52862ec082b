import type { ByteSource } from "../model.js";
import { openLocal } from "./local.js";

/**
 * Opens the file behind what the user typed: a checkpoint file, or a directory that holds one.
 * @throws WdistError NOT_FOUND, NOT_A_FILE or READ_FAILED
 */
export async function openSource(typed: string): Promise<ByteSource> {
  return openLocal(typed);
}
