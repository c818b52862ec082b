import { blockList } from "../phrases.js";

/** Over the histograms of blocks that the first page has no room for. */
export function otherBlocksTitle(
  blocks: readonly number[],
  { page, of }: { readonly page: number; readonly of: number },
): string {
  return `The other blocks, page ${page} of ${of}: ${blockList(blocks).replace(/^blocks? /, "")}`;
}
