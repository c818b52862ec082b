// Writes assets/fonts/advances.js: how wide each character of the bundled fonts is, in thousandths of an em. Layouts need
// it also in browsers, where the fonts cannot be measured before they are there.
// Run it after changing the fonts: npm run font-advances
import { writeFileSync } from "node:fs";
import * as fontkit from "fontkit";

/** Latin, Greek, Cyrillic, punctuation, superscripts, currency, arrows, mathematical operators. */
const RANGES = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x370, 0x52f],
  [0x1e00, 0x1eff],
  [0x2010, 0x2044],
  [0x2070, 0x20bf],
  [0x2190, 0x21ff],
  [0x2200, 0x22ff],
];

const table = Object.fromEntries(
  ["Regular", "SemiBold"].map((weight) => {
    const font = fontkit.openSync(new URL(`../assets/fonts/Inter-${weight}.ttf`, import.meta.url).pathname);
    const advances = RANGES.map(([first, last]) => [
      first,
      Array.from({ length: last - first + 1 }, (_, i) =>
        font.hasGlyphForCodePoint(first + i)
          ? Math.round((font.glyphForCodePoint(first + i).advanceWidth / font.unitsPerEm) * 1000)
          : 0,
      ),
    ]);
    return [weight, advances];
  }),
);

const ranges = (advances) =>
  advances
    .map(([first, list]) => `    [\n      0x${first.toString(16)},\n      "${list.join(" ")}",\n    ],`)
    .join("\n");

writeFileSync(
  new URL("../assets/fonts/advances.js", import.meta.url),
  `// Made from the fonts by scripts/font-advances.mjs. Do not edit.
export const FONT_ADVANCES = {
  regular: [
${ranges(table.Regular)}
  ],
  semiBold: [
${ranges(table.SemiBold)}
  ],
};
`,
);
