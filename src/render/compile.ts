import { compile, type TopLevelSpec } from "vega-lite";
import type { VegaLiteSpec } from "../model/figure.js";

/** A specification for Vega. */
export type VegaSpec = Readonly<Record<string, unknown>>;

/** The Vega specification of a Vega-Lite one. */
export function compileSpec(spec: VegaLiteSpec): VegaSpec {
  return compile(spec as unknown as TopLevelSpec).spec as unknown as VegaSpec;
}
