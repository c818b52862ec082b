import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { PositionMeasures, Probe, ProbedNorm } from "../../model/probe.js";
import { depthCaption, depthTitle } from "../../words/probe/figures.js";
import type { FigureKind } from "../kind.js";
import { keptApart } from "../panel/apart.js";
import { type Axes, labelFormat, yTicks } from "../panel/axis.js";
import { areaLayer, type CurvePoint, curveLayer, dotLayer } from "../panel/curves.js";
import { depthAxis, depthNotes, placeOf, sameGround } from "../panel/depthAxis.js";
import { AXIS_PX, framed, LINE_PX, NARROW_PX } from "../panel/frame.js";
import { boxLayer, type Layer, type Note, noteLayer } from "../panel/layers.js";
import { logAxis, logLabelsPx, logPx } from "../panel/logAxis.js";
import { notePanel, type Panel, type PanelSize } from "../panel/panel.js";
import { axisMeaning, layOutPanels, panelHeading } from "../panel/panels.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, type Palette, paletteOf, TEXT } from "../panel/theme.js";

/** How much what each norm is given varies, from the first to the last: position 0 by itself, and post over pre. */
export const depth = {
  name: "depth",
  shows: "how much the input of each norm varies, from the first block to the last, position 0 apart",
  of: "probe",
  heading: "How much the inputs vary",
  build,
} as const satisfies FigureKind<"probe">;

const HEIGHT_PX = 150;
const LEAST_LABELS_PX = 30;
const GAP_PX = 12;
const NAME_GAP_PX = 4;
const DOT_AREA = 12;
/** Blank above and below, as a factor on a logarithmic axis and as a share on another. */
const HEADROOM = 1.25;
const RATIO_HEADROOM = 0.06;
/** Bands of two models lie over each other. */
const BAND_OPACITY = 0.22;

/** What a panel shows of the positions. */
interface Part {
  readonly heading: string;
  readonly of: (norm: ProbedNorm) => PositionMeasures | null;
}

const PARTS: readonly Part[] = [
  { heading: "positions from 1 on", of: ({ others }) => others },
  { heading: "position 0", of: ({ first }) => first },
];

interface Look {
  readonly probe: Probe;
  readonly palette: Palette;
  readonly size: PanelSize;
}

function build(probe: Probe, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const words = { title: typeset(depthTitle(probe)), caption: typeset(depthCaption(probe)), options };
  const isNarrow = options.width < NARROW_PX;
  const parts = PARTS.filter(({ of }) => probe.pre.norms.some((norm) => of(norm) !== null));
  const kinds = probe.post === null ? [variancePanel] : [variancePanel, ratioPanel];
  const columns = isNarrow ? 1 : parts.length;
  const [lo, hi] = variances(probe);
  const grid = layOutPanels(parts.length * kinds.length, words, {
    columns,
    leftPx: Math.max(LEAST_LABELS_PX, logLabelsPx({ lo, hi })),
    rightPx: probe.post === null ? 0 : NAME_GAP_PX + Math.ceil(textWidth("post", LABEL_FONT)),
    gapPx: GAP_PX,
    rowGapPx: Math.round(AXIS_PX + 2.8 * LINE_PX),
    heightPx: HEIGHT_PX,
  });
  const look = { probe, palette, size: { width: grid.panelPx, height: grid.heightPx } };
  const panels = isNarrow
    ? parts.flatMap((part) => kinds.map((kind) => kind(part, look)))
    : kinds.flatMap((kind) => parts.map((part) => kind(part, look)));
  return framed({ ...words, palette, panels, grid });
}

/** Both models' means and bands. All panels have one axis. */
function variancePanel({ heading, of }: Part, look: Look): Panel {
  const { probe, palette, size } = look;
  const head = panelHeading(heading, palette);
  const [lo, hi] = variances(probe);
  if (!(hi > 0) || !Number.isFinite(hi)) {
    return notePanel(size, [head, { x: 0, y: 20, text: "no finite values", fill: palette.quietInk }]);
  }
  const stretch = { lo: lo / HEADROOM, hi: hi * HEADROOM, startPx: size.height, endPx: 0 };
  const axes = { x: depthAxis(probe, size), y: logAxis(stretch, false) };
  const sides = sidesOf(probe, palette);
  const ends = sides.map(({ norms, name, colour }) => {
    const last = norms.at(-1);
    return { name, colour, y: logPx(stretch, (last && of(last)?.inputVariance) ?? lo) };
  });
  return {
    ...size,
    axes,
    layers: [
      boxLayer(sameGround(probe, size, palette)),
      ...sides.map(({ norms, colour }) => translucent(areaLayer(bandOf(norms, of, look), colour))),
      ...sides.map(({ norms, colour }) =>
        curveLayer(
          curveOf(norms, (norm) => of(norm)?.inputVariance ?? null, look),
          {
            stroke: colour,
            strokeWidth: 1.4,
          },
        ),
      ),
      ...sides.map((side) => dotsOf(side, of, look)),
      noteLayer([
        head,
        ...depthNotes(probe, size, palette),
        axisMeaning(size, "block", palette),
        ...(sides.length > 1 ? namesAt(ends, size) : []),
      ]),
    ],
  };
}

function translucent(layer: Layer): Layer {
  return { ...layer, mark: { ...layer.mark, opacity: BAND_OPACITY } };
}

