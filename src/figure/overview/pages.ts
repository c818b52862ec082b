import type { Comparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import { otherBlocksTitle } from "../../words/figures/pages.js";
import { inPages } from "../panel/page.js";
import { drawOverview } from "./build.js";
import { MOST_ROWS, mostNormsIn, mostRowsIn } from "./layout.js";
import { subjectOf } from "./subject.js";

/** The histograms of the blocks that an overview has no room for, page by page, all over one window. */
export function overviewPages(comparison: Comparison, options: FigureOptions): VegaLiteSpec[] {
  // A slide is one.
  if (options.height !== null) return [];
  const subject = subjectOf(comparison, mostRowsIn(options), mostNormsIn(options));
  const { leftOut, others } = subject;
  const nothingLeftOut = { ...leftOut, identical: [], ofBlocks: null, isOfOthers: false, isSelection: false };
  const pages = inPages(others, MOST_ROWS);
  return pages.map((rows, page) => {
    const title = otherBlocksTitle(
      rows.map(({ block }) => block),
      { page: page + 2, of: pages.length + 1 },
    );
    const shown = { ...subject, rows, finals: [], leftOut: nothingLeftOut };
    return drawOverview(comparison, options, shown, { title, rows: others });
  });
}
