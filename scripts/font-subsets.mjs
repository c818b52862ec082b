// Makes the fonts of what figures are written with: as WOFF2 what pictures and pages carry with them, and as TrueType
// what PNGs are drawn with.
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
  // Of the layout rules those that are on by default: reading the others takes most of the time that shaping takes.
  const shaped = await subsetFont(font, characters + SIGNS, {
    targetFormat: "truetype",
    keepFeatures: ["calt", "ccmp", "kern", "mark", "mkmk"],
    preserveNameIds: [16, 17],
  });
  writeFileSync(new URL(`../assets/fonts/Inter-${face}.subset.ttf`, import.meta.url), shaped);
}
