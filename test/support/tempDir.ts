import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

export interface TempDir {
  readonly path: string;
  /** Writes a file (its folders too) and returns its path. */
  readonly write: (name: string, bytes: Uint8Array | string) => string;
  /** Writes the file's beginning (and end) with a hole behind it, up to `byteLength`, that takes no space on disk. */
  readonly writeSparse: (name: string, beginning: Uint8Array, byteLength: number, end?: Uint8Array) => string;
}

/** A folder that is there until the test file, or the `describe` it is called in, has run. */
export function useTempDir(): TempDir {
  const path = mkdtempSync(join(tmpdir(), "gpt2-wdist-test-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  const write = (name: string, bytes: Uint8Array | string): string => {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    return file;
  };
  return {
    path,
    write,
    writeSparse: (name, beginning, byteLength, end = new Uint8Array()) => {
      const file = write(name, beginning);
      truncateSync(file, byteLength - end.length);
      appendFileSync(file, end);
      return file;
    },
  };
}
