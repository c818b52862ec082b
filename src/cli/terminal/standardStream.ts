import { fstatSync, writeSync } from "node:fs";
import type { Stream } from "../io.js";

/** Width of a table that goes to a file or a pipe, where COLUMNS does not say it. */
const UNKNOWN_COLUMNS = 80;
const LEAST_COLUMNS = 20;
const MOST_COLUMNS = 1000;

/**
 * stdout or stderr. Files and pipes are written to at once: Node's own streams take longer to load than most runs take to
 * print (bench/notes.md, "What only makes it start sooner"). They serve terminals, and pipes whose other end is not ready.
 */
export class StandardStream implements Stream {
  readonly isTerminal: boolean;
  readonly #name: "stdout" | "stderr";
  readonly #descriptor: 1 | 2;
  #usesNode: boolean;
  #failure: string | null = null;

  constructor(name: "stdout" | "stderr") {
    this.#name = name;
    this.#descriptor = name === "stdout" ? 1 : 2;
    this.#usesNode = isDevice(this.#descriptor);
    this.isTerminal = this.#usesNode && process[name].isTTY === true;
    if (this.#usesNode) this.#listen();
  }

  /** Of the terminal; for anything else what COLUMNS says, or a width that tables are readable at. */
  get columns(): number {
    return (this.isTerminal ? process[this.#name].columns : undefined) ?? saidColumns() ?? UNKNOWN_COLUMNS;
  }

  async colourLevel(): Promise<0 | 1 | 2 | 3> {
    const { supportsColor, supportsColorStderr } = await import("chalk");
    const colour = this.#name === "stdout" ? supportsColor : supportsColorStderr;
    return colour === false ? 0 : colour.level;
  }

  write(chunk: string | Uint8Array): void {
    if (this.#failure !== null) return;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    const written = this.#usesNode ? 0 : this.#writeNow(bytes);
    if (this.#usesNode) process[this.#name].write(bytes.subarray(written));
  }

  /** How many bytes were written; the rest is Node's, where writing would have to wait. */
  #writeNow(bytes: Uint8Array): number {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
    } catch (error) {
      if (codeOf(error) === "EAGAIN") {
        this.#usesNode = true;
        this.#listen();
      } else this.#failure = codeOf(error);
    }
    return written;
  }

  #listen(): void {
    process[this.#name].on("error", (error) => {
      this.#failure ??= codeOf(error);
    });
  }

  /** Waits until all is written; resolves to the code of what went wrong. A reader that has seen enough (`| head`) is not an error. */
  async flush(): Promise<string | null> {
    if (this.#usesNode) await new Promise((flushed) => process[this.#name].write("", flushed));
    return this.#failure === "EPIPE" ? null : this.#failure;
  }
}

/** A whole number that a table can have room in. */
function saidColumns(): number | null {
  const said = Number(process.env.COLUMNS);
  return Number.isInteger(said) && said >= LEAST_COLUMNS && said <= MOST_COLUMNS ? said : null;
}

/** Terminals are, and few other things. */
function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
