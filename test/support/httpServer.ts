import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";

/** A request as the server saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly range: string | null;
  readonly authorization: string | null;
  /** Its query and all its headers, as text. */
  readonly all: string;
}

/** Answers one request its own way; false leaves it to the server's usual way. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

/** A file that is served: its bytes, or how long it is and how to get some. */
export interface ServedFile {
  readonly byteLength: number;
  readonly read: (startByte: number, endByte: number) => Uint8Array;
}

export function served(bytes: Uint8Array | string): ServedFile {
  const buffer = Buffer.from(bytes as Uint8Array);
  return { byteLength: buffer.length, read: (startByte, endByte) => buffer.subarray(startByte, endByte) };
}

/** A web server on loopback that serves ranges as a good one does, counts, and misbehaves on demand. */
export class LoopbackServer {
  readonly files = new Map<string, ServedFile>();
  readonly seen: SeenRequest[] = [];
  /** Bytes of bodies that were sent. */
  sentBytes = 0;
  misbehave: Misbehaviour = () => false;
  etag: string | null = '"one"';
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.files.clear();
    this.seen.length = 0;
    this.sentBytes = 0;
    this.misbehave = () => false;
    this.etag = '"one"';
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, "127.0.0.1", () => resolve()));
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent((request.url ?? "").replace(/\?.*/s, ""));
    const { range = null, authorization = null } = request.headers;
    const all = [request.url, ...request.rawHeaders].join("\n");
    this.seen.push({ path, range, authorization, all });
    if (this.misbehave(request, response, this.seen.length)) return;
    const file = this.files.get(path);
    if (file === undefined) {
      response.writeHead(404).end("no such file");
      return;
    }
    this.serve(file, range, response);
  }

  /** A range of a file, or all of it where none is asked for. */
  serve(file: ServedFile, range: string | null, response: ServerResponse): void {
    const headers = this.etag === null ? {} : { etag: this.etag };
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
    if (first === undefined) {
      response.writeHead(200, { ...headers, "content-length": file.byteLength });
      this.#send(file.read(0, file.byteLength), response);
      return;
    }
    const startByte = Number(first);
    const endByte = Math.min(Number(last) + 1, file.byteLength);
    if (startByte >= file.byteLength) {
      response.writeHead(416, { "content-range": `bytes */${file.byteLength}` }).end();
      return;
    }
    response.writeHead(206, {
      ...headers,
      "content-range": `bytes ${startByte}-${endByte - 1}/${file.byteLength}`,
      "content-length": endByte - startByte,
    });
    this.#send(file.read(startByte, endByte), response);
  }

  #send(bytes: Uint8Array, response: ServerResponse): void {
    this.sentBytes += bytes.length;
    response.end(bytes);
  }
}

/** A server for the tests of a file. */
export function useServer(): LoopbackServer {
  const server = new LoopbackServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  return server;
}
