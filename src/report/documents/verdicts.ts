import type { Block, Document, Text } from "../../model/document.js";
import type { Unchecked, Verdict } from "../../model/verdict.js";
import { FINDING_COLUMNS } from "../../table/readable/findings.js";
import { readableTable } from "../../table/readable.js";
import { labelOf } from "../../words/modelLabel.js";
import { plural } from "../../words/phrases.js";
import { rulesInForce } from "../../words/places.js";
import { normNoun } from "../../words/sites.js";
import { nameVerdicts, verdictHeadline, verdictsHeadline } from "../../words/verdict.js";

/** A comment on a pull request holds 65 536 characters, and a row has about 600. */
const MOST_ROWS = 80;
/** Of each checkpoint, however many share those. */
const FEWEST_ROWS = 3;

/** Verdicts for a pull request or a step summary: a line on all of them, tables of findings, and what their rules mean. */
export function verdictsDocument(
  verdicts: readonly Verdict[],
  unchecked: readonly Unchecked[] = [],
): Document {
  const [only, ...others] = verdicts;
  const isOne = only !== undefined && others.length === 0 && unchecked.length === 0;
  return isOne ? ofOne(only) : ofSeveral(verdicts, unchecked);
}

function ofOne(verdict: Verdict): Document {
  const name = labelOf(verdict.model);
  return { blocks: [...verdictBlocks(verdict, name, 1, MOST_ROWS), ...ruleBlocks([verdict])] };
}

/** A line on all of them, a section each, and what the rules mean once. */
function ofSeveral(verdicts: readonly Verdict[], unchecked: readonly Unchecked[]): Document {
  const named = nameVerdicts(verdicts);
  const rows = rowsOfEach(verdicts.map(({ findings }) => findings.length));
  const outcome =
    unchecked.length > 0 ? "not all checked" : verdicts.some(({ failed }) => failed) ? "failed" : "passed";
  const rules = ruleBlocks(verdicts);
  const heading: Block = { kind: "heading", level: 2, text: "What the rules mean" };
  return {
    blocks: [
      {
        kind: "heading",
        level: 1,
        text: `LayerNorm check of ${plural(verdicts.length + unchecked.length, "checkpoint")}: ${outcome}`,
      },
      { kind: "paragraph", text: [{ text: verdictsHeadline(named, unchecked.length), is: "name" }] },
      ...uncheckedBlocks(unchecked),
      ...named.flatMap(({ name, verdict }) => verdictBlocks(verdict, name, 2, rows)),
      ...(rules.length === 0 ? [] : [heading, ...rules]),
    ],
  };
}

/** Which could not be checked, and why. */
function uncheckedBlocks(unchecked: readonly Unchecked[]): Block[] {
  return unchecked.map(({ path, what }) => ({
    kind: "paragraph",
    text: ["Could not be checked: ", { text: path, is: "name" }, ": ", { text: what, is: "name" }],
  }));
}

/** As many as fit together: where some have few findings, there is room for more of others. */
function rowsOfEach(counts: readonly number[]): number {
  const inAll = (rows: number) => counts.reduce((sum, count) => sum + Math.min(count, rows), 0);
  let rows = FEWEST_ROWS;
  while (rows < MOST_ROWS && inAll(rows + 1) <= MOST_ROWS) rows++;
  return rows;
}

function verdictBlocks(verdict: Verdict, name: string, level: 1 | 2, rows: number): Block[] {
  return [
    { kind: "heading", level, text: titleOf(verdict, name) },
    { kind: "paragraph", text: verdictHeadline(verdict) },
    ...(verdict.findings.length === 0 ? [] : findingBlocks(verdict, rows)),
  ];
}

function titleOf({ model, baseline, failed }: Verdict, name: string): Text {
  return [
    `${normNoun(model.architecture)} check of `,
    { text: name, is: "name" },
    ...(baseline === null ? [] : [" against ", { text: labelOf(baseline), is: "name" } as const]),
    `: ${failed ? "failed" : "passed"}`,
  ];
}

function findingBlocks(verdict: Verdict, rows: number): Block[] {
  const { findings } = verdict;
  const left = findings.length - rows;
  const about = { id: "findings", caption: "Findings" };
  return [
    {
      kind: "table",
      table: readableTable(
        about,
        FINDING_COLUMNS,
        findings.slice(0, rows).map((finding) => ({ finding, verdict })),
      ),
    },
    ...(left > 0
      ? [
          {
            kind: "paragraph",
            text: `The table leaves out ${plural(left, "further finding")}.`,
          } as const,
        ]
      : []),
  ];
}

/** What the rules mean of which something was found. */
function ruleBlocks(verdicts: readonly Verdict[]): Block[] {
  const found = new Set(
    verdicts.flatMap(({ findings }) => findings.flatMap(({ evidence }) => evidence.map(({ rule }) => rule))),
  );
  const entries = rulesInForce(verdicts)
    .filter(({ name }) => found.has(name))
    .map(({ name, about }) => ({ term: name, text: about }));
  return entries.length === 0 ? [] : [{ kind: "definitions", entries }];
}
