import type { ThemeName } from "../model/figure.js";
import { required } from "./elements.js";
import type { Highlight } from "./highlight.js";
import { enliven } from "./tables.js";

/** What is around the content of every page: its theme, and its menus. */

/** What all pages begin with: tables that can be sorted, menus that close, and the theme of the system, which is given back. */
export function beginPage(highlight: Highlight): ThemeName {
  const root = document.documentElement;
  root.classList.add("has-script");
  for (const table of document.querySelectorAll<HTMLTableElement>("table[id]")) enliven(table, highlight);
  closeMenus();
  const theme = systemTheme();
  root.dataset.theme = theme;
  return theme;
}

function systemTheme(): ThemeName {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** `onChange`: what a page does besides taking the other theme. */
export function addThemeButton(first: ThemeName, onChange: (theme: ThemeName) => void = () => {}): void {
  const button = required<HTMLButtonElement>("#theme");
  let theme = first;
  const other = () => (theme === "dark" ? "light" : "dark");
  const name = () => {
    button.textContent = other() === "dark" ? "Dark" : "Light";
  };
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    theme = other();
    document.documentElement.dataset.theme = theme;
    name();
    onChange(theme);
  });
}

/** A menu closes when something in it is chosen, or somewhere else is clicked. */
function closeMenus(): void {
  document.addEventListener("click", ({ target }) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(
      "details.menu[open], details.save[open]",
    )) {
      const isInMenu = menu.contains(target as Node);
      const isChoice = (target as Element).closest("summary") === null;
      if (!isInMenu || isChoice) menu.open = false;
    }
  });
}
