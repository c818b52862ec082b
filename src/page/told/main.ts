import { Highlight } from "../highlight.js";
import { addThemeButton, beginPage } from "../pageFrame.js";
import { Tooltip } from "../tooltip.js";

/** The script of a page whose figures stay as they were drawn: their marks tell what they show, and tables can be sorted. */

function start(): void {
  const theme = beginPage(new Highlight());
  addThemeButton(theme);
  const tooltip = new Tooltip(new Map());
  for (const drawing of document.querySelectorAll<HTMLElement>("figure.tells .drawing"))
    tooltip.follow(drawing);
  document.documentElement.dataset.ready = theme;
}

start();
