import { axisWords, MIRROR_KEY } from "../../words/overview.js";
import { blockLabel } from "../../words/tensorNames.js";
import { AXIS_PX, LINE_PX, MARGIN_PX } from "../panel/frame.js";
import type { Note } from "../panel/layers.js";
import type { PanelSize } from "../panel/panel.js";
import { textWidth, typeset } from "../panel/text.js";
import { type Palette, SEMI_BOLD, TEXT } from "../panel/theme.js";
import type { GridFacts } from "./gridFacts.js";
import type { Row } from "./subject.js";

/** The words around the grid of histograms: its rows, its columns, and what its axes mean. */

/** The block's name at the left, and the norm's above the first row. */
export function rowNotes(place: number, norm: number, facts: GridFacts): Note[] {
  const { subject, layout, palette } = facts;
  const { height } = layout.blocks;
  const block = (subject.rows[place] as Row).block;
  const label: Note = {
    x: MARGIN_PX - layout.leftPx,
    y: height / 2,
    text: blockLabel(block),
    fill: palette.ink,
    weight: SEMI_BOLD,
    baseline: "middle",
  };
  return [...(norm === 0 ? [label] : []), ...(place === 0 ? normHeads(norm, facts) : [])];
}

/** The norm and its side over each column; of mirrored panels the key is said once. */
function normHeads(norm: number, { subject, layout, palette }: GridFacts): Note[] {
  const name = subject.norms[norm]?.name ?? "";
  const style = { y: -7, size: TEXT.headSize, weight: SEMI_BOLD };
  if (layout.arrangement === "sides") {
    const { width, columnGapPx } = layout.blocks;
    const counts: Note = { x: -6, y: -7, text: "count", fill: palette.quietInk, align: "right" };
    return [
      { ...style, x: 0, text: `${name} pre`, fill: palette.pre },
      { ...style, x: width + columnGapPx, text: `${name} post`, fill: palette.post },
      ...(norm === 0 ? [counts] : []),
    ];
  }
  const head: Note = { ...style, x: 0, text: name, fill: palette.ink };
  return norm === 0 ? [head, ...mirrorKey(textWidth(name, style) + 8, -7, palette)] : [head];
}

function mirrorKey(x: number, y: number, palette: Palette): Note[] {
  const style = { size: TEXT.size, weight: SEMI_BOLD };
  const after = x + textWidth(MIRROR_KEY.pre, style) + 7;
  return [
    { ...style, x, y, text: MIRROR_KEY.pre, fill: palette.pre },
    { ...style, x: after, y, text: MIRROR_KEY.post, fill: palette.post },
  ];
}

/** Blocks' names above their columns, norms' at the left, and the key over all. */
export function acrossNotes(place: number, norm: number, facts: GridFacts): Note[] {
  const { subject, layout, palette, looks, mode } = facts;
  const { width, height } = layout.blocks;
  const name = subject.norms[norm]?.name ?? "";
  const block: Note = {
    x: width / 2,
    y: -5,
    text: blockLabel((subject.rows[place] as Row).block),
    fill: palette.ink,
    weight: SEMI_BOLD,
    align: "center",
  };
  const label: Note = {
    x: MARGIN_PX - layout.leftPx,
    y: height / 2,
    text: name,
    fill: looks.find((look) => look.name === name)?.fill ?? palette.ink,
    weight: SEMI_BOLD,
    baseline: "middle",
  };
  const meaning: Note = {
    x: MARGIN_PX - layout.leftPx,
    y: -5 - LINE_PX - 1,
    text: typeset(`${axisWords(subject.parameter, mode)}: `),
    fill: palette.quietInk,
  };
  const keyX = meaning.x + textWidth(meaning.text, { size: TEXT.size, weight: 400 }) + 4;
  return [
    ...(norm === 0 ? [block] : []),
    ...(place === 0 ? [label] : []),
    ...(norm === 0 && place === 0 ? [meaning, ...mirrorKey(keyX, meaning.y, palette)] : []),
  ];
}

/** What the x axis of a panel of this size means, below its labels. */
export function meaningNote({ mode, subject, palette }: GridFacts, { width, height }: PanelSize): Note[] {
  return [
    {
      x: width / 2,
      y: height + AXIS_PX + 2,
      text: typeset(axisWords(subject.parameter, mode)),
      fill: palette.ink,
      align: "center",
      baseline: "top",
    },
  ];
}
