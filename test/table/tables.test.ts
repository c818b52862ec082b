import { beforeAll, describe, expect, it } from "vitest";
import { inspectModel } from "../../src/analysis/inspect.js";
import { summariseModel } from "../../src/analysis/summarise.js";
import { compareWeights, DEFAULT_WEIGHT_OPTIONS } from "../../src/analysis/weights/weights.js";
import { withCheckpoint, withCheckpoints } from "../../src/index.js";
import type { Comparison, TensorComparison, TensorSummary } from "../../src/model/comparison.js";
import type { ModelInfo } from "../../src/model/norms.js";
import { TABLES } from "../../src/table/allTables.js";
import { csvOf } from "../../src/table/csv.js";
import { COMPARED_TENSORS } from "../../src/table/data/comparedTensors.js";
import { COMPARED_WEIGHT_GROUPS } from "../../src/table/data/comparedWeightGroups.js";
import { EFFECTIVE_CHANGES, EFFECTIVE_GAINS, SUMMARISED_EFFECTIVE } from "../../src/table/data/effective.js";
import { FINDINGS, FINDINGS_BY_STEP } from "../../src/table/data/findings.js";
import { PROBED_NORMS } from "../../src/table/data/probedNorms.js";
import { RUN_STEPS } from "../../src/table/data/runSteps.js";
import { RUNS_STEPS } from "../../src/table/data/runsSteps.js";
import { STORED_TENSORS } from "../../src/table/data/storedTensors.js";
import { SUMMARISED_STEPS, SUMMARISED_TENSORS, withSteps } from "../../src/table/data/summarisedTensors.js";
import { WEIGHT_GROUPS } from "../../src/table/data/weightGroups.js";
import { type ColumnType, type DataTable, type DataValue, tableOf } from "../../src/table/dataTable.js";
import { TABLE_FORMATS } from "../../src/table/formats.js";
import { jsonLinesOf } from "../../src/table/jsonLines.js";
import { finding, NON_FINITE, verdict } from "../report/verdict/verdicts.js";
import { madeUp, SMALL_POST, SMALL_PRE, smallPair } from "../support/comparisons.js";
import { withRows } from "../support/effectiveRows.js";
import { madeProbe } from "../support/probes.js";
import { smallRun } from "../support/runs.js";
import { twoRuns } from "../support/seeds.js";
import { countWeights } from "../support/weightsFile.js";

const ONES = [1, 1, 1];
const ODD = madeUp([
  { pre: ONES, post: ONES },
  { pre: [Number.NaN, Number.NaN], post: [1, Number.POSITIVE_INFINITY] },
  { pre: [0, 0, 0], post: [1e300, -1e300, 3] },
  { pre: [1], post: [-1], norm: "ln_f" },
]);

/** A table of every kind with rows, odd ones too, by its columns. */
const filled = new Map<unknown, DataTable>();

/** They are filled by whole commands, on a busy machine. */
const MOST_MS = 60_000;

beforeAll(async () => {
  const add = (table: DataTable) => filled.set(table.columns, table);
  const { tensors } = await smallPair({ bias: true });
  add(tableOf(COMPARED_TENSORS, { ...ODD, tensors: [...tensors, ...ODD.tensors] }));
  const options = { blocks: "all", norms: ["ln_1", "ln_f"], bias: true, bins: "auto" } as const;
  const summary = await withCheckpoint(SMALL_PRE, (model) => summariseModel(model, options));
  add(
    tableOf(SUMMARISED_TENSORS, [
      summary,
      {
        ...summary,
        tensors: ODD.tensors.map(({ name, id, site, post }) => ({ name, id, site, distribution: post })),
      },
    ]),
  );
  const effective = withRows({ ...ODD, tensors: [...tensors, ...ODD.tensors] });
  add(tableOf({ ...EFFECTIVE_CHANGES, rowsOf: (pair: Comparison) => pair.tensors }, effective));
  add(
    tableOf(
      { ...EFFECTIVE_GAINS, rowsOf: (pair: Comparison) => pair.tensors.map(effectiveBefore) },
      effective,
    ),
  );
  add(tableOf(PROBED_NORMS, madeProbe({ massiveDim: 3 })));
  add(tableOf(FINDINGS, [verdict([NON_FINITE, finding()]), verdict([finding({ tensor: null })])]));
  const atStep = <Of extends { readonly model: ModelInfo }>(of: Of): Of => ({
    ...of,
    model: { ...of.model, ofRun: { step: 400, unit: "step" } },
  });
  add(tableOf(FINDINGS_BY_STEP, [atStep(verdict([NON_FINITE, finding()])), verdict([finding()])]));
  add(tableOf(SUMMARISED_STEPS, [atStep(summary), summary]));
  add(tableOf(STORED_TENSORS, [await withCheckpoint(SMALL_PRE, async (model) => inspectModel(model))]));
  add(tableOf(RUN_STEPS, await smallRun()));
  add(tableOf(RUNS_STEPS, await twoRuns()));
  add(tableOf(WEIGHT_GROUPS, [await countWeights(SMALL_PRE, { groupBy: "block" })]));
  const work = { threads: 1, onProgress: () => {} };
  add(
    tableOf(
      COMPARED_WEIGHT_GROUPS,
      await withCheckpoints(SMALL_PRE, SMALL_POST, (pre, post) =>
        compareWeights(pre, post, { ...DEFAULT_WEIGHT_OPTIONS, groupBy: "block" }, work),
      ),
    ),
  );
}, MOST_MS);

