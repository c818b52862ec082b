import { escapeControls } from "../../escape.js";
import type { WeightGroup } from "../../model/weights.js";
import { noRatio } from "../../words/figures/weightRatios.js";
import { filledHistogram, type Note, noteLayer, outlinedHistogram, type Steps } from "./layers.js";
import { notePanel, type Panel, type PanelSize } from "./panel.js";
import { axisMeaning, countNote, HEAD_FONT, type PanelGrid, panelHeading } from "./panels.js";
import { ratioLayers, stripPx, wordsStrip } from "./ratioStrip.js";
import { fitText } from "./text.js";
import type { Palette } from "./theme.js";
import { beyondNotes, weightAxes } from "./weightAxes.js";
import type { CountScale, WeightWindow } from "./weightWindow.js";
import { emptyNote } from "./window.js";

/** A panel of very many weights: those of one group of one model, or of the same group before and after. */

/** What a panel shows: a group before, and after if there are two models. */
export interface Shown {
  readonly name: string;
  readonly pre: WeightGroup;
  readonly post: WeightGroup | null;
  /** The two are byte for byte the same. */
  readonly isIdentical: boolean;
}

export interface Style {
  readonly grid: PanelGrid;
  readonly counts: CountScale;
  readonly palette: Palette;
  /** There is no panel above it, or below it: what its axes mean is written there. */
  readonly isHighest: boolean;
  readonly isLowest: boolean;
}

export function weightPanel(
  shown: Shown,
  window: WeightWindow | null,
  { grid, counts, palette, isHighest, isLowest }: Style,
): Panel {
  const size: PanelSize = { width: grid.panelPx, height: grid.heightPx };
  const heading = fitText(escapeControls(shown.name), HEAD_FONT, size.width);
  const words: Note[] = [panelHeading(heading, palette)];
  if (window === null) {
    const sharing = [shown.pre, shown.post].flatMap((group) => (group === null ? [] : [group.summary]));
    return notePanel(size, [...words, emptyNote(shown.pre.summary, palette, sharing)]);
  }
  const [pre, post] = window.steps;
  const axes = weightAxes(window, size, counts, post === undefined ? 0 : stripPx(size.height));
  const strip = post === undefined ? { layers: [], notes: [] } : stripOf(shown, [pre, post], size, palette);
  return {
    ...size,
    label: heading,
    axes,
    layers: [
      ...(hasValues(shown.pre)
        ? [filledHistogram(pre, axes, post === undefined ? palette.pre : palette.preFill)]
        : []),
      ...(post !== undefined && hasValues(shown.post) ? [outlinedHistogram(post, axes, palette.post)] : []),
      ...strip.layers,
      noteLayer([
        ...words,
        ...(isHighest ? [countNote(-8, palette)] : []),
        ...strip.notes,
        ...beyondNotes(window, size, palette),
        ...(isLowest ? [axisMeaning(size, "weight", palette)] : []),
      ]),
    ],
  };
}

/** A histogram of nothing would be a line at the foot, as if all bins were known to be empty. */
function hasValues(group: WeightGroup | null): boolean {
  return group !== null && group.summary.n > 0;
}

/** The ratio of the counts, or why there is none. */
function stripOf(
  { pre, post, isIdentical }: Shown,
  [before, after]: readonly [Steps, Steps],
  size: PanelSize,
  palette: Palette,
) {
  const why = post === null ? null : noRatio(pre, post, isIdentical);
  return why === null ? ratioLayers(before, after, { size, palette }) : wordsStrip(why, size, palette);
}

export function groupsOf({ pre, post }: Shown): readonly WeightGroup[] {
  return post === null ? [pre] : [pre, post];
}
