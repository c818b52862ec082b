/** Numbers as text, in ASCII. What is undefined is a dash. */

export const UNDEFINED = "-";

/** Magnitudes outside [1e-4, 1e5) are written with an exponent. */
const SMALLEST_PLAIN = 1e-4;
const LARGEST_PLAIN = 1e5;

/** With this many significant digits, keeping trailing zeros: 0.3765, 12.00, 1.200e-7. */
export function significant(value: number | null, digits = 4): string {
  if (value === null) return UNDEFINED;
  const magnitude = Math.abs(value);
  if (value === 0) return "0";
  if (magnitude >= SMALLEST_PLAIN && magnitude < LARGEST_PLAIN) {
    const decimals = digits - 1 - Math.floor(Math.log10(magnitude));
    return value.toFixed(Math.max(0, Math.min(20, decimals)));
  }
  return value.toExponential(digits - 1);
}

/** With a sign, to two decimals or two significant digits, whichever shows more: +0.37, -2.56, +0.0031. */
export function signed(value: number | null): string {
  if (value === null) return UNDEFINED;
  const magnitude = Math.abs(value);
  const text =
    magnitude >= 0.1 && magnitude < LARGEST_PLAIN ? magnitude.toFixed(2) : significant(magnitude, 2);
  return `${value < 0 ? "-" : "+"}${text}`;
}

/** A fraction as a signed percentage to one decimal, without the sign of percent. */
export function percentNumber(fraction: number): string {
  const percent = fraction * 100;
  const rounded =
    Math.abs(percent) < LARGEST_PLAIN ? Math.abs(percent).toFixed(1) : Math.abs(percent).toExponential(1);
  return `${percent < 0 && Number(rounded) !== 0 ? "-" : "+"}${rounded}`;
}

export function percent(fraction: number | null): string {
  return fraction === null ? UNDEFINED : `${percentNumber(fraction)}%`;
}

/** A part of a whole, to two digits: 0, 0.12%, 41%. */
export function share(part: number | null): string {
  if (part === null) return UNDEFINED;
  return part === 0 ? "0" : `${significant(100 * part, 2)}%`;
}

/** A ratio as a factor: x1.31 (the caller may put a multiplication sign). */
export function factor(ratio: number | null, times = "x"): string {
  if (ratio === null) return UNDEFINED;
  return `${times}${ratio < 1000 ? ratio.toFixed(2) : ratio.toExponential(1)}`;
}

/** 124439808 is "124,439,808": the same on every machine, whatever its locale. */
export function withCommas(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
