import type { Evidence, Verdict } from "../../model/verdict.js";
import { evidenceMessage } from "../../words/evidence.js";
import { findingWords } from "../../words/verdict.js";
import { columnsOfPart, type DataColumn, fieldColumns, type TableOf } from "../dataTable.js";
import { STEP_OF_RUN } from "./summarisedTensors.js";

const EVIDENCE_COLUMNS: readonly DataColumn<Evidence>[] = [
  ...fieldColumns<Evidence>({
    rule: ["text", "the rule that measured it"],
    severity: ["text", "warn or error"],
    tensor: ["text", "canonical name of the tensor; undefined where the model as a whole is meant"],
    measure: ["text", "what was measured"],
    value: ["number", "the number that was measured; undefined where there is none"],
    threshold: ["number", "the threshold that it passed; undefined where there is none"],
    option: ["text", "the rule's option that sets the threshold: warn or max"],
    before: ["number", "what the measure is about, in the baseline; undefined where there is no such number"],
    after: ["number", "the same in the checkpoint"],
    dims: ["integers", "the dims concerned, if single ones are"],
    detail: ["text", "more to name: another tensor, a missing norm"],
  }),
  { name: "text", type: "text", means: "all of it in words", of: evidenceMessage },
];

interface EvidenceOfModel {
  readonly path: string;
  readonly step: number | null;
  /** Counted from 1: rows of one number tell of one cause. */
  readonly finding: number;
  readonly cause: string;
  readonly evidence: Evidence;
}

/** A row a piece of evidence, cause by cause, of each checkpoint. */
export const FINDINGS: TableOf<readonly Verdict[], EvidenceOfModel> = {
  name: "findings",
  row: "piece of evidence",
  columns: [
    { name: "path", type: "text", means: "the checkpoint", of: ({ path }) => path },
    {
      name: "finding",
      type: "integer",
      means: "the number of the cause in its checkpoint, the gravest first",
      of: ({ finding }) => finding,
    },
    { name: "cause", type: "text", means: "the cause in words", of: ({ cause }) => cause },
    ...columnsOfPart(EVIDENCE_COLUMNS, { of: ({ evidence }: EvidenceOfModel) => evidence }),
  ],
  rowsOf: (verdicts) => verdicts.flatMap(rowsOfVerdict),
};

const [PATH, ...OF_EVIDENCE] = FINDINGS.columns;

/** The same where some are of a run. */
export const FINDINGS_BY_STEP: typeof FINDINGS = {
  ...FINDINGS,
  columns: [...(PATH === undefined ? [] : [PATH]), STEP_OF_RUN, ...OF_EVIDENCE],
};

function rowsOfVerdict(verdict: Verdict): EvidenceOfModel[] {
  return verdict.findings.flatMap((finding, i) => {
    const { cause } = findingWords(finding, verdict);
    const about = {
      path: verdict.model.path,
      step: verdict.model.ofRun?.step ?? null,
      finding: i + 1,
      cause,
    };
    return finding.evidence.map((evidence) => ({ ...about, evidence }));
  });
}
