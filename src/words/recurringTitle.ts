import type { Recurring } from "../analysis/recurring.js";
import { listed, plural } from "./phrases.js";

/** How many dimensions a title lists. */
const NAMED = 6;

/** Which dimensions are outliers again and again. */
export function recurringTitle(dims: readonly Recurring[], tensors: number): string {
  if (dims.length === 0) return "No dimension is an outlier in any of the tensors compared";
  if (tensors === 1)
    return `${plural(dims.length, "dimension")} of the tensor ${areOutliers(dims.length)}, pre or post`;
  const everywhere = dims.filter(({ pre, post }) => pre === tensors && post === tensors);
  if (everywhere.length > 0) {
    const named = listed(
      everywhere.map(({ dim }) => String(dim)),
      NAMED,
    );
    const which = `${everywhere.length === 1 ? "Dimension" : "Dimensions"} ${named}`;
    return `${which} ${areOutliers(everywhere.length)} in all ${tensors} tensors, pre and post`;
  }
  const often = dims.filter(({ pre, post }) => Math.max(pre, post) >= tensors / 2).length;
  return often > 0
    ? `${plural(often, "dimension")} ${areOutliers(often)} in at least half of ${tensors} tensors, pre or post`
    : "No dimension is an outlier in half of the tensors compared";
}

function areOutliers(count: number): string {
  return count === 1 ? "is an outlier" : "are outliers";
}
