import { compile, type TopLevelSpec } from "vega-lite";
import type { VegaLiteSpec } from "../model.js";
import type { VegaSpec } from "./vega.js";

/** The specification for Vega that a Vega-Lite one stands for. */
export function compileSpec(spec: VegaLiteSpec): VegaSpec {
  return compile(spec as unknown as TopLevelSpec).spec as unknown as VegaSpec;
}
