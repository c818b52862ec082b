// Writes src/figure/fontAdvances.ts: how wide each character of the bundled fonts is, in thousandths of an em.
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
  advances.map(([first, list]) => `    [0x${first.toString(16)}, "${list.join(" ")}"],`).join("\n");
writeFileSync(
  new URL("../src/figure/panel/fontAdvances.ts", import.meta.url),
  `// Made by scripts/font-advances.mjs from assets/fonts. Do not edit.

/** First code point of a range, then each character's advance in thousandths of an em; 0 where the font has none. */
export type AdvanceRange = readonly [firstCodePoint: number, advances: string];

export const FONT_ADVANCES: Readonly<Record<"regular" | "semiBold", readonly AdvanceRange[]>> = {
  regular: [
${ranges(table.Regular)}
  ],
  semiBold: [
${ranges(table.SemiBold)}
  ],
};
`,
);
