import type { Probe, ProbedChange, ProbedModel, ProbedNorm } from "../../model/probe.js";
import { medianOf } from "../../stats/quantiles.js";
import { significant } from "../numbers.js";
import { capitalise, listed, plural } from "../phrases.js";
import { normNoun } from "../sites.js";
import { costWords, percentWords } from "./amounts.js";
import { standardisesSentence } from "./standardises.js";
import { transplantSentence } from "./transplant.js";

/** What a probe found, in ASCII sentences: each is true of the numbers that it was made from, and says when there is nothing. */

export function probeSentences({ pre, post, pair }: Probe): readonly string[] {
  const models = post === null ? [pre] : [pre, post];
  const named = (model: ProbedModel, sentence: string) =>
    post === null
      ? capitalise(sentence, model.model.architecture)
      : `${model === pre ? "pre" : "post"}: ${sentence}`;
  return [
    ...(pair === null
      ? []
      : [transplantSentence(pair, pre.model.architecture), causesSentence(pair.changes)]),
    ...models.map((model) => named(model, depthSentence(model))),
    ...models.map((model) => named(model, standardisesSentence(model))),
    ...models.map((model) => named(model, massiveSentence(model))),
    ...models.map((model) => named(model, withoutSentence(model))),
    ...models.flatMap((model) => {
      const sentence = ablationSentence(model);
      return sentence === null ? [] : [named(model, sentence)];
    }),
  ];
}

/** How the input varies from the first norm to the last. */
export function depthSentence({ norms, model }: ProbedModel): string {
  const noun = normNoun(model.architecture);
  const variances = norms.map((norm) => ({ name: norm.name, value: varianceOf(norm) }));
  const [first, last] = [variances[0], variances.at(-1)];
  if (first === undefined || last === undefined) return `no ${noun}`;
  const ratio = last.value / first.value;
  const way = !(ratio > 0) ? "goes" : ratio > 1.1 ? "grows" : ratio < 1 / 1.1 ? "shrinks" : "stays";
  const ends = `${significant(first.value, 2)} at ${first.name} to ${significant(last.value, 2)} at ${last.name}`;
  const highest = variances.reduce((a, b) => (b.value > a.value ? b : a));
  const peak =
    highest.value > 1.1 * Math.max(first.value, last.value)
      ? `, by way of ${significant(highest.value, 2)} at ${highest.name}`
      : "";
  const factor = way === "grows" || way === "shrinks" ? ` (x${significant(ratio, 2)})` : "";
  return `the variance of a ${noun}'s input ${way} from ${ends}${peak}${factor}, over ${plural(model.blocks, "block")}.`;
}

/** Of positions from 1 on; where windows have one token, of that. */
function varianceOf({ others, first }: ProbedNorm): number {
  return (others ?? first).inputVariance;
}

/** Most dims that a sentence names. */
const MOST_DIMS = 4;

export function massiveSentence({ norms }: ProbedModel): string {
  const massive = norms.flatMap(({ massive: own }) => own);
  if (massive.length > 0) {
    const dims = [...new Set(massive.map(({ dim }) => dim))];
    const largest = massive.reduce((a, b) => (Math.abs(b.value) > Math.abs(a.value) ? b : a));
    const atFirst = massive.every(({ position }) => position === 0);
    const at = norms.filter(({ massive: own }) => own.length > 0).map(({ name }) => name);
    const where = at.length === 1 ? `at ${at[0]}` : `at ${at.length} norms from ${at[0]} to ${at.at(-1)}`;
    const times =
      largest.timesMedian === null ? "" : `, ${significant(largest.timesMedian, 2)} times the median`;
    return `massive activations in ${dims.length === 1 ? "dim" : "dims"} ${listed(dims.map(String), MOST_DIMS)} ${where}, ${atFirst ? "the largest all at position 0" : `the largest at position ${largest.position}`}: up to ${significant(Math.abs(largest.value), 3)}${times}.`;
  }
  const largest = norms
    .flatMap(({ first, others }) => [first.largest, ...(others === null ? [] : [others.largest])])
    .reduce((greatest, { value }) => Math.max(greatest, Math.abs(value)), 0);
  const ratios = norms
    .flatMap(({ first, others }) => (others === null ? [] : [first.inputVariance / others.inputVariance]))
    .filter(Number.isFinite);
  const most = ratios.reduce((a, b) => Math.max(a, b), 0);
  const position =
    ratios.length === 0
      ? ""
      : `; position 0 varies at most ${significant(roundedUp(most), 2)} times as much as the others`;
  return `no massive activations (Sun et al. 2024): no input exceeds ${significant(roundedUp(largest), 2)}${position}.`;
}

