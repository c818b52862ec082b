import { blockRanges } from "../analysis/blockRanges.js";
import type { Architecture, TensorId } from "../model/architecture.js";
import { idOfName } from "../model/sites.js";

/** What tensors and blocks are called where room is short. */

/** The short name of a tensor: its block, as h5, and what its norm is called. */
export function tensorLabel({ norm, block, parameter }: TensorId): string {
  const place = block === null ? norm : `${blockLabel(block)} ${norm}`;
  return parameter === "bias" ? `${place} bias` : place;
}

/** "h5" */
export function blockLabel(block: number): string {
  return `h${block}`;
}

/** Of blocks next to each other: "h5", "h0-5". */
export function groupLabel(blocks: readonly number[]): string {
  return `h${blockRanges(blocks)}`;
}

/** The short name of a tensor from its canonical one. */
export function shortName(canonical: string, architecture: Architecture): string {
  const id = idOfName(architecture, canonical);
  return id === null ? canonical : tensorLabel(id);
}
