import { escapeControls } from "../../escape.js";
import type { CheckpointSummary, TensorSummary } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import { otherBlocksTitle } from "../../words/figures/pages.js";
import { labelOf } from "../../words/modelLabel.js";
import { significant } from "../../words/numbers.js";
import { plural } from "../../words/phrases.js";
import { normNoun } from "../../words/sites.js";
import { tensorLabel } from "../../words/tensorNames.js";
import type { FigureKind, FigureSubjects } from "../kind.js";
import {
  AXIS_PX,
  captionStart,
  framed,
  GUTTERS,
  LINE_PX,
  MARGIN_PX,
  NARROW_PX,
  type Words,
} from "../panel/frame.js";
import { boxLayer, filledHistogram, type Note, noteLayer } from "../panel/layers.js";
import { inPages, mostRoom } from "../panel/page.js";
import { notePanel, type Panel } from "../panel/panel.js";
import { countNote, type PanelGrid } from "../panel/panels.js";
import { textWidth, typeset } from "../panel/text.js";
import { type Palette, paletteOf, REGULAR, SEMI_BOLD, TEXT } from "../panel/theme.js";
import {
  axesOf,
  emptyNote,
  gutterBoxes,
  gutterNotes,
  gutterTicks,
  highestBin,
  valueLine,
  windowOf,
} from "../panel/window.js";

/** More would leave axes no room for labels. */
const COLUMNS = { single: [2], double: [2, 4], slide: [2, 4] };
const HEIGHTS_PX = { few: 90, many: 40, least: 24 };

/** One checkpoint: a panel for each tensor on axes of its own, the norms of a block beside each other. */
export const plot = {
  name: "plot",
  shows: "every tensor of one checkpoint, a histogram each",
  of: "checkpoint",
  build,
  morePages,
} as const satisfies FigureKind<"checkpoint">;

function build({ summary }: FigureSubjects["checkpoint"], options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const words = { title: titleOf(summary), caption: caption(summary.tensors), options };
  const { tensors, caption: shownCaption, grid } = fitting(summary, words);
  const panels = tensors.map((tensor, i) => panelOf(tensor, grid, palette, i === 0));
  return framed({ ...words, caption: shownCaption, palette, panels, grid });
}

/** The blocks that the picture leaves out, as many to a page. */
function morePages({ summary, bins }: FigureSubjects["checkpoint"], options: FigureOptions): VegaLiteSpec[] {
  if (options.height !== null) return [];
  const words = { title: titleOf(summary), caption: caption(summary.tensors), options };
  const shown = blocksIn(fitting(summary, words).tensors);
  const others = blocksIn(summary.tensors).filter((block) => !shown.includes(block));
  const pages = inPages(others, Math.max(1, shown.length));
  return pages.map((blocks, page) => {
    const tensors = summary.tensors.filter(({ id }) => id.block !== null && blocks.includes(id.block));
    const title = typeset(otherBlocksTitle(blocks, { page: page + 2, of: pages.length + 1 }));
    return build({ summary: { ...summary, tensors }, bins }, { ...options, title: options.title ?? title });
  });
}

function blocksIn(tensors: readonly (TensorSummary | null)[]): number[] {
  return [...new Set(tensors.flatMap((tensor) => tensor?.id.block ?? []))];
}

interface Shown {
  readonly tensors: readonly (TensorSummary | null)[];
  readonly caption: string;
  readonly grid: PanelGrid;
}

/** All tensors, or as many blocks as the picture has room for, as evenly spaced as can be. */
function fitting(summary: CheckpointSummary, words: Words): Shown {
  const all = blocksIn(summary.tensors);
  const show = (count: number): Shown => {
    const blocks = new Set(evenly(all, count));
    const shown = summary.tensors.filter(({ id }) => id.block === null || blocks.has(id.block));
    const tensors = inReadingOrder({ ...summary, tensors: shown });
    const some = `${words.caption} Shown: ${count} of ${all.length} blocks.`;
    const caption = count < all.length ? some : words.caption;
    return { tensors, caption, grid: layOut(tensors.length, { ...words, caption }) };
  };
  const fits = ({ tensors, caption, grid }: Shown) => {
    const room = mostRoom({ ...words, caption });
    const rows = Math.ceil(tensors.length / grid.columns);
    return room === null || heightOf(rows, grid) <= room;
  };
  let count = all.length;
  let shown = show(count);
  while (!fits(shown) && count > 1) shown = show(--count);
  return shown;
}

/** So many of some blocks, the first and the last among them. */
function evenly(blocks: readonly number[], count: number): readonly number[] {
  if (count >= blocks.length) return blocks;
  const step = count > 1 ? (blocks.length - 1) / (count - 1) : 0;
  return Array.from({ length: count }, (_, i) => blocks[Math.round(i * step)] as number);
}

function heightOf(rows: number, { heightPx, rowGapPx }: Pick<PanelGrid, "heightPx" | "rowGapPx">): number {
  return LINE_PX + rows * heightPx + (rows - 1) * rowGapPx + AXIS_PX;
}

