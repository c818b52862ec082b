import type { Circuits, DeadDirection, OutlierFeed, StartOfText } from "../model/circuits.js";
import { valueWords } from "./amounts.js";
import { significant } from "./numbers.js";
import { enumerated, listed, plural } from "./phrases.js";
import { tensorLabel } from "./tensorNames.js";

/** What weights alone say of circuits, in plain words, in ASCII. */

/** How many dims, and how many outliers of gains, are told. */
const DIMS_TOLD = 6;
const OUTLIERS_TOLD = 8;

export interface CircuitWords {
  readonly title: string;
  readonly lines: readonly string[];
}

export const CIRCUITS_CAVEAT =
  "From weights alone, without any text: likely places, not what happens on a text (docs/circuits.md).";

export function circuitWords({ start, dead, outliers }: Circuits): readonly CircuitWords[] {
  return [
    {
      title: "Position 0 behind the first MLP, before any token",
      lines: ["reason" in start ? `Not known: ${start.reason}.` : startWords(start)],
    },
    {
      title: "Dead direction of the final norm, 1 / gain",
      lines: ["reason" in dead ? `None is known: ${dead.reason}.` : deadWords(dead)],
    },
    { title: "What outliers of the gains feed", lines: outlierLines(outliers) },
  ];
}

/** From so many times the median magnitude on, a coordinate behind the first MLP may be one of a massive activation. */
const MASSIVE_RATIO = 10;

function startWords({ dims, values, activation, isStated }: StartOfText): string {
  const assumed = isStated ? "" : ` (its MLP taken for one with ${activation})`;
  if (dims.length === 0) return `None of ${plural(values.length, "dim")} stands out${assumed}.`;
  const toldOf = (some: typeof dims) =>
    listed(
      some.map(({ dim, value, ratio }) => `dim ${dim} (${valueWords(value)}${ratioWords(ratio)})`),
      DIMS_TOLD,
    );
  const massive = dims.filter(({ ratio }) => (ratio ?? 0) >= MASSIVE_RATIO);
  const others = dims.filter((one) => !massive.includes(one));
  if (massive.length === 0) {
    return `No sign of massive activations${assumed}; ${toldOf(others)} ${others.length === 1 ? "stands" : "stand"} out a little.`;
  }
  const more = others.length === 0 ? "" : ` Less so: ${toldOf(others)}.`;
  return `Likely coordinates of massive activations${assumed}: ${toldOf(massive)}.${more}`;
}

function ratioWords(ratio: number | null): string {
  return ratio === null ? "" : `, ${factorOf(ratio)} the median magnitude`;
}

function zWords(z: number): string {
  return significant(z, 2);
}

function deadWords({ norm, dims, effectiveDims, bias, headRatio }: DeadDirection): string {
  const shares = dims.slice(0, 3).map(({ dim, share }) => `dim ${dim} ${percentWords(share)}`);
  return `Every output of ${norm} has ${valueWords(bias)} along it, whatever the input; spread over about ${valueWords(Math.round(effectiveDims))} dims (${shares.join(", ")}). The output head reads it ${factorOf(headRatio)} as much as a typical direction.`;
}

function factorOf(ratio: number): string {
  return Number.isFinite(ratio) ? `x${valueWords(Number(ratio.toPrecision(2)))}` : "an unknown factor";
}

function percentWords(share: number): string {
  return `${valueWords(Number((100 * share).toPrecision(2)))} %`;
}

function outlierLines(outliers: readonly OutlierFeed[]): string[] {
  if (outliers.length === 0) return ["No gain of these norms is an outlier of its tensor."];
  const told = outliers
    .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))
    .slice(0, OUTLIERS_TOLD)
    .map(outlierWords);
  const left = outliers.length - told.length;
  return left === 0 ? told : [...told, `${left} more: --format json.`];
}

