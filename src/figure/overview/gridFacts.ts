import type { FigureOptions } from "../../model/figure.js";
import type { Palette } from "../panel/theme.js";
import type { Layout } from "./layout.js";
import type { NormLook } from "./marks.js";
import type { ValueMode } from "./scale.js";
import type { Gutters } from "./stage.js";
import type { StagedTensor } from "./staging.js";
import type { OverviewSubject } from "./subject.js";
import type { Stage } from "./window.js";

/** What all histograms of an overview are drawn by. */
export interface GridFacts {
  readonly subject: OverviewSubject;
  readonly layout: Layout;
  readonly options: FigureOptions;
  readonly mode: ValueMode;
  readonly palette: Palette;
  readonly isOrderLost: boolean;
  /** Of a bin, as a share of the dims: the highest of all blocks, and of the norms outside of them. */
  readonly highestShares: { readonly blocks: number; readonly finals: number };
  readonly gutters: Gutters;
  readonly looks: readonly NormLook[];
  /** By name; a tensor without any value has none. */
  readonly staged: ReadonlyMap<string, StagedTensor>;
  readonly shared: Stage | null;
}
