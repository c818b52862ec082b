import type { ThemeName } from "../model/figure.js";
import { required } from "./elements.js";

/** What is around the content of every page: its theme, and its menus. */

export function systemTheme(): ThemeName {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function addThemeButton(first: ThemeName, onChange: (theme: ThemeName) => void): void {
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
    name();
    onChange(theme);
  });
}

/** A menu closes when something in it is chosen, or somewhere else is clicked. */
export function closeMenus(): void {
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
