import type { CheckFinding, Verdict } from "../../model/verdict.js";
import { findingMessage } from "../../words/verdict.js";
import { columnsOfPart, type DataColumn, fieldColumns, type TableOf } from "../dataTable.js";

const FINDING_COLUMNS: readonly DataColumn<CheckFinding>[] = [
  ...fieldColumns<CheckFinding>({
    rule: ["text", "the rule that found it"],
    severity: ["text", "warn or error"],
    tensor: ["text", "canonical name of the tensor; undefined where the model as a whole is meant"],
    measure: ["text", "what was measured"],
    value: ["number", "the number that was measured; undefined where there is none"],
    threshold: ["number", "the threshold that it passed; undefined where there is none"],
    dims: ["integers", "the dims concerned, if single ones are"],
    detail: ["text", "more to name: another tensor, a missing norm"],
  }),
  { name: "text", type: "text", means: "all of it in words", of: findingMessage },
];

interface FindingOfModel {
  readonly path: string;
  readonly finding: CheckFinding;
}

/** A row a finding of each checkpoint. */
export const FINDINGS: TableOf<readonly Verdict[], FindingOfModel> = {
  name: "findings",
  row: "finding",
  columns: [
    { name: "path", type: "text", means: "the checkpoint", of: ({ path }) => path },
    ...columnsOfPart(FINDING_COLUMNS, { of: ({ finding }: FindingOfModel) => finding }),
  ],
  rowsOf: (verdicts) =>
    verdicts.flatMap(({ model, findings }) => findings.map((finding) => ({ path: model.path, finding }))),
};
