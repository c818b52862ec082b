import { Highlight } from "../highlight.js";
import { addThemeButton, closeMenus, systemTheme } from "../pageFrame.js";
import { enliven } from "../tables.js";
import { Tooltip } from "../tooltip.js";

/** The script of a page whose figures stay as they were drawn: their marks tell what they show, and tables can be sorted. */

function start(): void {
  const root = document.documentElement;
  root.classList.add("has-script");
  const highlight = new Highlight();
  for (const table of document.querySelectorAll<HTMLTableElement>("table[id]")) enliven(table, highlight);
  closeMenus();
  const theme = systemTheme();
  root.dataset.theme = theme;
  addThemeButton(theme, (next) => {
    root.dataset.theme = next;
  });
  const tooltip = new Tooltip(new Map());
  for (const drawing of document.querySelectorAll<HTMLElement>("figure.tells .drawing"))
    tooltip.follow(drawing);
  root.dataset.ready = theme;
}

start();
