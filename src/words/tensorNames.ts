import type { TensorId } from "../model/architecture.js";

/** What tensors and blocks are called where room is short. */

/** The short name of a tensor: "h5 ln_1", "ln_f bias". */
export function tensorLabel({ norm, block, parameter }: TensorId): string {
  const place = block === null ? norm : `${blockLabel(block)} ${norm}`;
  return parameter === "bias" ? `${place} bias` : place;
}

/** "h5" */
export function blockLabel(block: number): string {
  return `h${block}`;
}

/** The short name from a canonical one: "h.5.ln_1.weight" is "h5 ln_1". */
export function shortName(canonical: string): string {
  return canonical
    .replace(/^h\.(\d+)\./, "h$1 ")
    .replace(/\.weight$/, "")
    .replace(/\.bias$/, " bias");
}
