import type { PictureSize } from "../../model/figure.js";

/** Sizes by name: the columns of a journal, 3.5 and 7 in, and a slide of 1280 x 720 pixels with text of 14 points. */
export const SIZES = {
  single: { width: 336, height: null, zoom: 1 },
  double: { width: 672, height: null, zoom: 1 },
  slide: { width: 640, height: 360, zoom: 2 },
} as const satisfies Readonly<Record<string, PictureSize>>;

export type SizeName = keyof typeof SIZES;

export const SIZE_NAMES = Object.keys(SIZES) as readonly SizeName[];
