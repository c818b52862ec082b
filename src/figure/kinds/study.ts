import type { NormSite, TensorId } from "../../model/architecture.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { Distribution, Side } from "../../model/numbers.js";
import type { FigureKind, FigureSubjects } from "../kind.js";
import { type Axes, countAxis, linearAxis } from "../panel/axis.js";
import { framed, LINE_PX, MARGIN_PX } from "../panel/frame.js";
import { filledHistogram, type Note, noteLayer } from "../panel/layers.js";
import { notePanel, type Panel, type PanelSize } from "../panel/panel.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT, type Palette, paletteOf, SEMI_BOLD, TEXT } from "../panel/theme.js";
import { roundTicks } from "../panel/ticks.js";
import { emptyNote, highestBin } from "../panel/window.js";

/** Height of the plot as a share of its width. */
const ASPECT = 0.75;
const LEFT_PX = 46;
/** Blank between the data and the frame, as a share of the axis. */
const X_MARGIN = 0.05;
const HEADROOM = 1.05;

/** One tensor of one checkpoint as the original study drew it: its whole range, on axes of its own, in a frame. */
export const study = {
  name: "study",
  shows: "one tensor of one checkpoint as the original study drew it",
  of: "tensor",
  build,
} as const satisfies FigureKind<"tensor">;

function build(
  { id, site, distribution, side }: FigureSubjects["tensor"],
  options: FigureOptions,
): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const width = options.width - LEFT_PX - 2 * MARGIN_PX;
  const height = (options.height ?? Math.round(options.width * ASPECT)) - 5 * LINE_PX - 2 * MARGIN_PX;
  const title = options.title ?? titleOf(id, site, side);
  return framed({
    // It is above the middle of the plot, as in the study.
    title: "",
    caption: "",
    options: { ...options, title: "" },
    palette,
    panels: [panelOf(distribution, title, { width, height: Math.round(height) }, side, palette)],
    grid: { columns: 1, leftPx: LEFT_PX, rowGapPx: 0, columnGapPx: 0 },
  });
}

/** The study counted blocks as "H". */
function titleOf({ block, parameter }: TensorId, { name, study }: NormSite, side: Side): string {
  const norm = study?.title ?? name;
  const place = block === null ? norm : `H${block}, ${norm}`;
  return `${place}${parameter === "bias" ? ", bias" : ""}${side === "post" ? ", after fine-tuning" : ""}`;
}

function panelOf(
  distribution: Distribution,
  title: string,
  size: PanelSize,
  side: Side,
  palette: Palette,
): Panel {
  const { histogram, summary } = distribution;
  const { width } = size;
  const style = { size: TEXT.titleSize, weight: SEMI_BOLD, fill: palette.ink };
  const words: Note[] = [{ ...style, x: width / 2, y: -8, text: title, align: "center" }];
  const view = { stroke: palette.axis, strokeWidth: 0.6 };
  if (histogram === null) return { ...notePanel(size, [...words, emptyNote(summary, palette)]), view };
  const [first, last] = [histogram.edges[0] as number, histogram.edges.at(-1) as number];
  const margin = (last - first) * X_MARGIN;
  const yMax = highestBin([distribution]) * HEADROOM;
  const axes: Axes = {
    x: linearAxis({ lo: first - margin, hi: last + margin, startPx: 0, endPx: width }),
    y: countAxis([0, yMax], roundTicks(0, yMax, 6)),
  };
  return {
    ...size,
    label: title,
    view,
    axes,
    layers: [
      filledHistogram(histogram, axes, palette[side]),
      noteLayer([...words, ...axisNames(size, yMax, palette)]),
    ],
  };
}

/** Below the x axis, and above the labels of the y axis. */
function axisNames({ width, height }: PanelSize, yMax: number, palette: Palette): Note[] {
  const labelsPx = textWidth(String(Math.round(yMax)), LABEL_FONT);
  const name = { align: "center" as const, fill: palette.ink };
  return [
    { ...name, x: width / 2, y: height + LINE_PX + 8, text: "Weights", baseline: "top" },
    { ...name, x: -labelsPx, y: -8, text: "Frequency" },
  ];
}
