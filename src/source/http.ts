import { WdistError } from "../errors.js";
import type { ByteSource } from "../model/bytes.js";
import { readBody, readBodyUpTo } from "./body.js";
import { percentDecoded } from "./hubName.js";
import { joinedReads } from "./joinedReads.js";
import type { SourceOptions } from "./options.js";
import type { Secret } from "./redirects.js";
import { type Answer, Client } from "./request.js";
import { requirePlainName } from "./sibling.js";

/** Files on a web server, read by ranges: a checkpoint's header and the few bytes that are asked for. */

/** As much as most headers take: they come with the first answer, which also tells the file's length. */
const HEAD_BYTES = 1 << 16;
/** What is read whole from a server that does not serve ranges. */
const MAX_WHOLE_BYTES = 1 << 26;

export interface HttpFile {
  readonly url: URL;
  /** What the user knows it by: shown, so without any secret. */
  readonly label: string;
  /** The user named the folder or the model that it is in, not the file. */
  readonly isOfFolder: boolean;
}

/** A URL as the user typed it. Credentials in it are sent to its server, and neither they nor its query are shown. */
export function openUrl(typed: string, options: SourceOptions): Promise<ByteSource> {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  if (url === null) {
    throw new WdistError("USAGE", {
      where: "the URL",
      what: "is not valid",
      // Not repeated: it may hold a password.
      fix: "check its host and its brackets",
    });
  }
  const client = new Client(options, secretIn(url));
  url.username = "";
  url.password = "";
  url.hash = "";
  return openHttp({ url, label: url.origin + url.pathname, isOfFolder: false }, client);
}

