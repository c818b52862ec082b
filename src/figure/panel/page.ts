import { roomForPanels, type Words } from "./frame.js";

/** What a page of a journal has room for. A wider picture is for a screen, where it may be as tall as it needs to be. */
const PAGE_PX = { width: 672, height: 864 };

/** So many pixels panels may take: what the height of the picture leaves them, or that of a page; null: any number. */
export function mostRoom(words: Words): number | null {
  const { width, height, interactive } = words.options;
  return height === null && (interactive || width > PAGE_PX.width) ? null : pageRoom(words);
}

/** The same, whatever the picture is for. */
export function pageRoom(words: Words): number {
  const { options } = words;
  const onPage = { ...words, options: { ...options, height: options.height ?? PAGE_PX.height } };
  return roomForPanels(onPage) as number;
}

/** On as few pages as they take, about equally many on each. */
export function inPages<Item>(items: readonly Item[], mostOnPage: number): (readonly Item[])[] {
  const pages = Math.ceil(items.length / mostOnPage);
  const onPage = Math.ceil(items.length / Math.max(1, pages));
  return Array.from({ length: pages }, (_, page) => items.slice(page * onPage, (page + 1) * onPage));
}
