import type { TrackedTensor } from "../../model/run.js";
import { blockLabel } from "../../words/tensorNames.js";
import { normColours } from "../panel/colours.js";
import { LINE_PX } from "../panel/frame.js";
import type { Note } from "../panel/layers.js";
import { HEAD_FONT } from "../panel/panels.js";
import { type FontStyle, textWidth } from "../panel/text.js";
import { LABEL_FONT, SEMI_BOLD } from "../panel/theme.js";
import type { RunLook } from "./look.js";
import { HEAD_PX } from "./sheet.js";

/** The norms of blocks, each in its colour, as words of the first panel. */

const FONT: FontStyle = { ...LABEL_FONT, weight: SEMI_BOLD };
const HEADING_Y_PX = -8;
const GAP_PX = 6;

/** Beside the first panel's heading where there is room, else in lines above all of them; `topPx` is what all of it takes. */
export function blockNames(
  own: readonly TrackedTensor[],
  panelPx: number,
  pagePx: number,
  look: RunLook,
): { readonly notes: readonly Note[]; readonly topPx: number } {
  const norms = own.map(({ id }) => id.norm);
  const startPx = textWidth(blockLabel(own[0]?.id.block ?? 0), HEAD_FONT) + 8;
  const widthPx = norms.reduce((sum, norm) => sum + textWidth(norm, FONT) + GAP_PX, -GAP_PX);
  if (startPx + widthPx <= panelPx)
    return { notes: placed(norms, startPx, HEADING_Y_PX, look), topPx: HEAD_PX };
  const lines = inLines(norms, pagePx);
  const notes = lines.flatMap((line, i) =>
    placed(line, 0, HEADING_Y_PX - 3 - (lines.length - i) * LINE_PX, look),
  );
  return { notes, topPx: Math.ceil(HEAD_PX + 3 + lines.length * LINE_PX) };
}

function inLines(norms: readonly string[], widthPx: number): readonly (readonly string[])[] {
  const lines: string[][] = [];
  let endPx = Number.POSITIVE_INFINITY;
  for (const norm of norms) {
    const ownPx = textWidth(norm, FONT);
    if (endPx + GAP_PX + ownPx > widthPx) {
      lines.push([]);
      endPx = -GAP_PX;
    }
    lines.at(-1)?.push(norm);
    endPx += GAP_PX + ownPx;
  }
  return lines;
}

function placed(norms: readonly string[], startPx: number, y: number, { run, palette }: RunLook): Note[] {
  const colours = normColours(run.model.architecture, palette);
  let x = startPx;
  return norms.map((norm): Note => {
    const note = { x, y, text: norm, fill: colours.get(norm) ?? palette.ink, weight: SEMI_BOLD };
    x += textWidth(norm, FONT) + GAP_PX;
    return note;
  });
}