function secretIn({ username, password, origin }: URL): Secret | null {
  const credentials = [username, password].map((part) => percentDecoded(part) ?? part).join(":");
  if (credentials === ":") return null;
  return { origin, authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

/**
 * Opens a file by its first bytes.
 * @throws WdistError NOT_FOUND, READ_FAILED
 */
export function openHttp(file: HttpFile, client: Client): Promise<ByteSource> {
  const range = { startByte: 0, endByte: HEAD_BYTES };
  return client.request(file.label, file.url, { range: textOf(range) }, async ({ response, chunks }) => {
    requireFile(file.label, response);
    if (response.status === 206) {
      const { endByte, total } = requireRange(file.label, response, 0);
      const head = await readBody(chunks(), endByte);
      return sourceOf(file, client, { byteLength: total, tag: tagOf(response), head });
    }
    const whole = await readWhole(file.label, { response, chunks });
    return sourceOf(file, client, { byteLength: whole.length, tag: null, head: whole });
  });
}

/** What the first answer told. */
interface Opened {
  readonly byteLength: number;
  /** Tells one state of the file from another; null where the server does not say, or all of it is here. */
  readonly tag: string | null;
  /** Its first bytes; all of them from a server that does not serve ranges. */
  readonly head: Uint8Array;
}

function sourceOf(file: HttpFile, client: Client, opened: Opened): ByteSource {
  const { label, isOfFolder } = file;
  const { byteLength, head } = opened;
  const read = joinedReads((startByte, endByte) => readRange(file, client, opened, { startByte, endByte }));
  return {
    label,
    byteLength,
    isOfFolder,
    read: async (startByte, endByte) => {
      if (startByte < 0 || endByte < startByte || endByte > byteLength) {
        throw new WdistError("READ_FAILED", {
          where: label,
          what: `bytes ${startByte} to ${endByte} are outside the file's ${byteLength}`,
        });
      }
      if (endByte <= head.length) return head.slice(startByte, endByte);
      return read(startByte, endByte);
    },
    openSibling: async (fileName) => {
      requirePlainName(label, fileName);
      return openHttp(siblingOf(file, fileName), client);
    },
    close: async () => {},
  };
}

/** In the same folder; the query is left out, which may be a signature for the one file. */
function siblingOf({ url, label, isOfFolder }: HttpFile, fileName: string): HttpFile {
  // With "./", so that no name can be a scheme, a host or a path from the root.
  const sibling = new URL(`./${encodeURIComponent(fileName)}`, url);
  sibling.search = "";
  return { url: sibling, label: label.replace(/[^/]*$/, () => fileName), isOfFolder };
}

interface Range {
  readonly startByte: number;
  readonly endByte: number; // exclusive
}

async function readRange(
  file: HttpFile,
  client: Client,
  { byteLength, tag }: Opened,
  range: Range,
): Promise<Uint8Array> {
  if (range.startByte === range.endByte) return new Uint8Array();
  // A server that keeps to this sends all of the file, instead of a range, where it has another one by now.
  const condition = tag !== null && isStrong(tag) ? { "if-range": tag } : {};
  const headers = { range: textOf(range), ...condition };
  return client.request(file.label, file.url, headers, async ({ response, chunks }) => {
    requireFile(file.label, response);
    const now = tagOf(response);
    if (response.status !== 206) {
      throw tag !== null && now !== null && now !== tag
        ? changed(file.label, "it has another entity tag")
        : failed(file.label, `the server stopped serving ranges: it answers ${response.status}`);
    }
    const { endByte, total } = requireRange(file.label, response, range.startByte);
    if (total !== byteLength) throw changed(file.label, `it had ${byteLength} bytes, now it has ${total}`);
    if (now !== tag) throw changed(file.label, "it has another entity tag");
    if (endByte !== range.endByte)
      throw failed(file.label, "the server answers with another range than asked for");
    return readBody(chunks(), range.endByte - range.startByte);
  });
}

function changed(where: string, how: string): WdistError {
  return new WdistError("READ_FAILED", {
    where,
    what: `the file changed while it was read: ${how}`,
    fix: "try again when the program that writes the file has finished",
  });
}

function textOf({ startByte, endByte }: Range): string {
  return `bytes=${startByte}-${endByte - 1}`;
}

/** Refuses what is neither the file nor a part of it, as it is. */
function requireFile(label: string, { status, headers }: Response): void {
  if (status === 404 || status === 410) {
    throw new WdistError("NOT_FOUND", {
      where: label,
      what: `the server has no such file (${status})`,
      fix: "check the URL",
    });
  }
  if (status === 401 || status === 403) {
    throw failed(
      label,
      `may not be read (${status})`,
      "check your permission, and a token or signature in the URL",
    );
  }
  if (status === 416) {
    throw failed(label, "the file is empty, or the server does not have the bytes asked for (416)");
  }
  if (status !== 200 && status !== 206) throw failed(label, `the server answers ${status}, without the file`);
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity")
    throw failed(label, "the server compresses the file, so that it has no ranges");
}

interface ContentRange extends Range {
  readonly total: number;
}

function contentRange(response: Response): ContentRange | null {
  const text = response.headers.get("content-range") ?? "";
  const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(text) ?? [];
  if (total === undefined) return null;
  return { startByte: Number(first), endByte: Number(last) + 1, total: Number(total) };
}

function requireRange(label: string, response: Response, startByte: number): ContentRange {
  const range = contentRange(response);
  if (
    range === null ||
    range.startByte !== startByte ||
    range.endByte > Math.max(range.total, startByte) ||
    (startByte === 0 && range.endByte > HEAD_BYTES)
  ) {
    throw failed(label, "the server answers with another range than asked for, or does not say which");
  }
  return range;
}

/** The file's state: its entity tag, or when it was changed. */
function tagOf({ headers }: Response): string | null {
  return headers.get("etag") ?? headers.get("last-modified");
}

/** Equal tags of this kind mean equal bytes; only they may be asked for. */
function isStrong(tag: string): boolean {
  return /^"[\x21\x23-\x7e]*"$/.test(tag);
}

async function readWhole(label: string, { response, chunks }: Answer): Promise<Uint8Array> {
  const claimed = Number(response.headers.get("content-length") ?? Number.NaN);
  const known = Number.isSafeInteger(claimed) ? claimed : null;
  const bytes =
    known === null
      ? await readBodyUpTo(chunks(), MAX_WHOLE_BYTES)
      : known > MAX_WHOLE_BYTES
        ? null
        : await readBody(chunks(), known);
  if (bytes !== null) return bytes;
  throw failed(
    label,
    `the server does not serve ranges, and the file has ${known === null ? "more than " : ""}${known ?? MAX_WHOLE_BYTES} bytes; ${MAX_WHOLE_BYTES} are read whole`,
    "download the file first",
  );
}

function failed(where: string, what: string, fix = "try again, or download the file first"): WdistError {
  return new WdistError("READ_FAILED", { where, what, fix });
}
