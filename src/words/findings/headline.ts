import type { TensorId } from "../../model/architecture.js";
import type { Comparison } from "../../model/comparison.js";
import type { Finding } from "../../model/findings.js";
import type { Lineage } from "../../model/lineage.js";
import { capitalise, plural } from "../phrases.js";
import { clause } from "./clause.js";

/** Findings as sentences: the heaviest first, each on a line of its own; short ones of less weight share lines. */

/** What sentences are made from. */
export type Judged = Pick<Comparison, "findings" | "lineage" | "judged" | "pre">;

/** What happened is said in so many lines; what else there is, is counted. */
const MOST_LINES = 6;
const LINE_COLUMNS = 100;

/** Kinds that are heavy for gains, and share lines for biases. */
const ORDINARY: readonly Finding["kind"][] = [
  "few-dims",
  "moved",
  "widened",
  "narrowed",
  "scattered",
  "slight",
];

/** What happened, a line each. */
export function headline({ findings, lineage, judged, pre }: Judged): string[] {
  const sentence = (finding: Finding) => `${capitalise(clause(finding, judged), pre.architecture)}.`;
  // Of the biases one sentence: what most of them did.
  const [bias] = findings.filter(isOfBiases).toSorted((a, b) => b.tensors.length - a.tensors.length);
  const telling = findings.filter((finding) => !isOfBiases(finding) && !isShort(finding));
  const broken = telling.filter(({ weight }) => weight === "broken");
  const others = telling.filter(({ weight }) => weight !== "broken");
  // What was asked for besides comes first of these: among many changes it would be counted only.
  const changed = [...others.filter(isAskedFor), ...others.filter((finding) => !isAskedFor(finding))];
  const heavy = [...broken, ...changed].map(sentence);
  const short = [...(bias === undefined ? [] : [bias]), ...findings.filter(isShort)].map(sentence);
  const sharing = [...short, ...lineageSentence(findings, lineage, judged)];
  const shared = packed(sharing);
  if (heavy.length + shared.length <= MOST_LINES) return [...heavy, ...shared];
  const shown = heavy.slice(0, Math.max(1, MOST_LINES - 1 - shared.length));
  const left = heavy.length - shown.length;
  return [
    ...shown,
    ...(left === 0 ? shared : packed([...sharing, `${plural(left, "more finding")}: --format json.`])),
  ];
}

function isOfBiases({ kind, tensors }: Finding): boolean {
  return ORDINARY.includes(kind) && tensors.every(({ parameter }) => parameter === "bias");
}

function isAskedFor({ kind }: Finding): boolean {
  return kind === "undone" || kind === "amplified";
}

function isShort(finding: Finding): boolean {
  return finding.weight === "same" || (finding.kind === "sign" && finding.areNearZero);
}

/** Sentences in as few lines as hold them, each where it first fits. */
function packed(sentences: readonly string[]): string[] {
  const lines: string[] = [];
  for (const sentence of sentences) {
    const place = lines.findIndex((line) => line.length + 1 + sentence.length <= LINE_COLUMNS);
    if (place < 0) lines.push(sentence);
    else lines[place] += ` ${sentence}`;
  }
  return lines;
}

/** Where the findings do not say it themselves. */
function lineageSentence(findings: readonly Finding[], lineage: Lineage, all: readonly TensorId[]): string[] {
  const count = (kinds: readonly Finding["kind"][]) =>
    findings.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { tensors }) => sum + tensors.length, 0);
  if (count(ORDINARY) === 0) return [];
  if (count(["permuted", "exchanged", "unrelated"]) > all.length / 2) return [];
  return [LINEAGE_SENTENCES[lineage.verdict]];
}

const LINEAGE_SENTENCES: Readonly<Record<Lineage["verdict"], string>> = {
  related: "Lineage: certain.",
  unrelated: "Lineage: none, no dimension tells of a common origin.",
  undecided: "Lineage: not decided by these tensors.",
};
