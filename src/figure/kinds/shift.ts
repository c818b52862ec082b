import { comparedBlocks } from "../../analysis/blocks.js";
import type { Comparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import {
  fewerBlocks,
  PERCENTILE_MEANING,
  shiftCaption,
  shiftTitle,
  shiftWords,
} from "../../words/figures/shift.js";
import type { FigureKind } from "../kind.js";
import type { DrawnRow, GridPanel } from "../panel/blockGrid.js";
import { captionHead } from "../panel/captionHead.js";
import { normColours } from "../panel/colours.js";
import { AXIS_PX, framed, LINE_PX, MARGIN_PX } from "../panel/frame.js";
import type { Note } from "../panel/layers.js";
import { fitNorm } from "../panel/normName.js";
import type { Panel } from "../panel/panel.js";
import {
  blocksThatFit,
  columnsIn,
  layOutShift,
  rowName,
  SHIFT_GAP_PX,
  type ShiftGrid,
  type Units,
  unitsOf,
} from "../panel/shiftGrid.js";
import { shiftPanel } from "../panel/shiftPanel.js";
import type { RowScale, Shifted } from "../panel/shiftScale.js";
import { fitText, textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, type Palette, paletteOf, SEMI_BOLD, TEXT } from "../panel/theme.js";

/** How far each percentile of each tensor moved: whether a distribution moved as a whole, or became wider. */
export const shift = {
  name: "shift",
  shows: "how far each percentile of a tensor moved: as a whole, or wider",
  heading: "How the distributions moved",
  of: "comparison",
  build,
} as const satisfies FigureKind<"comparison">;

const LABEL_HEAD = { ...LABEL_FONT, weight: SEMI_BOLD };

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const units = unitsOf(comparison);
  const title = typeset(shiftTitle(comparison));
  const caption = `${captionHead(comparison)} ${shiftCaption(units, comparison.tensors)}`;
  const mostColumns = columnsIn(options.width, comparison);
  const all = comparedBlocks(comparison.tensors).length;
  const fewer = { title, caption: `${caption} ${fewerBlocks(all, all)}`, options };
  const shown = blocksThatFit(comparison, mostColumns, fewer);
  const words =
    shown === comparison
      ? { title, caption, options }
      : { ...fewer, caption: `${caption} ${fewerBlocks(comparedBlocks(shown.tensors).length, all)}` };
  const grid = layOutShift(shown, units, mostColumns, words);
  const panels = grid.blocks.rows.flatMap((_, row) =>
    rowPanels({ comparison: shown, grid, row, units, palette }),
  );
  return framed({ ...words, palette, panels, grid });
}

/** What a row of panels is drawn from. */
interface RowParts {
  readonly comparison: Comparison;
  readonly grid: ShiftGrid;
  readonly row: number;
  readonly units: Units;
  readonly palette: Palette;
}

function rowPanels(parts: RowParts): Panel[] {
  const { comparison, grid, row, units, palette } = parts;
  const { panelPx, shifted } = grid;
  const { row: place, panels, isLowest } = grid.blocks.rows[row] as DrawnRow;
  const colours = normColours(comparison.pre.architecture, palette);
  const isWide = panels.every((panel) => fitsOneLine(panel, comparison, panelPx));
  return panels.map((panel, column) => {
    const { tensor } = panel;
    const isFirst = column === 0;
    const start = isFirst ? startNotes(parts) : [];
    const heads = tensor === null ? [] : headNotes(panel, comparison, { panelPx, isWide, palette });
    return shiftPanel(tensor === null ? null : (shifted.get(tensor) as Shifted), {
      width: panelPx,
      scale: grid.scales[row] as RowScale,
      unit: units[place.parameter] ?? "percent",
      colour: colours.get(tensor?.id.norm ?? place.norm ?? "") ?? palette.ink,
      isFirst,
      isLowest: isLowest && (tensor !== null || isFirst),
      notes: [...start, ...heads],
      palette,
    });
  });
}

/** The name of the row, and under the lowest one what the x axis means. */
function startNotes({ comparison, grid, row, palette }: RowParts): Note[] {
  const drawn = grid.blocks.rows[row] as DrawnRow;
  const { heightPx } = grid.scales[row] as RowScale;
  const colours = normColours(comparison.pre.architecture, palette);
  const name: Note = {
    x: MARGIN_PX - grid.leftPx,
    y: -8,
    text: rowName(drawn, grid.namesPx),
    fill: colours.get(drawn.row.norm ?? "") ?? palette.ink,
    size: TEXT.headSize,
    weight: SEMI_BOLD,
  };
  const meaning: Note = {
    x: 0,
    y: heightPx + AXIS_PX + 3,
    baseline: "top",
    text: PERCENTILE_MEANING,
    fill: palette.ink,
  };
  return [name, ...(row === grid.blocks.rows.length - 1 ? [meaning] : [])];
}

function wordsOf({ tensor }: GridPanel, { findings }: Comparison): readonly string[] {
  return tensor === null ? [] : shiftWords(tensor.id, findings);
}

function fitsOneLine(panel: GridPanel, comparison: Comparison, panelPx: number): boolean {
  const labelPx = textWidth(typeset(panel.label), LABEL_HEAD);
  return labelPx + 6 + textWidth(wordsOf(panel, comparison).join(", "), LABEL_FONT) <= panelPx;
}

/** Which block it is, and what happened to it: beside each other, or one above the other. */
function headNotes(
  panel: GridPanel,
  comparison: Comparison,
  {
    panelPx,
    isWide,
    palette,
  }: { readonly panelPx: number; readonly isWide: boolean; readonly palette: Palette },
): Note[] {
  const isSame = panel.tensor?.change.identical === true;
  const name: Note = {
    x: 0,
    y: isWide ? -8 : -8 - LINE_PX,
    text: labelOf(panel, panelPx + SHIFT_GAP_PX - 4),
    fill: palette.ink,
    weight: SEMI_BOLD,
  };
  const words: Note = {
    x: isWide ? panelPx : 0,
    y: -8,
    align: isWide ? "right" : "left",
    text: fittingWords(wordsOf(panel, comparison), panelPx + SHIFT_GAP_PX - 4),
    fill: isSame ? palette.quietInk : palette.ink,
  };
  return [name, words];
}

/** Of a block, or of a norm outside of the blocks, whose name may be longer than its panel is wide. */
function labelOf({ label, tensor }: GridPanel, maxPx: number): string {
  return tensor?.id.block === null ? fitNorm(label, LABEL_HEAD, maxPx) : typeset(label);
}

/** All of them, or the first where there is no room for more. */
function fittingWords(words: readonly string[], maxPx: number): string {
  const all = words.join(", ");
  return textWidth(all, LABEL_FONT) <= maxPx ? all : fitText(words[0] ?? "", LABEL_FONT, maxPx);
}
