import { make } from "./elements.js";
import type { Highlight } from "./highlight.js";

/** Makes a table of the page sortable and searchable, and its buttons for dimensions work. */
export function enliven(table: HTMLTableElement, highlight: Highlight): void {
  const buttons = [...table.querySelectorAll<HTMLButtonElement>("thead button")];
  buttons.forEach((button, column) => {
    button.disabled = false;
    button.addEventListener("click", () => sortBy(table, column));
  });
  for (const button of table.querySelectorAll<HTMLButtonElement>("button.dim")) {
    button.disabled = false;
    button.title = "Highlight this dimension in every figure";
    button.addEventListener("click", () => highlight.toggle(Number(button.dataset.dim)));
  }
  highlight.onChange((dims) => {
    for (const button of table.querySelectorAll<HTMLButtonElement>("button.dim"))
      button.setAttribute("aria-pressed", String(dims.includes(Number(button.dataset.dim))));
  });
  addSearch(table);
}

function sortBy(table: HTMLTableElement, column: number): void {
  const heads = [...table.querySelectorAll("thead th")];
  const isAscending = heads[column]?.getAttribute("aria-sort") !== "ascending";
  for (const head of heads) head.removeAttribute("aria-sort");
  heads[column]?.setAttribute("aria-sort", isAscending ? "ascending" : "descending");
  const body = table.tBodies[0];
  if (body === undefined) return;
  const rows = [...body.rows].sort((a, b) => compareCells(a.cells[column], b.cells[column], isAscending));
  body.append(...rows);
}

/** Numbers by their size, texts by the alphabet; cells without a number come last in both directions. */
function compareCells(a: HTMLElement | undefined, b: HTMLElement | undefined, isAscending: boolean): number {
  const [first, second] = [a?.dataset.key, b?.dataset.key];
  if (first === undefined || second === undefined)
    return (a?.textContent ?? "").localeCompare(b?.textContent ?? "", "en") * (isAscending ? 1 : -1);
  if (first === "" || second === "") return Number(first === "") - Number(second === "");
  return (Number(first) - Number(second)) * (isAscending ? 1 : -1);
}

/** Fewer rows are seen at once. */
const LEAST_SEARCHED = 5;

function addSearch(table: HTMLTableElement): void {
  if ((table.tBodies[0]?.rows.length ?? 0) < LEAST_SEARCHED) return;
  const input = make("input", { type: "search", id: `${table.id}-search` });
  const label = make("label", { className: "search", htmlFor: input.id }, [
    `Search: ${table.caption?.textContent ?? ""} `,
    input,
  ]);
  table.parentElement?.before(label);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const row of table.tBodies[0]?.rows ?? []) {
      const text = [...row.cells]
        .map(({ textContent }) => textContent)
        .join(" ")
        .toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
}
