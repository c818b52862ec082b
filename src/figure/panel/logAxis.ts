import type { Axis } from "./axis.js";
import { textWidth } from "./text.js";
import { LABEL_FONT } from "./theme.js";

/** A logarithmic axis, and where a value is on it. */

export interface LogStretch {
  readonly lo: number;
  readonly hi: number;
  /** Pixels of the panel, from the first value's to the last one's. */
  readonly startPx: number;
  readonly endPx: number;
}

/** In pixels; values below or above the axis are at its ends. */
export function logPx({ lo, hi, startPx, endPx }: LogStretch, value: number): number {
  const place = (Math.log(Math.min(hi, Math.max(lo, value))) - Math.log(lo)) / (Math.log(hi) - Math.log(lo));
  return startPx + place * (endPx - startPx);
}

/** Labels closer than this touch. */
const LABEL_GAP_PX = 8;
/** Where there are fewer powers of ten than this, their parts are labelled too. */
const FEW_POWERS = 2;

/** Over these pixels; `isAcross`: its labels are beside each other, and not above each other. */
export function logAxis(stretch: LogStretch, isAcross: boolean): Axis {
  const { lo, hi, startPx, endPx } = stretch;
  return {
    scale: { domain: [lo, hi], range: [startPx, endPx] },
    ticks: { values: logTicks(stretch, isAcross), format: format(stretch) },
    kind: { type: "log", look: {} },
  };
}

/** As numbers, and where some of them would be long, with an exponent. */
function format({ lo, hi }: Pick<LogStretch, "lo" | "hi">): string {
  return lo < SMALLEST_PLAIN || hi > LARGEST_PLAIN ? "~e" : "~g";
}

const SMALLEST_PLAIN = 1e-4;
const LARGEST_PLAIN = 1e5;

/** Room that the labels of such a y axis take at most, with the tick. */
export function logLabelsPx(stretch: Pick<LogStretch, "lo" | "hi">): number {
  const longest = format(stretch) === "~e" ? "1e−10" : "100000";
  return Math.ceil(textWidth(longest, LABEL_FONT)) + TICK_PX;
}

const TICK_PX = 6;

function logTicks(stretch: LogStretch, isAcross: boolean): number[] {
  const [first, last] = [Math.floor(Math.log10(stretch.lo)), Math.ceil(Math.log10(stretch.hi))];
  const powers = Array.from({ length: Math.max(1, last - first + 1) }, (_, i) => first + i);
  const within = (values: readonly number[]) =>
    values.filter((value) => value >= stretch.lo * (1 - 1e-9) && value <= stretch.hi * (1 + 1e-9));
  const whole = within(powers.map(powerOfTen));
  if (whole.length < FEW_POWERS) {
    return within(powers.flatMap((power) => [1, 2, 5].map((part) => Number(`${part}e${power}`))));
  }
  const apartPx = Math.abs(logPx(stretch, whole[1] as number) - logPx(stretch, whole[0] as number));
  const labelPx = isAcross ? textWidth("1e−10", LABEL_FONT) : LABEL_FONT.size;
  const every = Math.max(1, Math.ceil((labelPx + LABEL_GAP_PX) / apartPx));
  return whole.filter((_, i) => (whole.length - 1 - i) % every === 0);
}

/** Without the error of a multiplication. */
function powerOfTen(power: number): number {
  return Number(`1e${power}`);
}
