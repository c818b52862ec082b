import { addDimensionField } from "./dimensionField.js";
import type { Opened } from "./drawer/requests.js";
import { required } from "./elements.js";
import { Explorer } from "./explorer.js";
import { LiveFigures } from "./figures.js";
import { Highlight } from "./highlight.js";
import { addThemeButton, beginPage } from "./pageFrame.js";
import { addPickers } from "./pickers.js";
import type { Surroundings, View } from "./surroundings.js";
import { startDrawer } from "./thread.js";
import { Tooltip } from "./tooltip.js";

/** The script of a report page: still drawings become figures that react to the pointer. What takes long is done by a thread. */

async function start(): Promise<void> {
  const root = document.documentElement;
  const highlight = new Highlight();
  let theme = beginPage(highlight);

  const drawer = await startDrawer();
  const opened: Opened = await drawer.ask({ asks: "open", data: required("#data").textContent ?? "" });
  let view: View = { shown: opened, theme };
  const around: Surroundings = {
    drawer,
    view: () => view,
    highlight,
    tooltip: new Tooltip(opened.changes),
  };
  const explore = required("#explorer");
  explore.hidden = false;
  const clear = () => {
    explorer.clear();
    highlight.set([]);
  };
  addDimensionField(explore, highlight, opened.dimensions, clear);
  const explorer = new Explorer(explore, around);
  const figures = new LiveFigures(around);
  const change = (next: Partial<View>) => {
    view = { ...view, ...next };
    const { blocks, norms } = view.shown;
    root.classList.toggle("empty", norms.length === 0 || (opened.blocks.length > 0 && blocks.length === 0));
    figures.refresh();
    void explorer.refresh();
  };
  addPickers(opened, (shown) => change({ shown }));
  addThemeButton(theme, (next) => {
    theme = next;
    change({ theme });
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") clear();
  });
  await explorer.refresh();
}

start();
