import type { Block, Document, HeadingBlock } from "../model/document.js";

/** What a document is shown as. */
export type Medium = "page" | "paper" | "markdown";

export interface Section {
  readonly heading: HeadingBlock;
  readonly blocks: readonly Block[];
}

/** The blocks that a medium can show, in order; a heading with nothing left under it is left out. */
export function blocksFor({ blocks }: Document, medium: Medium): readonly Block[] {
  const shown = blocks.filter((block) => medium === "page" || !isForPages(block));
  return shown.filter((block, i) => !isSectionHeading(block) || !endsSection(shown[i + 1]));
}

/** The blocks before the first section, and the sections. */
export function sectionsOf(blocks: readonly Block[]): {
  readonly intro: readonly Block[];
  readonly sections: readonly Section[];
} {
  const starts = blocks.flatMap((block, i) => (isSectionHeading(block) ? [{ heading: block, at: i }] : []));
  return {
    intro: blocks.slice(0, starts[0]?.at ?? blocks.length),
    sections: starts.map(({ heading, at }, i) => ({
      heading,
      blocks: blocks.slice(at + 1, starts[i + 1]?.at ?? blocks.length),
    })),
  };
}

function isForPages(block: Block): boolean {
  return block.kind === "live" || (block.kind === "table" && block.isForPages === true);
}

function isSectionHeading(block: Block): block is HeadingBlock {
  return block.kind === "heading" && block.level === 2;
}

function endsSection(next: Block | undefined): boolean {
  return next === undefined || next.kind === "heading";
}
