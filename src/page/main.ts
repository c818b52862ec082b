import { figuresOf } from "../figure/index.js";
import { SIZES } from "../figure/panel/sizes.js";
import type { TensorComparison } from "../model/comparison.js";
import type { ThemeName } from "../model/figure.js";
import type { PageData } from "../report/page/data.js";
import { listed } from "../words/phrases.js";
import { blockLabel } from "../words/tensorNames.js";
import { comparisonOf, unpackTensors } from "./data.js";
import { checkboxes, make, required } from "./elements.js";
import { drawExplorer } from "./explorer.js";
import { type Mounted, mount } from "./figures.js";
import { Highlight } from "./highlight.js";
import { enliven } from "./tables.js";

/** The script of a report page: still drawings become figures that react to the pointer. */

const data = JSON.parse(required("#data").textContent ?? "") as PageData;
const tensors = unpackTensors(data);
const highlight = new Highlight();
const blockOf = ({ id }: TensorComparison) => (id.block === null ? "none" : blockLabel(id.block));
const shown = {
  blocks: new Set(tensors.map(blockOf)) as ReadonlySet<string>,
  norms: new Set(tensors.map(({ id }) => id.norm)) as ReadonlySet<string>,
};
let theme: ThemeName = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
let mounted: Mounted[] = [];
let isDrawing = false;
let isStale = false;

/** How many dimensions the page names. */
const MOST_NAMED = 40;

/** On screens text is read from farther away than on paper. */
const SCREEN_ZOOM = 1.25;

async function redraw(): Promise<void> {
  if (isDrawing) {
    isStale = true;
    return;
  }
  isDrawing = true;
  do {
    isStale = false;
    await drawAll();
  } while (isStale);
  isDrawing = false;
  document.documentElement.dataset.ready = theme;
}

async function drawAll(): Promise<void> {
  for (const drawn of mounted) drawn.remove();
  mounted = [];
  const chosen = tensors.filter(
    (tensor) =>
      shown.norms.has(tensor.id.norm) && (tensor.id.block === null || shown.blocks.has(blockOf(tensor))),
  );
  const explorer = required("#explorer-panels");
  explorer.replaceChildren();
  document.documentElement.classList.toggle("empty", chosen.length === 0);
  if (chosen.length === 0) return;
  const comparison = comparisonOf(data, chosen);
  for (const host of document.querySelectorAll<HTMLElement>("figure[data-figure]")) {
    const kind = figuresOf("comparison").find(({ name }) => name === host.dataset.figure);
    const live = host.querySelector<HTMLElement>(".live");
    if (kind === undefined || live === null) continue;
    const width = Math.max(SIZES.single.width - 16, Math.round(host.clientWidth / zoomFor(host.clientWidth)));
    const spec = kind.build(comparison, {
      width,
      height: null,
      zoom: 1,
      theme,
      title: null,
      interactive: true,
    });
    mounted.push(await mount(live, spec, highlight, `${kind.name}: ${kind.shows}`));
    host.classList.add("is-live");
  }
  mounted.push(...(await drawExplorer(explorer, chosen, theme, highlight)));
}

function zoomFor(width: number): number {
  return width > 700 ? SCREEN_ZOOM : 1;
}

function setTheme(next: ThemeName): void {
  theme = next;
  document.documentElement.dataset.theme = theme;
  const button = required<HTMLButtonElement>("#theme");
  button.hidden = false;
  button.textContent = theme === "dark" ? "Light" : "Dark";
}

function addPickers(): void {
  const form = required<HTMLFormElement>("#pick");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  const blocks = [...shown.blocks].filter((block) => block !== "none");
  form.append(make("strong", { textContent: "Shown in the figures" }));
  if (blocks.length > 0) {
    form.append(
      checkboxes("Blocks", blocks, shown.blocks, (checked) => {
        shown.blocks = checked;
        redraw();
      }),
    );
  }
  form.append(
    checkboxes("Norms", [...shown.norms], shown.norms, (checked) => {
      shown.norms = checked;
      redraw();
    }),
  );
}

function addExplorer(): void {
  const host = required("#explorer");
  host.hidden = false;
  const input = make("input", {
    type: "text",
    id: "dims",
    inputMode: "numeric",
    placeholder: "e.g. 64, 496",
  });
  const clear = make("button", { type: "button", textContent: "Clear" });
  const status = required("#status");
  const list = make("p", { id: "highlighted", className: "quiet" });
  input.addEventListener("change", () => highlight.set(dimsIn(input.value)));
  clear.addEventListener("click", () => highlight.set([]));
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") highlight.set([]);
  });
  highlight.onChange((dims) => {
    const named = listed(dims.map(String), MOST_NAMED);
    list.textContent =
      dims.length === 0 ? "No dimension is highlighted." : `Highlighted (${dims.length}): ${named}`;
    status.textContent = list.textContent;
    if (document.activeElement !== input) input.value = dims.slice(0, MOST_NAMED).join(", ");
  });
  list.textContent = "No dimension is highlighted.";
  const label = make("label", { htmlFor: "dims" }, ["Highlight dimensions ", input]);
  host.append(
    make("div", { className: "controls" }, [label, clear]),
    list,
    make("div", { id: "explorer-panels" }),
  );
}

/** "64, 496" and ranges as people write them; numbers that are not dimensions of this model are left out. */
function dimsIn(text: string): number[] {
  const longest = Math.max(...tensors.map(({ pre }) => pre.values.length));
  return (text.match(/\d+/g) ?? []).map(Number).filter((dim) => dim < longest);
}

async function start(): Promise<void> {
  document.documentElement.classList.add("has-script");
  setTheme(theme);
  required("#theme").addEventListener("click", () => {
    setTheme(theme === "dark" ? "light" : "dark");
    redraw();
  });
  addPickers();
  addExplorer();
  for (const table of document.querySelectorAll<HTMLTableElement>("table[id]")) enliven(table, highlight);
  // Widths of text are measured with the page's own font, which must be there first.
  await Promise.all(["12px Inter", "600 12px Inter"].map((font) => document.fonts.load(font)));
  await redraw();
}

start();
