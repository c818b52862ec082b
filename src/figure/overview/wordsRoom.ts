import { histogram } from "../../stats/histogram.js";
import { changeWords } from "../../words/overview.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, SEMI_BOLD, TEXT } from "../panel/theme.js";
import { HEADROOM } from "./histograms.js";
import type { Layout } from "./layout.js";
import { TWO_LINES_PX } from "./panelWords.js";
import type { Gutters } from "./stage.js";
import type { StagedTensor } from "./staging.js";
import { edgesOf } from "./window.js";

/** Histograms that leave the words in their panels no place are drawn lower, all of them alike. */

/** Lower than that they would be hard to read themselves. */
const MOST_ROOM = 1.5;

/** By how much the highest bin has to be lower so that no words lie on a histogram. */
export function roomForWords(
  staged: readonly StagedTensor[],
  highestShare: number,
  { arrangement, blocks: { width, height } }: Layout,
  gutters: Gutters,
  isOrderLost: boolean,
): number {
  const isSides = arrangement === "sides";
  const ownPx = isSides ? height : height / 2;
  const lines = isSides && height >= TWO_LINES_PX ? 2 : 1;
  const lowPx = ownPx - lines * (TEXT.size + 1) - 1;
  const innerPx = width - gutters.left - gutters.right;
  if (!(lowPx > 0 && innerPx > 0 && highestShare > 0)) return 1;
  const rooms = staged
    .filter(({ placed: { tensor } }) => !tensor.change.identical)
    .map((one) => {
      const share = lowestShareUnder(one, wordsPx(one, isOrderLost) / innerPx);
      return (share / highestShare / HEADROOM) * (ownPx / lowPx);
    });
  return Math.min(MOST_ROOM, Math.max(1, ...rooms));
}

function wordsPx({ placed: { tensor } }: StagedTensor, isOrderLost: boolean): number {
  const { text } = changeWords(tensor, isOrderLost, false);
  return textWidth(typeset(text), { ...LABEL_FONT, weight: SEMI_BOLD });
}

/** Where words of that part of the panel's width have least below them: how high both histograms reach there. */
function lowestShareUnder({ placed: { pre, post, tensor }, stage }: StagedTensor, part: number): number {
  const edges = edgesOf(stage);
  const [before, after] = [pre, post].map(({ ascending }) => histogram(ascending, edges).counts);
  const heights = Array.from(before ?? [], (count, bin) => Math.max(count, after?.[bin] ?? 0));
  const bins = Math.min(heights.length, Math.ceil(part * heights.length));
  const places = Array.from({ length: heights.length - bins + 1 }, (_, start) =>
    Math.max(0, ...heights.slice(start, start + bins)),
  );
  return Math.min(...places) / tensor.pre.values.length;
}
