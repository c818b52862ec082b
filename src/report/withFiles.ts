import type { Block, InputFile, Report } from "../model/document.js";

/** The report with what identifies its files, which is found out while everything else of it is made. */
export async function withFiles(report: Report): Promise<Report> {
  if (report.files === undefined) return report;
  const files = await report.files;
  const blocks = report.blocks.map((block): Block => (block.kind === "files" ? { ...block, files } : block));
  return { ...report, blocks };
}

/** How large a file is, and its hash, or why there is none. */
export function identityOf({ byteLength, sha256 }: InputFile): {
  readonly size: string;
  readonly hash: string;
} {
  if (byteLength === null) return { size: "read by ranges", hash: "not taken" };
  return { size: `${byteLength} bytes`, hash: sha256 ?? "not taken of more than 1 GB" };
}

/** The same in one line. */
export function identityLine(file: InputFile): string {
  const { size, hash } = identityOf(file);
  return file.byteLength === null ? size : `${size}, SHA-256 ${hash}`;
}
