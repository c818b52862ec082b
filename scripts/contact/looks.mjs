// The sizes and themes in which contact sheets show figures.

/** CSS pixels to an inch. */
const INCH = 96;

/** `page`: as high as a picture may be, in pixels: 9 in on paper, and a slide. */
export const LOOKS = [
  { name: "single-light", size: { width: 336, height: null, zoom: 1 }, theme: "light", page: 9 * INCH },
  { name: "double-light", size: { width: 672, height: null, zoom: 1 }, theme: "light", page: 9 * INCH },
  { name: "double-dark", size: { width: 672, height: null, zoom: 1 }, theme: "dark", page: 9 * INCH },
  { name: "slide-light", size: { width: 640, height: 360, zoom: 2 }, theme: "light", page: 720 },
];
