import { WdistError } from "../errors.js";
import type { ByteSource } from "../model/bytes.js";
import { percentDecoded } from "./hubName.js";
import type { SourceOptions } from "./options.js";
import { type Reading, readBody, readBodyUpTo, request } from "./request.js";
import { requirePlainName } from "./sibling.js";

/** Files on a web server, read by ranges: a checkpoint's header and the few bytes that are asked for. */

/** As much as most headers take: they come with the first answer, which also tells the file's length. */
const HEAD_BYTES = 1 << 16;
/** What is read whole from a server that does not serve ranges. */
const MAX_WHOLE_BYTES = 1 << 26;
/** Connections that a server should bear from one client. */
const MAX_AT_ONCE = 8;

export interface HttpFile {
  readonly url: URL;
  /** What the user knows it by: shown, so without any secret. */
  readonly label: string;
  /** Sent to the server of the URL; fetch drops the authorization where a redirect leads to another one. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A URL as the user typed it. Credentials in it are sent as such, and neither they nor its query are shown. */
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
  const credentials = [url.username, url.password].map((part) => percentDecoded(part) ?? part).join(":");
  const headers: Record<string, string> =
    credentials === ":" ? {} : { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
  url.username = "";
  url.password = "";
  url.hash = "";
  return openHttp({ url, label: url.origin + url.pathname, headers }, options);
}

/**
 * Opens a file by its first bytes.
 * @throws WdistError NOT_FOUND, READ_FAILED
 */
export function openHttp(file: HttpFile, options: SourceOptions): Promise<ByteSource> {
  const range = { startByte: 0, endByte: HEAD_BYTES };
  return request(file.label, file.url, rangeHeaders(file, range), options, async (response) => {
    requireHonest(file, response);
    if (response.status === 416 && contentRange(response)?.total === 0) {
      return sourceOf(file, options, { byteLength: 0, tag: null, head: new Uint8Array() });
    }
    if (response.status === 206) {
      const { endByte, total } = requireRange(file.label, response, 0);
      const head = await readBody(response, endByte, readingOf(file, options));
      return sourceOf(file, options, { byteLength: total, tag: tagOf(response), head });
    }
    const whole = await readWhole(file.label, response, readingOf(file, options));
    return sourceOf(file, options, { byteLength: whole.length, tag: null, head: whole });
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

function sourceOf(file: HttpFile, options: SourceOptions, opened: Opened): ByteSource {
  const limit = atMost(MAX_AT_ONCE);
  const { label } = file;
  const { byteLength, head } = opened;
  return {
    label,
    byteLength,
    read: async (startByte, endByte) => {
      if (startByte < 0 || endByte < startByte || endByte > byteLength) {
        throw new WdistError("READ_FAILED", {
          where: label,
          what: `bytes ${startByte} to ${endByte} are outside the file's ${byteLength}`,
        });
      }
      if (endByte <= head.length) return head.slice(startByte, endByte);
      return limit(() => readRange(file, options, opened, { startByte, endByte }));
    },
    openSibling: async (fileName) => {
      requirePlainName(label, fileName);
      return openHttp(siblingOf(file, fileName), options);
    },
    close: async () => {},
  };
}

/** In the same folder; the query is left out, which may be a signature for the one file. */
function siblingOf({ url, label, headers }: HttpFile, fileName: string): HttpFile {
  const sibling = new URL(encodeURIComponent(fileName), url);
  return { url: sibling, label: label.replace(/[^/]*$/, fileName), headers };
}

interface Range {
  readonly startByte: number;
  readonly endByte: number; // exclusive
}

async function readRange(
  file: HttpFile,
  options: SourceOptions,
  { byteLength, tag }: Opened,
  range: Range,
): Promise<Uint8Array> {
  if (range.startByte === range.endByte) return new Uint8Array();
  return request(file.label, file.url, rangeHeaders(file, range), options, async (response) => {
    requireHonest(file, response);
    if (response.status !== 206) {
      throw failed(file.label, `the server stopped serving ranges: it answers ${response.status}`);
    }
    const { endByte, total } = requireRange(file.label, response, range.startByte);
    if (total !== byteLength || tagOf(response) !== tag) {
      throw new WdistError("READ_FAILED", {
        where: file.label,
        what: `the file changed while it was read: it had ${byteLength} bytes, now it has ${total}`,
        fix: "try again when whatever writes the file has finished",
      });
    }
    if (endByte !== range.endByte)
      throw failed(file.label, "the server answers with another range than asked for");
    return readBody(response, range.endByte - range.startByte, readingOf(file, options));
  });
}

function readingOf({ label }: HttpFile, { timeoutMs, onFetched }: SourceOptions): Reading {
  return { timeoutMs, onBytes: (count) => onFetched(label, count) };
}

function rangeHeaders({ headers }: HttpFile, { startByte, endByte }: Range): Record<string, string> {
  return { ...headers, range: `bytes=${startByte}-${endByte - 1}` };
}

/** Refuses what is no part of the file as it is. */
function requireHonest(file: HttpFile, response: Response): void {
  const { status, headers } = response;
  if (status === 404 || status === 410) {
    throw new WdistError("NOT_FOUND", {
      where: file.label,
      what: `the server has no such file (${status})`,
      fix: "check the URL",
    });
  }
  if (status === 401 || status === 403) {
    throw failed(
      file.label,
      `may not be read (${status})`,
      "check your permission, and a token or signature in the URL",
    );
  }
  if (status >= 400 && status !== 416) throw failed(file.label, `the server answers ${status}`);
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity")
    throw failed(file.label, "the server compresses the file, so that it has no ranges");
  if (file.url.protocol === "https:" && response.url.startsWith("http:")) {
    throw failed(file.label, "the server redirects to a connection that is not encrypted");
  }
}

interface ContentRange extends Range {
  readonly total: number;
}

function contentRange(response: Response): ContentRange | null {
  const text = response.headers.get("content-range") ?? "";
  const empty = /^bytes \*\/(\d{1,15})$/.exec(text);
  if (empty !== null) return { startByte: 0, endByte: 0, total: Number(empty[1]) };
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

async function readWhole(label: string, response: Response, reading: Reading): Promise<Uint8Array> {
  const claimed = Number(response.headers.get("content-length") ?? Number.NaN);
  const known = Number.isSafeInteger(claimed) ? claimed : null;
  const bytes =
    known === null
      ? await readBodyUpTo(response, MAX_WHOLE_BYTES, reading)
      : known > MAX_WHOLE_BYTES
        ? null
        : await readBody(response, known, reading);
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

/** Runs so many operations at once; the others wait in order. */
function atMost(count: number): <T>(operation: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (operation) => {
    if (running >= count) await new Promise<void>((go) => waiting.push(go));
    else running++;
    try {
      return await operation();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
