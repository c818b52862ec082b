import type { Probe, ProbedChange, ProbedModel } from "../../model/probe.js";
import { labelOf } from "../modelLabel.js";
import { factor, significant, withCommas } from "../numbers.js";
import { capitalise, plural } from "../phrases.js";
import { normNoun } from "../sites.js";
import { percentWords } from "./amounts.js";
import { ablationRatios, causesSentence, depthSentence, massiveSentence } from "./sentences.js";
import { transplantSentence } from "./transplant.js";

/** Titles and captions of a probe's figures, in ASCII. */

/** "py.txt, 5 windows of 128 tokens" */
function shownText({ text: { name, windows, windowTokens } }: Probe): string {
  const file = name.split(/[/\\]/).at(-1) ?? name;
  return `${file}, ${plural(windows, "window")} of ${withCommas(windowTokens)} tokens`;
}

/** What a probe found first: what the norms carry of a training, else how the inputs grow. */
export function probeTitle({ pre, pair }: Probe): string {
  return titleFrom(pair === null ? depthSentence(pre) : transplantSentence(pair, pre.model.architecture));
}

/** With a capital letter, without the full stop; the part before the first semicolon. */
function titleFrom(sentence: string): string {
  const [first = ""] = sentence.split(/; |\. |\.$/);
  return first.charAt(0).toUpperCase() + first.slice(1);
}

/** How far the hidden states of both models are apart at most, else how they grow. */
export function depthTitle(probe: Probe): string {
  const { pre, pair } = probe;
  if (pair === null) return titleFrom(depthSentence(pre));
  const noun = normNoun(pre.model.architecture);
  const ratios = pair.changes.flatMap(({ name, varianceRatio }) =>
    varianceRatio === null || !(varianceRatio > 0) ? [] : [{ name, ratio: varianceRatio }],
  );
  const far = ratios.reduce((a, b) => (Math.abs(Math.log(b.ratio)) > Math.abs(Math.log(a.ratio)) ? b : a), {
    name: "",
    ratio: 1,
  });
  if (Math.abs(Math.log(far.ratio)) < 0.01) {
    return `The inputs of the ${noun}s vary as much as before, within 1 %`;
  }
  const both = ratios.some(({ ratio }) => ratio > 1.01) && ratios.some(({ ratio }) => ratio < 0.99);
  const verb = far.ratio < 1 ? "less" : "more";
  return `The inputs of the ${noun}s vary ${verb} in post${both ? " at most" : ""}: ${factor(far.ratio)} at ${far.name}`;
}

export function depthCaption(probe: Probe): string {
  const { pre, post, pair } = probe;
  const same = pair?.changes.findIndex(({ parts }) => parts.input > 0) ?? -1;
  const alike =
    post === null || pair === null
      ? ""
      : same < 0
        ? " Pre and post are the same."
        : same > 0
          ? ` Pre and post are given the same up to ${pair.changes[same - 1]?.name}.`
          : "";
  const massive =
    post === null ? capitalise(massiveSentence(pre), pre.model.architecture) : `Pre: ${massiveSentence(pre)}`;
  return `Variance over the dims of a token, before each of the ${pre.norms.length} ${normNoun(pre.model.architecture)}s; ${shownText(probe)}. Line: mean over tokens; band: 5th to 95th percentile.${alike} ${massive}`;
}

export function causesTitle({ pre, pair }: Probe): string {
  if (pair === null) return `${normNoun(pre.model.architecture)}s of one model: there is no change to split`;
  return titleFrom(causesSentence(pair.changes));
}

export function causesCaption(probe: Probe): string {
  const { pair } = probe;
  if (pair === null) return "";
  const still = pair.changes.filter(({ split }) => split === null).length;
  return `Change of each output from pre to post, in % of its length before; ${shownText(probe)}. Split so that the parts add up exactly: new gain on the mean of old and new input, mean gain on the change of the input, bias. Shares are projections on the change: one that works against it is negative.${still > 0 ? ` Not shown: ${plural(still, "norm")} whose output is exactly the same.` : ""}`;
}

/** Beside a bar that is longer than the axis. */
export function ownShares({ split }: ProbedChange): string {
  return `${percentWords(split?.gain ?? 0)} gain, ${percentWords(split?.bias ?? 0)} bias`;
}

export function ablationTitle({ pre, post }: Probe): string {
  const model = pre.ablation === null && post !== null ? post : pre;
  const ratios = ablationRatios(model.ablation);
  if (ratios === null) return "No gain was changed";
  const reset =
    ratios.toReset === null ? "" : `${significant(ratios.toReset, 2)} times a random gain's reset`;
  const changed =
    ratios.toChanged === null
      ? ""
      : `${significant(ratios.toChanged, 2)} times a random gain changed as much`;
  const told = [reset, changed].filter((part) => part !== "").join(", and ");
  return told === ""
    ? "There is nothing to hold far gains against"
    : `${post === null ? "Setting" : `In ${model === pre ? "pre" : "post"}, setting`} a far gain to the median costs ${told}`;
}

export function ablationCaption(probe: Probe): string {
  const models = [probe.pre, ...(probe.post === null ? [] : [probe.post])];
  const count = models.flatMap(({ ablation }) => ablation ?? [])[0]?.far.length ?? 0;
  const errors = probe.text.windows > 1 ? ", with twice the standard error over windows" : "";
  return `Kullback-Leibler divergence of the changed prediction from the unchanged, one gain changed at a time; ${models.map(({ model }) => labelOf(model)).join(", ")}, ${shownText(probe)}. Dots: the ${count === 1 ? "gain" : `${count} gains`} farthest from the median, set to it${errors}. Bars: random gains, from least to most, with a tick at the mean. Ratios: medians over norms.`;
}

/** Why there is no picture of it. */
export const NOT_ABLATED = "no gain was changed: run probe with --ablate 3";

export function nothingChanged({ pair }: Probe): string {
  return pair === null ? "one model by itself: give a second one" : "no norm's output changed";
}

/** Which model a panel is of, where there are several. */
export function ofModel(model: ProbedModel, { pre, post }: Probe): string {
  return post === null ? "" : model === pre ? "pre: " : "post: ";
}
