import { WdistError } from "../../src/errors.js";
import type { ByteSource } from "../../src/model/bytes.js";

/** Files in memory that stand side by side, and a count of those that are open. */
export class MemoryFolder {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  openCount = 0;
  /** Names in the order in which they were opened. */
  readonly opened: string[] = [];

  constructor(files: Readonly<Record<string, Uint8Array | string>>) {
    this.#files = new Map(
      Object.entries(files).map(([name, bytes]) => [
        name,
        typeof bytes === "string" ? new Uint8Array(Buffer.from(bytes, "utf8")) : bytes,
      ]),
    );
  }

  open(name: string): ByteSource {
    const bytes = this.#files.get(name);
    if (bytes === undefined) throw new WdistError("NOT_FOUND", { where: name, what: "is not there" });
    this.openCount++;
    this.opened.push(name);
    let isOpen = true;
    return {
      label: name,
      byteLength: bytes.length,
      read: async (startByte, endByte) => {
        if (!isOpen) throw new Error(`${name} is closed`);
        if (!(startByte >= 0 && startByte <= endByte && endByte <= bytes.length)) {
          throw new Error(`asked for bytes ${startByte} to ${endByte} of ${bytes.length}`);
        }
        return bytes.slice(startByte, endByte);
      },
      openSibling: async (sibling) => this.open(sibling),
      close: async () => {
        if (isOpen) this.openCount--;
        isOpen = false;
      },
    };
  }
}

/** One file in memory, alone. */
export function memorySource(bytes: Uint8Array | string, name = "model.safetensors"): ByteSource {
  return new MemoryFolder({ [name]: bytes }).open(name);
}

export interface ReadRange {
  readonly startByte: number;
  readonly endByte: number;
}

/** The source with every range that is asked of it written down. */
export function counting(source: ByteSource): { readonly source: ByteSource; readonly reads: ReadRange[] } {
  const reads: ReadRange[] = [];
  return {
    reads,
    source: {
      label: source.label,
      byteLength: source.byteLength,
      read: (startByte, endByte) => {
        reads.push({ startByte, endByte });
        return source.read(startByte, endByte);
      },
      openSibling: (fileName) => source.openSibling(fileName),
      close: () => source.close(),
    },
  };
}
