import { execFileSync, spawnSync } from "node:child_process";

/** Poppler's programs for PDF; where they are not, their tests are left out. With GPT2_WDIST_TOOLS=required, as in .ci/run, they fail instead. */
export const HAS_POPPLER =
  spawnSync("pdftotext", ["-v"]).error === undefined || process.env.GPT2_WDIST_TOOLS === "required";

if (!HAS_POPPLER) console.warn("no pdftotext: tests that read PDF with it are left out");

/** The words of a PDF. */
export function pdfText(pdf: Uint8Array): string {
  return execFileSync("pdftotext", ["-", "-"], { input: pdf }).toString();
}

/** Each font of a PDF in words: name, type, encoding, embedded, subset, Unicode. */
export function pdfFonts(pdf: Uint8Array): string[] {
  const [, , ...lines] = execFileSync("pdffonts", ["-"], { input: pdf }).toString().trim().split("\n");
  return lines.map((line) => line.replace(/\s+/g, " "));
}
