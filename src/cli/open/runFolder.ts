import { join } from "node:path";

/** The folder of one of several runs within another: what it is called, as far as that is safe in a path, each once. */
export function runFolder(folder: string, labels: readonly string[], run: number): string {
  const names = labels.map(safeName);
  const name = names[run] as string;
  const earlier = names.slice(0, run).filter((other) => other === name).length;
  return join(folder, earlier === 0 ? name : `${name}-${earlier + 1}`);
}

function safeName(label: string): string {
  const name = label.replace(/[^\p{L}\p{N}._-]+/gu, "_").replace(/^[._-]+|[._-]+$/g, "");
  return name.slice(0, 80) || "run";
}