function outlierWords({ tensor, dim, gain, z, effective, effectiveRatio, ...feed }: OutlierFeed): string {
  const ratio = effectiveRatio === null ? "" : `, ${factorOf(effectiveRatio)} its tensor's median`;
  const parts =
    feed.attention === null
      ? ""
      : `; queries ${percentWords(feed.attention.queries)}, keys ${percentWords(feed.attention.keys)}, values ${percentWords(feed.attention.values)}`;
  const outputs = enumerated(feed.outputs.slice(0, 3).map(({ output }) => String(output)));
  return `${tensorLabel(tensor)} dim ${dim}: gain ${valueWords(gain)} (z ${zWords(z)}), times row ${valueWords(effective)}${ratio}${parts}; most into outputs ${outputs}.`;
}

/** How the circuits of two models differ. */
export function circuitChanges(pre: Circuits, post: Circuits): readonly CircuitWords[] {
  return [
    {
      title: "Position 0 behind the first MLP, before any token",
      lines: [startChange(pre.start, post.start)],
    },
    { title: "Dead direction of the final norm, 1 / gain", lines: [deadChange(pre.dead, post.dead)] },
    {
      title: "Outliers of the gains that feed a matrix",
      lines: [outlierChange(pre.outliers, post.outliers)],
    },
  ];
}

function startChange(pre: Circuits["start"], post: Circuits["start"]): string {
  if ("reason" in pre) return `Not known of pre: ${pre.reason}.`;
  if ("reason" in post) return `Not known of post: ${post.reason}.`;
  const [before, after] = [pre, post].map(({ dims }) => new Map(dims.map(({ dim, value }) => [dim, value])));
  const stays = pre.dims
    .filter(({ dim }) => after?.has(dim))
    .map(({ dim, value }) => `${dim} (${valueWords(value)} -> ${valueWords(after?.get(dim) as number)})`);
  const lost = pre.dims.filter(({ dim }) => !after?.has(dim)).map(({ dim }) => String(dim));
  const gained = post.dims.filter(({ dim }) => !before?.has(dim)).map(({ dim }) => String(dim));
  const parts = [
    ...(stays.length > 0 ? [`in both: dim ${listed(stays, DIMS_TOLD)}`] : []),
    ...(lost.length > 0 ? [`only in pre: dim ${listed(lost, DIMS_TOLD)}`] : []),
    ...(gained.length > 0 ? [`only in post: dim ${listed(gained, DIMS_TOLD)}`] : []),
  ];
  return parts.length === 0 ? "No dim stands out in either." : `Dims that stand out ${parts.join("; ")}.`;
}

function deadChange(pre: Circuits["dead"], post: Circuits["dead"]): string {
  if ("reason" in pre) return `None is known of pre: ${pre.reason}.`;
  if ("reason" in post) return `None is known of post: ${post.reason}.`;
  const cosine = pre.direction.reduce((sum, value, dim) => sum + value * (post.direction[dim] as number), 0);
  return `Cosine of both ${significant(cosine, 4)}; along it ${valueWords(pre.bias)} -> ${valueWords(post.bias)}; the head reads it ${factorOf(pre.headRatio)} -> ${factorOf(post.headRatio)} as much as a typical direction.`;
}

function outlierChange(pre: Circuits["outliers"], post: Circuits["outliers"]): string {
  const keyOf = ({ tensor, dim }: OutlierFeed) => `${tensorLabel(tensor)} dim ${dim}`;
  const [before, after] = [pre.map(keyOf), post.map(keyOf)];
  const lost = before.filter((key) => !after.includes(key));
  const gained = after.filter((key) => !before.includes(key));
  if (lost.length + gained.length === 0) return `The same ${before.length} in both.`;
  return [
    ...(lost.length > 0 ? [`Only in pre: ${listed(lost, DIMS_TOLD)}.`] : []),
    ...(gained.length > 0 ? [`Only in post: ${listed(gained, DIMS_TOLD)}.`] : []),
  ].join(" ");
}
