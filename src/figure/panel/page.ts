import { roomForPanels, type Words } from "./frame.js";

/** 9 inches: what a page of a journal has for a figure. */
const PAGE_PX = 864;

/** Pixels that panels may take: of the height that was asked for, or else of a page. */
export function pageRoom(words: Words): number {
  const { options } = words;
  const onPage = { ...words, options: { ...options, height: options.height ?? PAGE_PX } };
  return roomForPanels(onPage) as number;
}
