import { escapeXml } from "../../escape.js";
import type { TensorComparison } from "../../model/comparison.js";
import { medianChange } from "../../words/medianChange.js";
import { factor, signed, significant, UNDEFINED } from "../../words/numbers.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { typeset } from "../../words/typeset.js";

/** Tables of a report page: real tables that read without a script, with what sorting needs in attributes. */

interface Cell {
  readonly text: string;
  /** What the column is sorted by, where that is not the text. */
  readonly key?: number | null;
}

export interface PageTable {
  readonly id: string;
  readonly caption: string;
  readonly heads: readonly { readonly text: string; readonly isNumber: boolean }[];
  readonly rows: readonly { readonly dim?: number; readonly cells: readonly Cell[] }[];
}

const TENSOR_HEADS: readonly (readonly [text: string, isNumber: boolean])[] = [
  ["tensor", false],
  ["median pre", true],
  ["median post", true],
  ["change", true],
  ["IQR ratio", true],
  ["KS", true],
  ["relative L2", true],
  ["outliers pre", true],
  ["outliers post", true],
  ["sign flips", true],
  ["moved most", true],
];

export function tensorTable(tensors: readonly TensorComparison[]): PageTable {
  return {
    id: "tensor-table",
    caption: "Every tensor compared",
    heads: TENSOR_HEADS.map(([text, isNumber]) => ({ text, isNumber })),
    rows: tensors.map((tensor, i) => ({ cells: tensorCells(tensor, i) })),
  };
}

function tensorCells(tensor: TensorComparison, place: number): Cell[] {
  const { id, pre, post, change } = tensor;
  const [top] = change.topMoved;
  const number = (value: number | null, text: string): Cell => ({ text, key: value });
  const outliers = (side: TensorComparison["pre"]) => side.summary.outlierDims?.length ?? null;
  return [
    number(place, tensorLabel(id)),
    number(pre.summary.median, significant(pre.summary.median)),
    number(post.summary.median, significant(post.summary.median)),
    number(tensor.change.medianFraction, change.identical ? "identical" : medianChange(tensor)),
    number(tensor.change.iqrRatio, factor(tensor.change.iqrRatio, "×")),
    number(change.ksStatistic, change.ksStatistic?.toFixed(2) ?? UNDEFINED),
    number(change.relativeL2, significant(change.relativeL2, 2)),
    number(outliers(pre), String(outliers(pre) ?? UNDEFINED)),
    number(outliers(post), String(outliers(post) ?? UNDEFINED)),
    number(change.signFlips, String(change.signFlips)),
    number(Math.abs(top?.delta ?? 0), top === undefined ? UNDEFINED : `dim ${top.dim}: ${signed(top.delta)}`),
  ];
}

/** More rows nobody reads; the JSON has every number. */
const MOST_ROWS = 200;

/** The dimensions that moved most in each tensor, the farthest first. */
export function movedTable(tensors: readonly TensorComparison[]): PageTable {
  const moves = tensors.flatMap(({ id, change }) => {
    const flips = new Set(change.signFlipDims);
    return change.topMoved.map((moved) => ({
      ...moved,
      tensor: tensorLabel(id),
      flips: flips.has(moved.dim),
    }));
  });
  const shown = moves.toSorted((a, b) => Math.abs(b.delta) - Math.abs(a.delta)).slice(0, MOST_ROWS);
  const part = shown.length < moves.length ? ` (${shown.length} of ${moves.length}; the JSON has all)` : "";
  return {
    id: "moved-table",
    caption: `The dimensions that moved most in each tensor${part}`,
    heads: [
      { text: "dimension", isNumber: true },
      { text: "tensor", isNumber: false },
      { text: "pre", isNumber: true },
      { text: "post", isNumber: true },
      { text: "change", isNumber: true },
      { text: "sign", isNumber: false },
    ],
    rows: shown.map(({ dim, tensor, pre, post, delta, flips }) => ({
      dim,
      cells: [
        { text: String(dim), key: dim },
        { text: tensor },
        { text: significant(pre), key: pre },
        { text: significant(post), key: post },
        { text: signed(delta), key: Math.abs(delta) },
        { text: flips ? "flipped" : "kept" },
      ],
    })),
  };
}

/** A search field appears with the script that it needs. */
export function tableHtml({ id, caption, heads, rows }: PageTable): string {
  const head = heads
    .map(
      ({ text, isNumber }) =>
        `<th scope="col"${isNumber ? ' class="number"' : ""}><button type="button" disabled>${escapeXml(text)}</button></th>`,
    )
    .join("");
  const body = rows.map(
    ({ dim, cells }) => `<tr>${cells.map((cell, i) => cellHtml(cell, i, heads, dim)).join("")}</tr>`,
  );
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeXml(caption)}"><table id="${id}"><caption>${escapeXml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

function cellHtml(
  { text, key }: Cell,
  column: number,
  heads: PageTable["heads"],
  dim: number | undefined,
): string {
  const shown = escapeXml(typeset(text));
  const sortKey = key === undefined ? "" : ` data-key="${key ?? ""}"`;
  const number = heads[column]?.isNumber ? ' class="number"' : "";
  if (column > 0) return `<td${number}${sortKey}>${shown}</td>`;
  const content =
    dim === undefined
      ? shown
      : `<button type="button" class="dim" data-dim="${dim}" disabled>${shown}</button>`;
  return `<th scope="row"${number}${sortKey}>${content}</th>`;
}
