import { foremost } from "../../analysis/foremost.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import { mostMovedTitle, nothingMoved } from "../../words/findings/title.js";
import { dimensionsOf } from "../../words/sites.js";
import { tensorLabel } from "../../words/tensorNames.js";
import type { FigureKind } from "../kind.js";
import { yLabelsPx } from "../panel/axis.js";
import { curveLayer, dotLayer, dustLayer } from "../panel/curves.js";
import { AXIS_PX, framed, LINE_PX, messagePanel, NARROW_PX, type Words } from "../panel/frame.js";
import { type Labels, placeLabels } from "../panel/labels.js";
import { boxLayer, type Layer, type Note, noteLayer } from "../panel/layers.js";
import { notePanel, type Panel } from "../panel/panel.js";
import { axisMeaning, layOutPanels, type PanelGrid, panelHeading } from "../panel/panels.js";
import { changeSpan, type MovedDot, makePlane, type Plane, planeDots } from "../panel/plane.js";
import { rowLabel } from "../panel/rows.js";
import { typeset } from "../panel/text.js";
import { type Palette, paletteOf } from "../panel/theme.js";

const MOST_PANELS = 6;
/** How many dimensions of a panel are coloured and named. */
const NAMED = 6;
const Y_LABELS_PX = 36;
const GAP_PX = 14;
const HEIGHT_PX = 130;
const DOT_AREA = 16;
/** Of the others: as large as the ends of the lines that they are drawn as. */
const DUST_AREA = Math.PI;

/** How far each dimension moved against where it was, a dot for each, in the tensors with the farthest moves. */
export const moved = {
  name: "moved",
  shows: "change against value, a dot a dimension, the most moved named",
  heading: "Which dimensions",
  of: "comparison",
  build,
} as const satisfies FigureKind<"comparison">;

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const changed = comparison.tensors.filter(({ change }) => change.topMoved.length > 0);
  const shown = farthestMoved(changed);
  const words = {
    title: typeset(mostMovedTitle(comparison)),
    caption: caption(comparison, shown.length, changed.length),
    options,
  };
  const grid = layOut(shown, words);
  const panels =
    shown.length === 0
      ? [emptyPanel(comparison, grid, palette)]
      : shown.map((tensor) => panelOf(tensor, grid, palette, options.interactive));
  return framed({ ...words, palette, panels, grid });
}

/** The tensors with the farthest moves, in interquartile ranges of pre; in the order of the model. */
function farthestMoved(tensors: readonly TensorComparison[]): readonly TensorComparison[] {
  return foremost(tensors, MOST_PANELS, ({ pre, change }) => {
    const unit = pre.summary.iqr || pre.summary.std || 1;
    return (change.maxAbsDelta ?? 0) / unit;
  });
}

function caption({ tensors }: Comparison, shown: number, changed: number): string {
  return [
    `Change of each of ${dimensionsOf(tensors.map(({ pre }) => pre.values))} against its value in pre; the most moved are named. Line: no change.`,
    ...(shown < changed
      ? [
          `Shown: the ${shown} of ${changed} changed tensors in which one moved farthest, in interquartile ranges.`,
        ]
      : []),
  ].join(" ");
}

function layOut(tensors: readonly TensorComparison[], words: Words): PanelGrid {
  const count = Math.max(1, tensors.length);
  const spans = tensors.map((tensor) => changeSpan(planeDots(tensor)));
  const labelsPx = spans.map((span) => (span === null ? 0 : yLabelsPx(span.lo, span.hi, true)));
  const most = words.options.width < NARROW_PX ? 2 : 3;
  return layOutPanels(count, words, {
    columns: count === 4 && most === 3 ? 2 : Math.min(most, count),
    leftPx: Math.max(Y_LABELS_PX, ...labelsPx),
    // A name may reach out of a panel to the right.
    rightPx: GAP_PX,
    gapPx: 0,
    rowGapPx: Math.round(AXIS_PX + LINE_PX * 2 + 14),
    heightPx: HEIGHT_PX,
  });
}

function emptyPanel({ tensors }: Comparison, { panelPx }: PanelGrid, palette: Palette): Panel {
  const areIdentical = tensors.every(({ change }) => change.identical);
  const why = areIdentical ? ": pre and post are identical" : "";
  return messagePanel(`${nothingMoved(tensors)}${why}.`, panelPx, palette);
}

function panelOf(tensor: TensorComparison, grid: PanelGrid, palette: Palette, isInteractive: boolean): Panel {
  const size = { width: grid.panelPx, height: grid.heightPx };
  const heading = panelHeading(rowLabel(tensor), palette);
  const plane = makePlane(tensor, size);
  if (plane === null) {
    const text = "too wide for an axis in float64";
    return notePanel(size, [heading, { x: 4, y: 20, text, fill: palette.quietInk }]);
  }
  const most = split(planeDots(tensor), tensor);
  const labels = placeLabels(most.named, most.others, plane, palette);
  // A dot that stands out but has no name would make readers ask for it.
  const named = most.named.filter(({ dim }) => labels.dims.has(dim));
  const others = [...most.others, ...most.named.filter(({ dim }) => !labels.dims.has(dim))];
  const painted = (dots: readonly MovedDot[], fill: string) =>
    dots.map((dot) => ({ ...dot, tensor: tensorLabel(tensor.id), fill }));
  return {
    ...size,
    label: rowLabel(tensor),
    axes: plane.axes,
    layers: [
      boxLayer([zeroLine(plane, palette)]),
      {
        ...(isInteractive
          ? dotLayer(painted(others, palette.dust), DOT_AREA / 2)
          : dustLayer(others, palette.dust)),
        dims: { rows: others, fill: palette.dust, area: DUST_AREA },
      },
      leaderLayer(labels.leaders, plane, palette),
      {
        ...dotLayer(painted(named, palette.post), DOT_AREA),
        dims: { rows: named, fill: palette.post, area: DOT_AREA },
      },
      noteLayer([heading, ...labels.notes, ...meanings(tensor, plane, palette)]),
    ],
  };
}

function split(dots: readonly MovedDot[], { change }: TensorComparison) {
  const names = new Set(change.topMoved.slice(0, NAMED).map(({ dim }) => dim));
  return {
    named: dots.filter(({ dim }) => names.has(dim)),
    others: dots.filter(({ dim }) => !names.has(dim)),
  };
}

/** Lines between dots and the names that stand farther off. */
function leaderLayer(leaders: Labels["leaders"], plane: Plane, palette: Palette): Layer {
  const points = leaders.flatMap(({ x, y, x2, y2 }, i) =>
    [plane.at(x, y), plane.at(x2, y2)].map((end) => ({ series: String(i), ...end })),
  );
  return curveLayer(points, { stroke: palette.quietInk, strokeWidth: 0.5 });
}

function zeroLine({ width, yPx }: Plane, palette: Palette) {
  const y = yPx(0);
  return { x: 0, x2: width, y: y - 0.3, y2: y + 0.3, fill: palette.axis };
}

function meanings({ id }: TensorComparison, { width, height, axes }: Plane, palette: Palette): Note[] {
  const symbol = id.parameter === "bias" ? "bias β" : "gain γ";
  const text = `${symbol}, pre${axes.x.kind.type === "linear" ? "" : width < 150 ? " (log)" : " (log beyond the bulk)"}`;
  return [
    axisMeaning({ width, height }, text, palette),
    { x: width, y: -8, align: "right", text: "change", fill: palette.quietInk },
  ];
}
