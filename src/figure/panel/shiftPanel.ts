import type { PercentileShift } from "../../stats/percentileShift.js";
import { noShiftWords, type ShiftUnit } from "../../words/figures/shift.js";
import { significant } from "../../words/numbers.js";
import { tensorLabel } from "../../words/tensorNames.js";
import type { Axes } from "./axis.js";
import { mixed } from "./colours.js";
import { areaLayer, curveLayer, dotLayer } from "./curves.js";
import { type Box, boxLayer, type Note, noteLayer } from "./layers.js";
import type { Panel } from "./panel.js";
import type { RowScale, Shifted } from "./shiftScale.js";
import { textWidth, typeset, wrapText } from "./text.js";
import { LABEL_FONT, NOTE_FONT, type Palette } from "./theme.js";
import { labelOf, roundTicks, type Ticks } from "./ticks.js";

/** One tensor's shifted percentiles: a curve over a band, on the axes of its row. */

export interface ShiftPanel {
  readonly width: number;
  readonly scale: RowScale;
  readonly unit: ShiftUnit;
  readonly colour: string;
  /** Beside it stands no other panel, so that the axis has its labels here. */
  readonly isFirst: boolean;
  /** Below it stands no other panel of its band. */
  readonly isLowest: boolean;
  /** Around it: its heading, the name of its row. */
  readonly notes: readonly Note[];
  readonly palette: Palette;
}

const X_TICKS = [10, 50, 90];
/** So that the dots at both ends are whole. */
const X_DOMAIN = [1, 99] as const;
const SUFFIX: Readonly<Record<ShiftUnit, string>> = { percent: " %", iqr: " IQR" };
const DOT_AREA = 7;
/** Of the way from the curve's colour to the background. */
const BAND_TINT = 0.72;
const LEAST_TICK_PX = 17;

/** Null for an empty place, which may have the labels of the row's axis. */
export function shiftPanel(shifted: Shifted | null, panel: ShiftPanel): Panel {
  const { width, scale, palette, notes } = panel;
  const size = { width, height: scale.heightPx };
  const axes = axesOf(panel);
  const points = shifted?.points ?? [];
  const { lo, hi } = scale;
  const clip = (value: number) => Math.max(lo, Math.min(hi, value));
  const curve = points.map(({ percentile, shift }) => ({
    series: "shift",
    x: percentile,
    y: clip(shift) === shift ? shift : null,
  }));
  const band = points.map(({ percentile, low, high }) => ({
    series: "band",
    x: percentile,
    y: clip(high),
    base: clip(low),
  }));
  const isFrozen = shifted?.tensor.change.identical === true;
  const fill = isFrozen ? palette.quietInk : panel.colour;
  return {
    ...size,
    label: shifted === null ? "empty" : tensorLabel(shifted.tensor.id),
    axes,
    layers: [
      boxLayer(points.length === 0 ? [] : gridLines(scale, width, palette)),
      areaLayer(band, mixed(panel.colour, palette.background, BAND_TINT)),
      boxLayer(points.length === 0 ? [] : [zeroLine(scale, width, palette)]),
      // One that did not change lies on the line of no change.
      curveLayer(isFrozen ? [] : curve, { stroke: panel.colour }),
      dotLayer(
        curve.flatMap(({ x, y }) => (y === null ? [] : [{ x, y, fill }])),
        DOT_AREA,
      ),
      noteLayer([...notes, ...beyondNotes(points, panel), ...reasonNotes(shifted, panel)]),
    ],
  };
}

function axesOf({ width, scale, unit, isFirst, isLowest }: ShiftPanel): Axes {
  const { lo, hi } = scale;
  const { values, format } = shiftTicks(scale);
  return {
    x: {
      scale: { domain: X_DOMAIN, range: [0, width] },
      ticks: { values: isLowest ? X_TICKS : [], format: "d" },
      kind: { type: "linear", look: { domain: false } },
    },
    y: {
      scale: { domain: [lo, hi] },
      ticks: { values: isFirst ? values : [], format: `+${format}` },
      kind: {
        type: "linear",
        look: {
          labelExpr: `datum.value === 0 ? '0${SUFFIX[unit]}' : datum.label + '${SUFFIX[unit]}'`,
          domain: false,
        },
      },
    },
  };
}

function shiftTicks({ lo, hi, heightPx, hasUnit }: RowScale): Ticks {
  if (!hasUnit) return { values: [0], format: ".0f" };
  return roundTicks(lo, hi, Math.max(2, Math.min(5, Math.floor(heightPx / LEAST_TICK_PX))));
}

/** Room for the labels of a row's axis. */
export function shiftLabelsPx(scale: RowScale, unit: ShiftUnit): number {
  const { values, format } = shiftTicks(scale);
  const texts = values.map((value) => `${value > 0 ? "+" : ""}${labelOf(value, format)}${SUFFIX[unit]}`);
  return Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, LABEL_FONT)))) + 6;
}

function gridLines(scale: RowScale, width: number, palette: Palette): Box[] {
  const { lo, hi, heightPx } = scale;
  return shiftTicks(scale)
    .values.filter((value) => value !== 0)
    .map((value) => {
      const at = (heightPx * (hi - value)) / (hi - lo);
      return { x: 0, x2: width, y: at - 0.3, y2: at + 0.3, fill: palette.frozen };
    });
}

function zeroLine({ lo, hi, heightPx }: RowScale, width: number, palette: Palette): Box {
  const y = (heightPx * hi) / (hi - lo);
  return { x: 0, x2: width, y: y - 0.4, y2: y + 0.4, fill: palette.axis };
}

/** How far the points reach that are beyond the axis. */
function beyondNotes(points: readonly PercentileShift[], panel: ShiftPanel): Note[] {
  const { scale, unit, width, palette } = panel;
  const shifts = points.map(({ shift }) => shift);
  const note = (value: number, arrow: string, y: number): Note => ({
    x: width / 2,
    y,
    align: "center",
    text: `${arrow} ${typeset(`${value > 0 ? "+" : ""}${significant(value, 3)}`)}${SUFFIX[unit]}`,
    size: NOTE_FONT.size,
    fill: palette.ink,
  });
  const [least, most] = [Math.min(...shifts), Math.max(...shifts)];
  return [
    ...(most > scale.hi ? [note(most, "↑", NOTE_FONT.size + 1)] : []),
    ...(least < scale.lo ? [note(least, "↓", scale.heightPx - 3)] : []),
  ];
}

/** Why there is no curve. */
function reasonNotes(shifted: Shifted | null, { width, palette }: ShiftPanel): Note[] {
  if (shifted === null || shifted.points !== null) return [];
  return wrapText(noShiftWords(shifted.tensor), NOTE_FONT, width).map((text, i) => ({
    x: 0,
    y: NOTE_FONT.size * (1.2 * i + 1),
    text,
    size: NOTE_FONT.size,
    fill: palette.quietInk,
  }));
}
