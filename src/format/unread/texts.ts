import { asLatin1, startsWith } from "../shared/signatures.js";
import { utf8Text } from "../shared/utf8.js";
import type { UnreadKind } from "./kind.js";

/** Texts: pointers, pages and messages that came in the place of weights. In the order in which they are tried. */
export const UNREAD_TEXTS: readonly UnreadKind[] = [
  {
    is: "a Git LFS pointer, which names the weights and does not hold them",
    fix: "run `git lfs pull` in the repository it came from",
    matches: startsWith("version https://git-lfs.github.com/spec/"),
  },
  {
    is: "a Xet pointer, which names the weights and does not hold them",
    fix: "download the file from the hub, or check the repository out with git-xet installed",
    matches: startsWith("# xet version "),
  },
  {
    is: "a web page (HTML)",
    fix: "download the file itself, not the page that shows it",
    matches: (head) => PAGE.test(markupOf(head)),
  },
  {
    is: "an XML text, such as a server's error message",
    fix: "read in it what the server says, and download the file itself",
    matches: (head) => /^<(?:\?xml|[a-z]+[\s>])/i.test(textOf(head).trimStart()),
    holds: (head) =>
      firstLine(
        textOf(wholeCharacters(head))
          .replace(/<[^>]*>/g, " ")
          .replace(/\s+/g, " "),
      ),
  },
  {
    is: "a JSON file",
    fix: "name the weights, or the directory that holds them",
    matches: (head) => /^[{[]\s*["{[\]}]/.test(textOf(head).trimStart()),
    // A server's answer is short; of a configuration the beginning says nothing.
    holds: (head) => (head.length < MAX_ANSWER_BYTES ? firstLine(textOf(head)) : null),
  },
  {
    is: "a text",
    fix: "name the weights, or the directory that holds them; if it is a server's answer, do what it says",
    matches: isPrintable,
    holds: (head) => firstLine(utf8Text(wholeCharacters(head)) ?? ""),
  },
];

const MAX_ANSWER_BYTES = 300;
/** What pages begin with, whole ones and such as a server puts together in a hurry. */
const PAGE = /^<(?:!doctype html|html|head|body|title|script|style|meta|link|div|center|h[1-6]|p)\b/i;

function firstLine(text: string): string | null {
  const line = text.trim().split("\n")[0]?.trim() ?? "";
  return line === "" ? null : line;
}

/** Without a byte order mark. */
function textOf(head: Uint8Array): string {
  return asLatin1(head).replace(/^\xef\xbb\xbf/, "");
}

/** A page begins behind XML's declaration and comments. */
function markupOf(head: Uint8Array): string {
  let text = textOf(head).trimStart();
  for (;;) {
    const close = text.startsWith("<!--") ? "-->" : text.startsWith("<?xml") ? "?>" : null;
    const end = close === null ? -1 : text.indexOf(close);
    if (close === null || end < 0) return text;
    text = text.slice(end + close.length).trimStart();
  }
}

/** UTF-8 of which nothing is a control character but tabs and the ends of lines. */
function isPrintable(head: Uint8Array): boolean {
  const text = utf8Text(wholeCharacters(head));
  return text !== null && text.trim() !== "" && !/[^\P{Cc}\t\r\n]/u.test(text);
}

/** The first bytes of a file may end within a character, whose bytes other than the first are 10xxxxxx. */
function wholeCharacters(head: Uint8Array): Uint8Array {
  const isWithin = (at: number) => ((head[at] ?? 0) & 0xc0) === 0x80;
  let end = head.length;
  while (end > 0 && head.length - end < MAX_CHARACTER_BYTES && isWithin(end - 1)) end--;
  const isCut = end > 0 && (head[end - 1] ?? 0) >= 0xc0 && utf8Text(head.subarray(end - 1)) === null;
  return isCut ? head.subarray(0, end - 1) : head;
}

const MAX_CHARACTER_BYTES = 4;
