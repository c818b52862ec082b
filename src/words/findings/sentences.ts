import type { TensorId } from "../../model/architecture.js";
import type { Finding } from "../../model/findings.js";
import type { Lineage } from "../../model/lineage.js";
import { capitalise, plural } from "../phrases.js";
import * as broken from "./broken.js";
import * as changed from "./changed.js";

/** Findings as sentences: the heaviest first, each on a line of its own; short ones of less weight share lines. */

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

/** `all`: every tensor that was judged. */
export function headlineOf(
  findings: readonly Finding[],
  lineage: Lineage | null,
  all: readonly TensorId[],
): string[] {
  const sentence = (finding: Finding) => `${capitalise(clause(finding, all))}.`;
  // Of the biases one sentence: what most of them did.
  const [bias, ...otherBiases] = findings
    .filter(isOfBiases)
    .toSorted((a, b) => b.tensors.length - a.tensors.length);
  const heavy = findings.filter((finding) => !isOfBiases(finding) && !isShort(finding)).map(sentence);
  const short = [...(bias === undefined ? [] : [bias]), ...findings.filter(isShort)].map(sentence);
  const lines = (left: number) => {
    const more = left === 0 ? [] : [`${plural(left, "more finding")}: --format json.`];
    return packed([...short, ...lineageSentence(findings, lineage, all), ...more]);
  };
  const room = Math.max(1, MOST_LINES - lines(1).length);
  const shown = heavy.slice(0, room);
  return [...shown, ...lines(heavy.length - shown.length + otherBiases.length)];
}

function isOfBiases({ kind, tensors }: Finding): boolean {
  return ORDINARY.includes(kind) && tensors.every(({ parameter }) => parameter === "bias");
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
function lineageSentence(
  findings: readonly Finding[],
  lineage: Lineage | null,
  all: readonly TensorId[],
): string[] {
  const count = (kinds: readonly Finding["kind"][]) =>
    findings.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { tensors }) => sum + tensors.length, 0);
  if (lineage === null || count(ORDINARY) === 0) return [];
  if (count(["permuted", "exchanged", "unrelated"]) > all.length / 2) return [];
  return [LINEAGE_SENTENCES[lineage.verdict]];
}

const LINEAGE_SENTENCES: Readonly<Record<Lineage["verdict"], string>> = {
  related: "Lineage: certain.",
  unrelated: "Lineage: none, no dimension tells of a common origin.",
  undecided: "Lineage: not decided by these tensors.",
};

/** One finding without a full stop. `all`: every tensor that was judged. */
export function clause(finding: Finding, all: readonly TensorId[]): string {
  switch (finding.kind) {
    case "not-finite":
      return broken.notFiniteWords(finding);
    case "missing":
      return broken.missingWords(finding, all);
    case "reset":
      return broken.resetWords(finding, all);
    case "left-initial":
      return broken.leftInitialWords(finding, all);
    case "constant":
      return broken.constantWords(finding, all);
    case "exchanged":
      return broken.exchangedWords(finding, all);
    case "permuted":
      return broken.permutedWords(finding, all);
    case "unrelated":
      return broken.unrelatedWords(finding, all);
    case "sign":
      return broken.signWords(finding, all);
    case "offset":
      return changed.offsetWords(finding, all);
    case "scaled":
      return changed.scaledWords(finding, all);
    case "rounded":
      return changed.roundedWords(finding, all);
    case "few-dims":
      return changed.fewDimsWords(finding, all);
    case "moved":
      return changed.movedWords(finding, all);
    case "widened":
    case "narrowed":
      return changed.spreadWords(finding, all);
    case "scattered":
      return changed.scatteredWords(finding, all);
    case "slight":
      return changed.slightWords(finding, all);
    case "identical":
      return changed.identicalWords(finding, all);
  }
}
