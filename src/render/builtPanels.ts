import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { PreparedPanels } from "./prepared.js";

/** Panels that the build has prepared, so that drawing them needs no Vega-Lite, which takes longest to load. */

/** Beside dist/page; src/render, dist/render and dist/program are equally deep in the package. */
const FOLDER = new URL("../../dist/panels/", import.meta.url);

export function builtPanelsFile(key: string): URL {
  return new URL(`${createHash("sha256").update(key).digest("hex").slice(0, 16)}.json`, FOLDER);
}

/** Null where the build has not prepared these, or nothing was built. */
export function readBuiltPanels(key: string): PreparedPanels | null {
  try {
    return JSON.parse(readFileSync(builtPanelsFile(key), "utf8")) as PreparedPanels;
  } catch {
    return null;
  }
}
