import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { answersOf } from "../src/analysis/track/answers.js";
import { fixture } from "./support/comparisons.js";
import { duckRows } from "./support/duckdb.js";
import { runCli } from "./support/fakeIo.js";
import { SMALL_RUN, SMALL_RUN_STEPS, smallRun, writeRun } from "./support/runs.js";
import { useTempDir } from "./support/tempDir.js";

/** The queries of docs/scale.md, as they stand there, over files made as it says. */

const dir = useTempDir();
const QUERIES = [...readFileSync(fixture("../docs/scale.md"), "utf8").matchAll(/```sql\n(.*?)```/gs)].map(
  ([, sql = ""]) => sql,
);

function query(place: number): Promise<Record<string, unknown>[]> {
  // Where the files of the document are.
  return duckRows(`SET file_search_path = '${dir.path}'; ${QUERIES[place]}`);
}

async function write(args: readonly string[], path: string): Promise<void> {
  const { code, err } = await runCli([...args, "-q", "-o", `${dir.path}/${path}`]);
  expect([code, err]).toEqual([0, ""]);
}

beforeAll(async () => {
  await write(["track", SMALL_RUN, "--steps", "all", "--bias"], "run.parquet");
  for (const seed of [1, 2, 3]) {
    const steps = [0, 10, 20];
    const run = writeRun(dir, `seeds/${seed}`, { steps, blocks: 2, progress: (k) => k * seed });
    await write(["track", run, "--steps", "all"], `runs/${seed}.parquet`);
  }
  for (const step of SMALL_RUN_STEPS) {
    const folder = `${dir.path}/out/checkpoint-${step}`;
    mkdirSync(folder, { recursive: true });
    const file = `step-${String(step).padStart(4, "0")}.safetensors`;
    cpSync(`${SMALL_RUN}/${file}`, `${folder}/model.safetensors`);
    await write(["stats", folder], `stats/${step}.parquet`);
  }
});

describe("docs/scale.md", () => {
  it("has its queries for DuckDB", () => expect(QUERIES).toHaveLength(4));

  it("finds the gains that moved farthest", async () => {
    const { tensors } = await smallRun({ bias: false });
    const farthest = tensors
      .toSorted((a, b) => (b.relativeDisplacement as number) - (a.relativeDisplacement as number))
      .slice(0, 5);
    expect(await query(0)).toEqual(
      farthest.map(({ name, relativeDisplacement, pathRatio }) => ({
        tensor: name,
        moved: expect.closeTo(relativeDisplacement as number, 12),
        way: expect.closeTo(pathRatio as number, 12),
      })),
    );
  });

  it("finds when norms settled, as track says it", async () => {
    const { medians } = answersOf(await smallRun({ bias: false })).settled ?? { medians: [] };
    expect(await query(1)).toEqual(
      medians
        .map(({ norm, step }) => ({ norm, settled: step }))
        .toSorted((a, b) => (a.norm < b.norm ? -1 : 1)),
    );
  });

  it("holds runs of several seeds against each other", async () => {
    const rows = await query(2);
    expect(rows).toHaveLength(3 * 3);
    expect(rows.every(({ runs }) => runs === 3n)).toBe(true);
    // They begin alike, and each goes its own way.
    const apart = rows.filter(({ norm }) => norm === "ln_1").map((row) => row.apart as number);
    expect(apart[0]).toBeCloseTo(0, 12);
    expect(apart[2]).toBeGreaterThan(apart[1] as number);
  });

  it("finds the outliers of checkpoints that were read one by one", async () => {
    const { tensors } = await smallRun({ bias: false });
    const expected = tensors
      .flatMap(({ name, steps }) =>
        steps.flatMap(({ step, summary }) => (summary.outlierDims ?? []).map((dim) => ({ step, name, dim }))),
      )
      .map(({ step, name, dim }) => `${step} ${name} ${dim}`);
    const found = (await query(3)).map(({ step, name, dim }) => `${step} ${name} ${dim}`);
    expect(found.toSorted()).toEqual(expected.toSorted());
    expect(found.length).toBeGreaterThan(10);
  });
});