/** To two significant digits, outwards, as "at most" demands. */
function roundedUp(value: number): number {
  if (!(value > 0)) return value;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit - 1e-9) * unit;
}

/** What normalising each token by itself does for the prediction. */
export function withoutSentence({ without, model }: ProbedModel): string {
  const noun = normNoun(model.architecture);
  return `making every ${noun} linear (one deviation for all tokens) ${costWords(without.linear)}; leaving the mean in (as RMSNorm does) ${costWords(without.withoutMean)}.`;
}

/** Norms whose input is the same in both models are told apart: all of their change is their own. */
export function causesSentence(changes: readonly ProbedChange[]): string {
  const changed = changes.filter(({ split }) => split !== null);
  const same = changes.length - changed.length;
  const still = same === 0 ? "" : ` ${plural(same, "norm")} and their inputs are exactly the same.`;
  if (changed.length === 0) return "No norm's output changes.";
  const own = changed.filter(({ parts }) => parts.input === 0);
  const mixed = changed.filter(({ parts }) => parts.input > 0);
  const shares = mixed.map(({ name, split }) => ({ name, share: (split?.gain ?? 0) + (split?.bias ?? 0) }));
  const most = shares.reduce((a, b) => (b.share > a.share ? b : a), { name: "", share: 0 });
  const mixedWords =
    mixed.length === 0
      ? []
      : [
          most.share <= 0
            ? "the norms' own new gains and biases make nothing of the change of their outputs, which came in with the inputs"
            : `the norms' own new gains and biases make at most ${percentWords(roundedUp(most.share))} of the change of their outputs (${most.name}), and the rest came in with the inputs`,
        ];
  const ownWords = own.map(
    ({ name, outputChange }) => `${name}, whose input is the same, changes by ${percentWords(outputChange)}`,
  );
  const text = [...mixedWords, listed(ownWords, 2)].filter((part) => part !== "").join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.${still}`;
}

/** Medians over the norms of what a far gain costs, over what the controls cost; null where nothing was changed. */
export function ablationSentence({ ablation }: ProbedModel): string | null {
  const ratios = ablationRatios(ablation);
  if (ablation === null || ratios === null) return null;
  const dearest = ablation
    .flatMap(({ name, far }) => far.map(({ dim, divergence }) => ({ name, dim, cost: divergence.mean })))
    .reduce((a, b) => (b.cost > a.cost ? b : a));
  const told = [
    ...(ratios.toReset === null ? [] : [`${significant(ratios.toReset, 2)} times a random gain's reset`]),
    ...(ratios.toChanged === null
      ? []
      : [`${significant(ratios.toChanged, 2)} times a random gain changed by the same factor`]),
  ].join(", and ");
  const why =
    ratios.toChanged === null
      ? ""
      : ratios.toChanged < 2 && ratios.toReset !== null && ratios.toReset > 2
        ? ": far gains matter because they are far"
        : ratios.toChanged >= 2
          ? ": more than being far explains"
          : "";
  return `setting a far gain to the median costs ${told} (medians over norms)${why}. Dearest: dim ${dearest.dim} of ${dearest.name}, ${significant(dearest.cost, 2)} nats a token.`;
}

/** Null where there is nothing to compare with. */
export function ablationRatios(ablation: ProbedModel["ablation"]): {
  readonly toReset: number | null;
  readonly toChanged: number | null;
} | null {
  const withDims = (ablation ?? []).filter(({ far }) => far.length > 0);
  if (withDims.length === 0) return null;
  const mean = (dims: readonly { readonly divergence: { readonly mean: number } }[]) =>
    dims.reduce((sum, { divergence }) => sum + divergence.mean, 0) / dims.length;
  const against = (kind: "random" | "changedAsMuch") => {
    const ratios = withDims
      .map((norm) => mean(norm.far) / mean(norm[kind]))
      .filter((ratio) => Number.isFinite(ratio));
    return ratios.length === 0 ? null : medianOf(ratios);
  };
  return { toReset: against("random"), toChanged: against("changedAsMuch") };
}
