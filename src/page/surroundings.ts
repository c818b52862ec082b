import type { ThemeName } from "../model/figure.js";
import type { Shown } from "./drawer/requests.js";
import type { Highlight } from "./highlight.js";
import type { Drawer } from "./thread.js";
import type { Tooltip } from "./tooltip.js";

/** What the page shows at the moment. */
export interface View {
  readonly shown: Shown;
  readonly theme: ThemeName;
}

/** What every part of the page works with. */
export interface Surroundings {
  readonly drawer: Drawer;
  readonly view: () => View;
  readonly highlight: Highlight;
  readonly tooltip: Tooltip;
}
