import type { ThemeName } from "../../model/figure.js";

/**
 * Colours of a model's blocks: from the first to the last ever lighter, so that they can be told in greyscale too, and none that means pre, post
 * or a norm.
 */
const LIGHTNESS: Readonly<Record<ThemeName, readonly [first: number, last: number]>> = {
  light: [0.3, 0.7],
  dark: [0.45, 0.85],
};
/** Degrees: from purple by way of blue and green to ochre. */
const HUES = [300, 85] as const;
const CHROMA = 0.11;

/** Of the `i`th of `count` blocks. */
export function blockColour(i: number, count: number, theme: ThemeName): string {
  const share = count < 2 ? 0 : i / (count - 1);
  const between = ([first, last]: readonly [number, number]) => first + share * (last - first);
  return hexOf(between(LIGHTNESS[theme]), CHROMA, (between(HUES) * Math.PI) / 180);
}

/** OKLCH as sRGB, cut to its gamut. Source: Ottosson, A perceptual color space for image processing (2020). */
function hexOf(lightness: number, chroma: number, hue: number): string {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map((value) => byteOf(value).toString(16).padStart(2, "0")).join("")}`;
}

/** sRGB's transfer function. */
function byteOf(linear: number): number {
  const inside = Math.max(0, Math.min(1, linear));
  const coded = inside <= 0.0031308 ? 12.92 * inside : 1.055 * inside ** (1 / 2.4) - 0.055;
  return Math.round(255 * coded);
}
