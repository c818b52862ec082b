import { escapeXml } from "../../escape.js";
import type { InputFile, ReadableTable, TableCell } from "../../model/document.js";
import { identityOf } from "../withFiles.js";
import { textHtml } from "./runs.js";

/** Tables of a page: real tables that read without a script, with what sorting needs in attributes. */

/** A search field appears with the script that it needs. */
export function tableHtml({ id, caption, heads, rows }: ReadableTable, className: string | null): string {
  const head = heads.map(
    ({ text, isNumber }) =>
      `<th scope="col"${numberClass(isNumber)}><button type="button" disabled>${escapeXml(text)}</button></th>`,
  );
  const body = rows.map(
    (cells) =>
      `<tr>${cells.map((cell, i) => cellHtml(cell, i === 0, heads[i]?.isNumber === true)).join("")}</tr>`,
  );
  const table = framed(caption, ` id="${id}"`, head, body);
  return className === null ? table : `<div class="${className}">${table}</div>`;
}

function cellHtml({ text, key, dim }: TableCell, isFirst: boolean, isNumber: boolean): string {
  const shown = textHtml(text);
  const attributes = numberClass(isNumber) + (key === undefined ? "" : ` data-key="${key ?? ""}"`);
  if (!isFirst) return `<td${attributes}>${shown}</td>`;
  const content =
    dim === undefined
      ? shown
      : `<button type="button" class="dim" data-dim="${dim}" disabled>${shown}</button>`;
  return `<th scope="row"${attributes}>${content}</th>`;
}

/** The files that a document was made from. */
export function filesHtml(caption: string, files: readonly InputFile[]): string {
  const heads = [
    '<th scope="col">side</th>',
    '<th scope="col">file</th>',
    '<th scope="col" class="number">size</th>',
    '<th scope="col">SHA-256</th>',
  ];
  const rows = files.map((file) => {
    const { side, path } = file;
    const { size, hash } = identityOf(file);
    return `<tr><th scope="row">${escapeXml(side)}</th><td>${escapeXml(path)}</td><td class="number">${size}</td><td class="hash">${hash}</td></tr>`;
  });
  return framed(caption, "", heads, rows);
}

function framed(caption: string, id: string, heads: readonly string[], rows: readonly string[]): string {
  const shown = escapeXml(caption);
  return `<div class="scroll" role="region" tabindex="0" aria-label="${shown}"><table${id}><caption>${shown}</caption><thead><tr>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function numberClass(isNumber: boolean): string {
  return isNumber ? ' class="number"' : "";
}
