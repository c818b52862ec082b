import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import { UNREAD_ARCHIVES } from "./archives.js";
import type { UnreadKind } from "./kind.js";
import { UNREAD_MODELS } from "./models.js";
import { UNREAD_TEXTS } from "./texts.js";

export type { UnreadKind } from "./kind.js";
export { ZIP_KINDS } from "./zips.js";

/** Every kind of file that is named instead of read, in the order in which they are tried. */
export const UNREAD_KINDS: readonly UnreadKind[] = [...UNREAD_MODELS, ...UNREAD_ARCHIVES, ...UNREAD_TEXTS];

/** What the file's name says that it is, whatever its bytes look like. */
export function unreadByName({ label }: ByteSource): UnreadKind | undefined {
  return UNREAD_KINDS.find(({ named }) => named?.test(label));
}

export function unreadByContent(head: Uint8Array, source: ByteSource): UnreadKind | undefined {
  return UNREAD_KINDS.find(({ matches }) => matches(head, source));
}

export function refused({ is, fix, holds }: UnreadKind, head: Uint8Array, { label }: ByteSource): WdistError {
  const held = holds?.(head) ?? null;
  return new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: held === null ? `is ${is}` : `is ${is}: ${quote(held)}`,
    fix,
  });
}
