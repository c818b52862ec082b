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

/** The same from a canonical name. */
export function shortName(canonical: string, architecture: Architecture): string {
  const id = idOfName(architecture, canonical);
  return id === null ? canonical : tensorLabel(id);
}
