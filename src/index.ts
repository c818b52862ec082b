/**
 * gpt2-wdist as a library: open checkpoints, compare them, draw the comparison, write it down. Every error is a
 * WdistError. docs/library.md says what there is.
 *
 *     const comparison = await compare("pre.safetensors", "post.safetensors");
 *     const svg = await render(figure(comparison), "svg");
 */

export { type ErrorCode, WdistError } from "./errors.js";
export { type CheckSetting, type CheckSettings, check, compare } from "./library/comparing.js";
export {
  DEFAULT_FIGURE_OPTIONS,
  type FigureName,
  figure,
  type RenderFormat,
  render,
} from "./library/drawing.js";
export { type OpenOptions, openCheckpoint, withCheckpoint, withCheckpoints } from "./library/opening.js";
export {
  comparisonHtml,
  comparisonJson,
  comparisonTable,
  findingsTable,
  type TableFormat,
  verdictsJson,
} from "./library/writing.js";
export type * from "./model/answers.js";
export type * from "./model/architecture.js";
export type * from "./model/bytes.js";
export type * from "./model/comparison.js";
export type * from "./model/figure.js";
export type * from "./model/findings.js";
export type * from "./model/lineage.js";
export type * from "./model/norms.js";
export type * from "./model/numbers.js";
export type * from "./model/tensors.js";
export type * from "./model/verdict.js";
export type * from "./model/weights.js";
export type { SourceOptions } from "./source/index.js";
export { headline } from "./words/findings/headline.js";
