import { readFileSync } from "node:fs";
import type { ToolInfo } from "../model/document.js";

/** Name and version, from the package itself; src/source, dist/source and dist/program are equally deep in it. */
export function toolInfo(): ToolInfo {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { name, version } = JSON.parse(text) as ToolInfo;
  return { name, version };
}