/** Two panels a row, or as few more as make them fit the picture or the page; words are above them. */
function layOut(count: number, words: Words): PanelGrid {
  const { width, height } = words.options;
  const room = mostRoom(words);
  const rowGapPx = Math.round(AXIS_PX + LINE_PX + 6);
  const usualPx = height !== null ? Number.POSITIVE_INFINITY : count > 4 ? HEIGHTS_PX.many : HEIGHTS_PX.few;
  const heightIn = (columns: number) => {
    if (room === null) return usualPx;
    const rows = Math.ceil(count / columns);
    return Math.min(usualPx, Math.floor((room - LINE_PX - AXIS_PX - (rows - 1) * rowGapPx) / rows));
  };
  const choice = height !== null ? COLUMNS.slide : width < NARROW_PX ? COLUMNS.single : COLUMNS.double;
  const most = choice.at(-1) as number;
  const columns = count === 1 ? 1 : (choice.find((columns) => heightIn(columns) >= HEIGHTS_PX.least) ?? most);
  const leftPx = MARGIN_PX + 24;
  const columnGapPx = columns > 2 ? 28 : 36;
  return {
    columns,
    leftPx,
    rowGapPx,
    columnGapPx,
    panelPx: Math.floor((width - leftPx - MARGIN_PX - (columns - 1) * columnGapPx) / columns),
    heightPx: Math.max(HEIGHTS_PX.least, heightIn(columns)),
  };
}

/** The norms of a block side by side where there are two, or twos of them; where one is missing, its place stays empty. */
function inReadingOrder({ tensors, model }: CheckpointSummary): readonly (TensorSummary | null)[] {
  const shown = new Set(tensors.map(({ id }) => id.norm));
  const norms = model.architecture.sites
    .filter(({ name, scope }) => scope === "block" && shown.has(name))
    .map(({ name }) => name);
  if (norms.length === 0 || norms.length % 2 === 1) return tensors;
  const places = new Map<string, (TensorSummary | null)[]>();
  for (const tensor of tensors) {
    const { block, norm, parameter } = tensor.id;
    const key = block === null ? `${norm} ${parameter}` : `${block} ${parameter}`;
    const row = places.get(key) ?? (block === null ? [null, null] : norms.map(() => null));
    row[block === null ? 0 : norms.indexOf(norm)] = tensor;
    places.set(key, row);
  }
  return [...places.values()].flat();
}

function titleOf({ tensors, model }: CheckpointSummary): string {
  const label = escapeControls(labelOf(model));
  const mediansOf = (inBlocks: boolean) =>
    tensors.flatMap(({ id, distribution: { summary } }) =>
      id.parameter === "gain" && (id.block !== null) === inBlocks && summary.median !== null
        ? [summary.median]
        : [],
    );
  const [blocks, final] = [mediansOf(true), mediansOf(false)];
  const parts = [
    ...(blocks.length === 0 ? [] : [`${span(blocks)} in the blocks`]),
    ...(final.length === 0 ? [] : [`${span(final)} in ${othersIn(tensors)}`]),
  ];
  return parts.length === 0
    ? `${label}: ${normNoun(model.architecture)} weights`
    : `${label}: median gains ${parts.join(", ")}`;
}

/** The norms outside of the blocks. */
function othersIn(tensors: readonly TensorSummary[]): string {
  const others = tensors.filter(({ id }) => id.block === null).map(({ id }) => id.norm);
  return [...new Set(others)].join(" and ");
}

function span(medians: readonly number[]): string {
  const [least, most] = [Math.min(...medians), Math.max(...medians)].map((value) => significant(value, 3));
  return typeset(least === most ? `${least}` : `${least} to ${most}`);
}

function caption(tensors: readonly TensorSummary[]): string {
  return [...captionStart(tensors, GUTTERS), "Line: median. Each panel has its own axes."].join(" ");
}

function panelOf(tensor: TensorSummary | null, grid: PanelGrid, palette: Palette, isFirst: boolean): Panel {
  const size = { width: grid.panelPx, height: grid.heightPx };
  if (tensor === null) return notePanel(size, []);
  const { values, summary, histogram } = tensor.distribution;
  const window = windowOf([tensor.distribution], size);
  const words = wordsOf(tensor, size.width, palette);
  if (window === null || histogram === null) return notePanel(size, [...words, emptyNote(summary, palette)]);
  const axes = axesOf(window, highestBin([tensor.distribution]), { yLabels: true });
  return {
    ...size,
    label: tensorLabel(tensor.id),
    axes,
    layers: [
      filledHistogram(histogram, axes, palette.pre),
      boxLayer([
        ...gutterBoxes(window, palette),
        ...gutterTicks(window, values, [0.58, 1], palette.pre),
        ...valueLine(window, summary.median, palette.ink),
      ]),
      noteLayer([
        ...words,
        ...(isFirst ? [countNote(-5, palette)] : []),
        ...gutterNotes(window, values, palette),
      ]),
    ],
  };
}

/** Name and numbers above a panel; as many numbers as fit. */
function wordsOf({ id, distribution: { summary } }: TensorSummary, width: number, palette: Palette): Note[] {
  const label = tensorLabel(id).replace(/ bias$/, " β");
  const outliers = summary.outlierDims === null ? [] : [plural(summary.outlierDims.length, "outlier")];
  const parts = [
    `median ${significant(summary.median, 3)}`,
    `IQR ${significant(summary.iqr, 2)}`,
    ...outliers,
  ];
  const room = width - textWidth(label, { size: TEXT.size, weight: SEMI_BOLD }) - 8;
  const fits = (count: number) =>
    textWidth(parts.slice(0, count).join(", "), { size: TEXT.size, weight: REGULAR }) <= room;
  const count = [parts.length, 2, 1].find(fits) ?? 0;
  return [
    { x: 0, y: -5, text: label, fill: palette.ink, weight: SEMI_BOLD },
    {
      x: width,
      y: -5,
      text: typeset(parts.slice(0, count).join(", ")),
      fill: palette.quietInk,
      align: "right",
    },
  ];
}
