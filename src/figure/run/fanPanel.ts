import type { TensorAtStep, TrackedTensor } from "../../model/run.js";
import { yLabelsPx } from "../panel/axis.js";
import { mixed } from "../panel/colours.js";
import { fitTensor } from "../panel/normName.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { HEAD_FONT } from "../panel/panels.js";
import { domainOf } from "./domain.js";
import type { RunLook } from "./look.js";
import { medianOf, quartilesOf } from "./measures.js";
import { type TimeBand, type TimeLine, timePanel } from "./timePanel.js";

/** One tensor over the steps: median, middle half, 5th to 95th percentile, and the extremes. */

/** So much of the way to the colour of the line. */
const SHARES = { outer: 0.2, inner: 0.45 };

export function fanLeftPx(tensors: readonly TrackedTensor[]): number {
  const domains = tensors.map(fanDomain);
  return Math.max(0, ...domains.map((domain) => (domain === null ? 0 : yLabelsPx(...domain))));
}

function fanDomain({ steps }: TrackedTensor) {
  return domainOf(steps.flatMap(({ summary: { min, max } }) => [min, max]));
}

export function fanPanel(tensor: TrackedTensor, size: PanelSize, look: RunLook): Panel {
  const { palette } = look;
  const line = (name: string, of: (at: TensorAtStep) => number | null): TimeLine => ({
    name,
    colour: palette.pre,
    points: tensor.steps.map((at) => ({ step: at.step, value: of(at) })),
  });
  const band = (
    name: string,
    share: number,
    of: (at: TensorAtStep) => readonly [number, number] | null,
  ): TimeBand => ({
    name,
    fill: mixed(palette.background, palette.pre, share),
    opacity: 1,
    edges: tensor.steps.flatMap((at) => {
      const edges = of(at);
      return edges === null ? [] : [{ step: at.step, lo: edges[0], hi: edges[1] }];
    }),
  });
  return timePanel(
    {
      heading: fitTensor(tensor.id, HEAD_FONT, size.width),
      lines: [line("median", medianOf)],
      bands: [
        band("5th to 95th percentile", SHARES.outer, ({ tails }) => tails),
        band("middle half", SHARES.inner, quartilesOf),
      ],
      dashed: [line("smallest", ({ summary }) => summary.min), line("largest", ({ summary }) => summary.max)],
      domain: fanDomain(tensor),
      isLowest: true,
    },
    size,
    look,
  );
}
