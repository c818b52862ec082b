// Makes the fonts that pictures and pages carry with them: what figures are written with, as WOFF2.
import { readFileSync, writeFileSync } from "node:fs";
import subsetFont from "subset-font";

const RANGES = [
  [0x20, 0x7e],
  [0xa0, 0xff],
];
const SIGNS = "βγΔ–—‘’“”…′₂ℓ→←↑↓−×≈≤≥·";

const characters = [
  ...RANGES.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
]
  .map((codePoint) => String.fromCodePoint(codePoint))
  .join("");

for (const face of ["Regular", "SemiBold"]) {
  const font = readFileSync(new URL(`../assets/fonts/Inter-${face}.ttf`, import.meta.url));
  const subset = await subsetFont(font, characters + SIGNS, { targetFormat: "woff2" });
  writeFileSync(new URL(`../assets/fonts/Inter-${face}.subset.woff2`, import.meta.url), subset);
}
