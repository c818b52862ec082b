import { bySite, type EffectiveSite, effectiveTensors, isUnchanged } from "../../analysis/effective/shown.js";
import type { Comparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import {
  type EffectiveCaption,
  effectiveCaption,
  effectiveTitle,
  NO_EFFECTIVE,
} from "../../words/figures/effective.js";
import type { FigureKind } from "../kind.js";
import { normColours } from "../panel/colours.js";
import { type DimCloud, dimCloud, effectiveDimsPanel } from "../panel/effectiveDims.js";
import { mediansOf, mediansPanel } from "../panel/effectiveMedians.js";
import { AXIS_PX, framed, LINE_PX, messagePanel, NARROW_PX, type Words } from "../panel/frame.js";
import { layOutPanels, type PanelGrid } from "../panel/panels.js";
import { percentLabelsPx } from "../panel/percentAxis.js";
import { typeset } from "../panel/text.js";
import { type Palette, paletteOf } from "../panel/theme.js";

const HEIGHT_PX = 150;
const NARROW_HEIGHT_PX = 130;
/** Half a label of an x axis may reach beyond its end. */
const RIGHT_PX = 8;
const GAP_PX = 10;
const MOST_COLUMNS = 3;
/** The headings of narrower panels reach beyond them. */
const LEAST_PANEL_PX = 140;
/** Above the highest and below the lowest median, of the range between them. */
const HEADROOM = 0.08;

/** What the matrices behind the gains did to their change: by block, and dimension by dimension. */
export const effective = {
  name: "effective",
  shows: "gain times the norm of the matrix row behind it: how both changed, by block and by dimension",
  needs: "effective",
  of: "comparison",
  build,
} as const satisfies FigureKind<"comparison">;

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const shown = effectiveTensors(comparison.tensors);
  const sites = bySite(shown);
  const inBlocks = sites.filter(({ site }) => site.scope === "block");
  const cloud = dimCloud(sites);
  const words = {
    title: typeset(effectiveTitle(comparison, shown)),
    caption: shown.length === 0 ? "" : typeset(effectiveCaption(captionFacts(comparison, sites, cloud))),
    options,
  };
  const grid = layOut(inBlocks, cloud, words);
  const panels =
    shown.length === 0
      ? [messagePanel(NO_EFFECTIVE, options.width - 2 * grid.leftPx, palette)]
      : panelsOf(comparison, inBlocks, cloud, grid, palette);
  return framed({ ...words, palette, panels, grid });
}

function captionFacts(
  { pre, options }: Comparison,
  sites: readonly EffectiveSite[],
  cloud: DimCloud,
): EffectiveCaption {
  const all = sites.flatMap(({ tensors }) => tensors);
  const blocks = new Set(all.flatMap(({ tensor: { id } }) => (id.block === null ? [] : [id.block])));
  const unchangedBlocks = [...blocks].filter((block) =>
    all.every((tensor) => tensor.tensor.id.block !== block || isUnchanged(tensor)),
  );
  return {
    hasBlocks: blocks.size > 0,
    unchangedBlocks,
    outside: all
      .filter(({ tensor: { id } }) => id.block === null)
      .map(({ tensor, change }) => ({ name: tensor.site.name, change })),
    beyond: cloud.beyond,
    undefinedDims: cloud.undefinedDims,
    lacking: pre.architecture.sites
      .filter(({ name, matrices }) => options.norms.includes(name) && matrices.length === 0)
      .map(({ name }) => name),
  };
}

function layOut(inBlocks: readonly EffectiveSite[], cloud: DimCloud, words: Words): PanelGrid {
  const count = inBlocks.length + 1;
  const labels = [mediansDomain(inBlocks), cloud.y].map((domain) => percentLabelsPx(...domain));
  const around = {
    leftPx: Math.max(...labels),
    rightPx: RIGHT_PX,
    gapPx: GAP_PX,
    rowGapPx: Math.round(AXIS_PX + 3.4 * LINE_PX),
    heightPx: words.options.width < NARROW_PX ? NARROW_HEIGHT_PX : HEIGHT_PX,
  };
  const most = count === 4 ? 2 : Math.min(count, MOST_COLUMNS);
  const grids = Array.from({ length: most }, (_, fewer) =>
    layOutPanels(count, words, { ...around, columns: most - fewer }),
  );
  return grids.find(({ panelPx }) => panelPx >= LEAST_PANEL_PX) ?? (grids.at(-1) as PanelGrid);
}

/** The same for all norms, with zero in it. */
function mediansDomain(sites: readonly EffectiveSite[]): readonly [number, number] {
  const values = sites.flatMap(mediansOf).filter((value) => value !== null);
  const [lo, hi] = [Math.min(0, ...values), Math.max(0, ...values)];
  const blank = hi > lo ? HEADROOM * (hi - lo) : 1;
  return [lo - blank, hi + blank];
}

function panelsOf(
  { pre }: Comparison,
  inBlocks: readonly EffectiveSite[],
  cloud: DimCloud,
  grid: PanelGrid,
  palette: Palette,
) {
  const size = { width: grid.panelPx, height: grid.heightPx };
  const domain = mediansDomain(inBlocks);
  const colours = normColours(pre.architecture, palette);
  return [
    ...inBlocks.map((of, i) => mediansPanel({ of, domain, size, palette, hasNames: i === 0 })),
    effectiveDimsPanel({ cloud, colours, size, palette }),
  ];
}