interface SideOf {
  readonly name: string;
  readonly norms: readonly ProbedNorm[];
  readonly colour: string;
}

/** Where both are given the same, pre alone is drawn. */
function sidesOf({ pre, post, pair }: Probe, palette: Palette): readonly SideOf[] {
  const differs = pair?.changes.findIndex(({ parts }) => parts.input > 0) ?? -1;
  const from = differs < 0 ? pre.norms.length - 1 : Math.max(0, differs - 1);
  return [
    { name: "pre", norms: pre.norms, colour: palette.pre },
    ...(post === null ? [] : [{ name: "post", norms: post.norms.slice(from), colour: palette.post }]),
  ];
}

/** The least and the greatest that any panel shows. */
function variances({ pre, post }: Probe): readonly [number, number] {
  const values = [...pre.norms, ...(post?.norms ?? [])]
    .flatMap((norm) => PARTS.flatMap(({ of }) => of(norm) ?? []))
    .flatMap(({ inputVariance, lowVariance, highVariance }) => [inputVariance, lowVariance, highVariance])
    .filter((value) => value > 0 && Number.isFinite(value));
  return [Math.min(...values), Math.max(...values)];
}

function curveOf(
  norms: readonly ProbedNorm[],
  value: (norm: ProbedNorm) => number | null,
  { probe }: Look,
): CurvePoint[] {
  return norms.map((norm) => {
    const y = value(norm);
    return { series: "", x: placeOf(norm, probe), y: y !== null && y > 0 && Number.isFinite(y) ? y : null };
  });
}

function bandOf(norms: readonly ProbedNorm[], of: Part["of"], { probe }: Look): CurvePoint[] {
  return norms.flatMap((norm) => {
    const { lowVariance: base = 0, highVariance: y = 0 } = of(norm) ?? {};
    return base > 0 && Number.isFinite(y) ? [{ series: "", x: placeOf(norm, probe), y, base }] : [];
  });
}

function dotsOf({ norms, name, colour: fill }: SideOf, of: Part["of"], { probe }: Look) {
  const dots = norms.flatMap((norm) => {
    const y = of(norm)?.inputVariance ?? 0;
    if (!(y > 0) || !Number.isFinite(y)) return [];
    return [{ tensor: norm.name, of: name, variance: y, x: placeOf(norm, probe), y, fill }];
  });
  return dotLayer(dots, DOT_AREA);
}

/** Post over pre, on an axis of its own. */
function ratioPanel({ heading, of }: Part, look: Look): Panel {
  const { probe, palette, size } = look;
  const head = panelHeading(`${heading}: post ÷ pre`, palette);
  const ratios = probe.pre.norms.map((norm, i) => {
    const after = probe.post?.norms[i];
    const ratio = ((after && of(after)?.inputVariance) ?? Number.NaN) / (of(norm)?.inputVariance ?? 0);
    return { norm, ratio };
  });
  const finite = ratios.flatMap(({ ratio }) => (Number.isFinite(ratio) ? [ratio] : []));
  if (finite.length === 0) {
    return notePanel(size, [head, { x: 0, y: 20, text: "no finite values", fill: palette.quietInk }]);
  }
  const [least, most] = [Math.min(1, ...finite), Math.max(1, ...finite)];
  const blank = most > least ? RATIO_HEADROOM * (most - least) : 0.05;
  const domain = [least - blank, most + blank] as const;
  const axes = ratioAxes(domain, look);
  const onePx = (size.height * (domain[1] - 1)) / (domain[1] - domain[0]);
  const points = ratios.map(({ norm, ratio }) => ({ norm, y: Number.isFinite(ratio) ? ratio : null }));
  return {
    ...size,
    axes,
    layers: [
      boxLayer([
        ...sameGround(probe, size, palette),
        { x: 0, x2: size.width, y: onePx - 0.3, y2: onePx + 0.3, fill: palette.axis },
      ]),
      curveLayer(
        points.map(({ norm, y }) => ({ series: "", x: placeOf(norm, probe), y })),
        { stroke: palette.post, strokeWidth: 1.4 },
      ),
      dotLayer(
        points.flatMap(({ norm, y }) =>
          y === null
            ? []
            : [{ tensor: norm.name, "post / pre": y, x: placeOf(norm, probe), y, fill: palette.post }],
        ),
        DOT_AREA,
      ),
      noteLayer([head, ...depthNotes(probe, size, palette), axisMeaning(size, "block", palette)]),
    ],
  };
}

function ratioAxes(domain: readonly [number, number], { probe, size }: Look): Axes {
  const { values, format } = yTicks(...domain, size.height);
  const labels = labelFormat(format, false);
  return {
    x: depthAxis(probe, size),
    y: {
      scale: { domain },
      ticks: { values, ...labels.format },
      kind: { type: "linear", look: labels.look },
    },
  };
}

function namesAt(
  ends: readonly { readonly name: string; readonly colour: string; readonly y: number }[],
  { width }: PanelSize,
): Note[] {
  const ordered = ends.toSorted((a, b) => a.y - b.y);
  const apart = keptApart(
    ordered.map(({ y }) => y),
    TEXT.size,
  );
  return ordered.map(({ name, colour }, i) => ({
    x: width + NAME_GAP_PX,
    y: apart[i] as number,
    text: name,
    fill: colour,
    baseline: "middle",
  }));
}
