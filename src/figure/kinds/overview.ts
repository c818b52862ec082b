import type { FigureKind } from "../kind.js";
import { buildOverview } from "../overview/build.js";
import { overviewPages } from "../overview/pages.js";

/** One page: above, what happened to the whole model by block; below, pre and post of each block side by side. */
export const overview = {
  name: "overview",
  shows: "one page: what changed, by block, above pre and post side by side",
  heading: "What changed, block by block",
  of: "comparison",
  build: buildOverview,
  morePages: overviewPages,
} as const satisfies FigureKind<"comparison">;