function effectiveBefore({ name, id, site, pre, effectiveChange }: TensorComparison): TensorSummary {
  const effective = effectiveChange?.pre;
  return { name, id, site, distribution: pre, ...(effective === undefined ? {} : { effective }) };
}

const fits: Readonly<Record<ColumnType, (value: Exclude<DataValue, null>) => boolean>> = {
  text: (value) => typeof value === "string",
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
  integers: (value) => Array.isArray(value) && value.every(Number.isSafeInteger),
  numbers: (value) => Array.isArray(value) && value.every(Number.isFinite),
};

describe.each(TABLES)("the table of $of", ({ table }) => {
  it("calls every column once, and says what it means", () => {
    const names = table.columns.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { means } of table.columns) expect(means).toMatch(/^[a-z0-9].*[^.]$/i);
  });

  it("has in every column what its type says, or null", () => {
    const { columns, rows } = filled.get(table.columns) as DataTable;
    expect(rows.length).toBeGreaterThan(1);
    const wrong = columns.filter((column) => {
      const values = rows.map((row) => column.of(row)).filter((value) => value !== null);
      return !values.every(fits[column.type]);
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it("is a row a line in CSV, and says the same in JSON Lines", () => {
    const made = filled.get(table.columns) as DataTable;
    const [header = "", ...lines] = csvOf(made).split("\r\n");
    expect(header).toBe(made.columns.map(({ name }) => name).join(","));
    expect(lines).toHaveLength(made.rows.length + 1);
    const objects = jsonLinesOf(made)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, DataValue>);
    expect(objects).toEqual(
      made.rows.map((row) => Object.fromEntries(made.columns.map((column) => [column.name, column.of(row)]))),
    );
  });
});

describe("the table of a run's checkpoints", () => {
  it("has the step behind the path, also where it has effective gains", () => {
    for (const table of [SUMMARISED_TENSORS, SUMMARISED_EFFECTIVE]) {
      const names = table.columns.map(({ name }) => name);
      expect(withSteps(table).columns.map(({ name }) => name)).toEqual(["path", "step", ...names.slice(1)]);
    }
  });
});

describe("the formats of tables", () => {
  it("each have a name and an ending of their own, and say what a row is", () => {
    expect(new Set(TABLE_FORMATS.map(({ name }) => name)).size).toBe(TABLE_FORMATS.length);
    expect(new Set(TABLE_FORMATS.map(({ ending }) => ending)).size).toBe(TABLE_FORMATS.length);
    for (const { holds } of TABLE_FORMATS) expect(holds("tensor")).toContain("tensor");
  });

  it("write what is undefined as nothing in CSV and as null in JSON Lines, and lists as lists", () => {
    const table: DataTable = {
      name: "made up",
      row: "thing",
      columns: [
        { name: "none", type: "number", means: "nothing", of: () => null },
        { name: "dims", type: "integers", means: "dims", of: () => [3, 4] },
        { name: "is", type: "boolean", means: "yes", of: () => true },
      ],
      rows: [{}],
    };
    expect(csvOf(table)).toBe("none,dims,is\r\n,3 4,true\r\n");
    expect(jsonLinesOf(table)).toBe('{"none":null,"dims":[3,4],"is":true}\n');
  });

  it("defuse what a spreadsheet would run and escape what a terminal would obey", () => {
    const text = '=cmd|"\u001b[31m';
    const table: DataTable = {
      name: "made up",
      row: "thing",
      columns: [{ name: "text", type: "text", means: "hostile", of: () => text }],
      rows: [{}],
    };
    expect(csvOf(table)).toBe('text\r\n"\'=cmd|""\\u{1b}[31m"\r\n');
    expect(jsonLinesOf(table)).toBe('{"text":"=cmd|\\"\\u001b[31m"}\n');
  });
});
