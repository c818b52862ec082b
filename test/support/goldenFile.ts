import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const GOLDENS = fileURLToPath(new URL("../goldens/", import.meta.url));
/** What differs is kept here to be looked at; not committed. */
const CHANGED = fileURLToPath(new URL("../changed/", import.meta.url));

/**
 * Expects `actual` to be what test/goldens/NAME holds. With UPDATE_GOLDENS=1 it is written there instead: look at every
 * picture before committing it.
 */
export function expectGolden(name: string, actual: string | Uint8Array): void {
  const bytes = Buffer.from(actual);
  const path = GOLDENS + name;
  if (process.env.UPDATE_GOLDENS === "1") write(path, bytes);
  const same = existsSync(path) && readFileSync(path).equals(bytes);
  if (!same) write(CHANGED + name, bytes);
  expect(same, `${name} differs from its golden; the new one is in test/changed/`).toBe(true);
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
