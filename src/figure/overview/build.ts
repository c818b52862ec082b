import type { Comparison, MeasuredTensor } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import { type CaptionFacts, overviewCaption } from "../../words/figures/overviewCaption.js";
import { overviewTitle } from "../../words/findings/title.js";
import { messagePanel } from "../panel/frame.js";
import { typeset } from "../panel/text.js";
import { paletteOf } from "../panel/theme.js";
import { blockGrid } from "./blocks.js";
import { finalGrid } from "./finals.js";
import { type Grid, pictureOf, type WordedPicture, wordsPx } from "./frame.js";
import type { GridFacts } from "./gridFacts.js";
import { arrangementOf, type Layout, type LayoutFacts, layOut, mostNormsIn, mostRowsIn } from "./layout.js";
import { looksOf } from "./marks.js";
import { valueModeOf } from "./scale.js";
import { type Gutters, guttersFor } from "./stage.js";
import { highestShareOf, type Staging, stagingOf } from "./staging.js";
import { isOrderLostIn, stripGrids } from "./strip.js";
import { type OverviewSubject, type Row, subjectOf } from "./subject.js";
import { roomForWords } from "./wordsRoom.js";

/** A comparison on one page: what is shown, over which windows, in which words, where. */

/** Panels of norms outside of blocks are about so many times as wide as those of blocks. */
const FINAL_RATIO = { sides: 2, mirrored: 2, across: 4 };

export function buildOverview(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const subject = subjectOf(comparison, mostRowsIn(options), mostNormsIn(options));
  return drawOverview(comparison, options, subject, null);
}

/** A page of histograms alone, which continues a picture that had no room for them. */
export interface Continued {
  readonly title: string;
  /** The rows of all such pages, which share one window. */
  readonly rows: readonly Row[];
}

export function drawOverview(
  comparison: Comparison,
  options: FigureOptions,
  subject: OverviewSubject,
  continued: Continued | null,
): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const { architecture } = comparison.pre;
  const rows = continued?.rows ?? subject.rows;
  const blocks = rows.flatMap(({ tensors }) => tensors.filter((tensor) => tensor !== null));
  const mode = valueModeOf([...blocks, ...subject.finals]);
  const arrangement = arrangementOf(options, subject.norms.length);
  const staging = stagingOf(blocks, subject.finals, mode, FINAL_RATIO[arrangement]);
  const hasStrip = continued === null && isWorthAStrip(subject);
  const ownWords = wordsOf(comparison, options, subject, staging, hasStrip);
  const words = continued === null ? ownWords : { ...ownWords, title: typeset(continued.title) };
  const layout = layOut(layoutFacts(words, subject, staging, hasStrip));
  const gutters = arrangement === "across" ? NO_GUTTERS : guttersFor([...staging.blocks.values()]);
  const isOrderLost = isOrderLostIn(subject.whole);
  const facts: GridFacts = {
    subject,
    layout,
    options,
    mode,
    palette,
    isOrderLost,
    highestShares: highestSharesOf(staging, layout, gutters, isOrderLost),
    gutters,
    looks: looksOf(subject.whole, architecture.sites, palette),
    staged: new Map([...staging.blocks, ...staging.finals]),
    shared: staging.shared,
  };
  const strip = stripGrids({ ...facts, architecture }, layout);
  const grids = [...strip, ...histogramGrids(facts)];
  const [first, ...others] = grids;
  if (first === undefined)
    return pictureOf(words, [emptyGrid(options, layout.leftPx, facts)], layout.leftPx, palette);
  return pictureOf(words, [first, ...others], layout.leftPx, palette);
}

/** Higher than the highest bin where words would lie on histograms otherwise. */
function highestSharesOf(
  { blocks, finals }: Staging,
  layout: Layout,
  gutters: Gutters,
  isOrderLost: boolean,
): GridFacts["highestShares"] {
  const shared = [...blocks.values()].filter(({ isOwn }) => !isOwn);
  const highest = highestShareOf(shared);
  return {
    blocks: highest * roomForWords(shared, highest, layout, gutters, isOrderLost),
    finals: highestShareOf(finals.values()),
  };
}

const NO_GUTTERS = { left: 0, right: 0 };

/** There is something to tell, and of more than what the histograms show. */
function isWorthAStrip({ whole }: OverviewSubject): boolean {
  return whole.length > 1 && whole.some(({ change }) => !change.identical && change.medianDelta !== null);
}

/** Where the height is limited, the strip tells of the norms outside of blocks. */
function histogramGrids(facts: GridFacts): Grid[] {
  const { subject, layout } = facts;
  const hasBlocks = subject.rows.length > 0 && subject.norms.length > 0;
  const hasFinals = subject.finals.length > 0 && (layout.arrangement !== "across" || !hasBlocks);
  return [...(hasBlocks ? [blockGrid(facts)] : []), ...(hasFinals ? [finalGrid(facts)] : [])];
}

function emptyGrid({ width }: FigureOptions, leftPx: number, { palette }: GridFacts): Grid {
  const panel = { label: "nothing", ...messagePanel("No tensor was selected.", width - leftPx, palette) };
  return {
    name: "empty",
    panels: [panel],
    columns: 1,
    spacing: { row: 0, column: 0 },
    topPx: 0,
    bottomPx: 0,
  };
}

function layoutFacts(
  words: WordedPicture,
  { rows, norms, finals }: OverviewSubject,
  staging: Staging,
  hasStrip: boolean,
): LayoutFacts {
  return {
    options: words.options,
    rows: rows.map(({ block }) => block),
    norms: norms.map(({ name }) => name),
    finals: finals.map(({ id }) => id.norm),
    hasStrip,
    ownAxes: [...staging.blocks.values()].some(({ isOwn }) => isOwn),
    wordsPx: wordsPx(words),
  };
}

function blocksWithOwnAxes({ rows }: OverviewSubject, { blocks }: Staging): number[] {
  const isOwn = (tensor: MeasuredTensor | null) => tensor !== null && blocks.get(tensor.name)?.isOwn === true;
  return rows.filter(({ tensors }) => tensors.some(isOwn)).map(({ block }) => block);
}

function wordsOf(
  comparison: Comparison,
  options: FigureOptions,
  subject: OverviewSubject,
  staging: Staging,
  hasStrip: boolean,
): WordedPicture {
  const arrangement = arrangementOf(options, subject.norms.length);
  const shown = shownIn(subject);
  const facts: CaptionFacts = {
    parameter: subject.parameter,
    shown: shown.length > 0 ? shown : subject.whole,
    rows: subject.rows.map(({ block }) => block),
    ...subject.leftOut,
    isMirrored: arrangement !== "sides",
    hasGutters: arrangement !== "across" && hasOutside(staging),
    ownAxes: blocksWithOwnAxes(subject, staging),
    missing: subject.missing,
    hasStrip,
    hasNonFinite: subject.whole.some(({ post }) => post.summary.nonFinite > 0),
    isShort: arrangement !== "sides",
  };
  return {
    title: typeset(overviewTitle(comparison)),
    // A slide has room for the finding alone.
    caption: arrangement === "across" ? "" : overviewCaption(comparison, facts),
    options,
  };
}

function shownIn({ rows, finals }: OverviewSubject): MeasuredTensor[] {
  return [...rows.flatMap(({ tensors }) => tensors.filter((tensor) => tensor !== null)), ...finals];
}

function hasOutside({ blocks, finals }: Staging): boolean {
  const { left, right } = guttersFor([...blocks.values(), ...finals.values()]);
  return left + right > 0;
}
