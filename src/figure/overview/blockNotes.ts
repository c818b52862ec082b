import { axisWords, MIRROR_KEY } from "../../words/overview.js";
import { blockLabel } from "../../words/tensorNames.js";
import { AXIS_PX, LINE_PX, MARGIN_PX } from "../panel/frame.js";
import type { Note } from "../panel/layers.js";
import { fitNorm, NAME_PX } from "../panel/normName.js";
import type { PanelSize } from "../panel/panel.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, type Palette, SEMI_BOLD, TEXT } from "../panel/theme.js";
import type { GridFacts } from "./gridFacts.js";
import { AROUND, type Layout } from "./layout.js";
import type { OverviewSubject, Row } from "./subject.js";

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
  const style = { y: HEAD_Y, ...HEAD_STYLE };
  if (layout.arrangement === "sides") {
    const { width, columnGapPx } = layout.blocks;
    const counts: Note = { x: -6, y: -7, text: "count", fill: palette.quietInk, align: "right" };
    const head = (side: string) => {
      const room = columnPx(layout) - textWidth(` ${side}`, HEAD_STYLE);
      return `${fitNorm(name, HEAD_STYLE, room)} ${side}`;
    };
    return [
      { ...style, x: 0, text: head("pre"), fill: palette.pre },
      { ...style, x: width + columnGapPx, text: head("post"), fill: palette.post },
      ...(norm === 0 ? [counts] : []),
    ];
  }
  const head: Note = { ...style, x: 0, text: fitNorm(name, HEAD_STYLE, columnPx(layout)), fill: palette.ink };
  return norm === 0 ? [head, ...mirrorKey(...keyPlace(subject, layout), palette)] : [head];
}

/** How far a heading may reach, up to the next column's. */
function columnPx({ blocks }: Layout): number {
  return blocks.width + blocks.columnGapPx - 4;
}

/** The key is beside the first norm's name, or above it where the next one's begins too soon. */
function keyPlace({ norms }: OverviewSubject, layout: Layout): [x: number, y: number] {
  const beside = textWidth(norms[0]?.name ?? "", HEAD_STYLE) + 8;
  return beside + keyPx() <= columnPx(layout) || norms.length === 1
    ? [beside, HEAD_Y]
    : [0, HEAD_Y - LINE_PX - 1];
}

/** How far the words above the grid reach. */
export function headsPx(subject: OverviewSubject, layout: Layout): number {
  if (layout.arrangement === "across") return AROUND.acrossTop;
  const isAbove = layout.arrangement === "mirrored" && keyPlace(subject, layout)[1] < HEAD_Y;
  return AROUND.blocksTop + (isAbove ? LINE_PX + 1 : 0);
}

function keyPx(): number {
  return textWidth(MIRROR_KEY.pre, KEY_STYLE) + KEY_GAP_PX + textWidth(MIRROR_KEY.post, KEY_STYLE);
}

const HEAD_Y = -7;
const HEAD_STYLE = { size: TEXT.headSize, weight: SEMI_BOLD };
const KEY_STYLE = { size: TEXT.size, weight: SEMI_BOLD };
const KEY_GAP_PX = 7;

function mirrorKey(x: number, y: number, palette: Palette): Note[] {
  const after = x + textWidth(MIRROR_KEY.pre, KEY_STYLE) + KEY_GAP_PX;
  return [
    { ...KEY_STYLE, x, y, text: MIRROR_KEY.pre, fill: palette.pre },
    { ...KEY_STYLE, x: after, y, text: MIRROR_KEY.post, fill: palette.post },
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
    text: fitNorm(name, { ...LABEL_FONT, weight: SEMI_BOLD }, NAME_PX),
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

/** What the x axis of a panel of this size means, below its labels; once, where panels are narrower than these words. */
export function meaningNote(
  { mode, subject, palette }: GridFacts,
  { width, height }: PanelSize,
  isFirst: boolean,
): Note[] {
  const text = typeset(axisWords(subject.parameter, mode));
  const note: Note = { x: width / 2, y: height + AXIS_PX + 2, text, fill: palette.ink, baseline: "top" };
  if (textWidth(text, LABEL_FONT) <= width) return [{ ...note, align: "center" }];
  return isFirst ? [{ ...note, x: 0 }] : [];
}
