import type { Note } from "../panel/layers.js";
import type { Palette } from "../panel/theme.js";
import type { ValueMode } from "./scale.js";

/** What is around a panel, and what it says. */
export interface PanelStyle {
  readonly mode: ValueMode;
  readonly palette: Palette;
  /** Of a bin, as a share of the dims: the same in all panels, so that areas can be compared. */
  readonly highestShare: number;
  readonly hasXLabels: boolean;
  readonly hasCountAxis: boolean;
  readonly isOrderLost: boolean;
  /** Each dimension outside can be pointed at. */
  readonly isInteractive: boolean;
  /** Dims whose values are said, most moved first. */
  readonly namedDims: readonly number[];
  /** Beside the panel: its row, its heading, the meaning of its axis. */
  readonly notes: readonly Note[];
  /** There is room for the change alone, in whole percents. */
  readonly isShort: boolean;
}
