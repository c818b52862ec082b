import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { WdistError } from "../../src/errors.js";
import { openCheckpoint } from "../../src/index.js";

/** Checkpoints as people have them: each is read whole and rightly, or refused with the true reason. */

interface Case {
  readonly case: string;
  readonly path: string;
  /** Read, refused saying `says`, or one of the two. */
  readonly expect: "read" | "refuse" | "either" | "special" | "warn";
  readonly says: string;
  readonly right: string;
}

type Values = Readonly<Record<string, readonly number[]>>;

const COMMITTED = new URL("../../fixtures/field/", import.meta.url);
/** Where this project was made there are more, too many to commit. */
const SHARED = new URL("../../../shared/field/", import.meta.url);

/** What is inside of files; folders, names and whole models have tests of their own. */
const INSIDE_FILES = /^(crc|dl|exotic|key|kind|mistake|neg|sets|st|tf)/;

function casesIn(folder: URL): readonly Case[] {
  if (!existsSync(new URL("manifest.json", folder))) return [];
  const { cases } = JSON.parse(readFileSync(new URL("manifest.json", folder), "utf8")) as {
    readonly cases: readonly Case[];
  };
  return cases.filter((one) => INSIDE_FILES.test(one.case));
}

function truthIn(folder: URL): Values {
  return JSON.parse(readFileSync(new URL("truth.json", folder), "utf8")) as Values;
}

async function valuesOf(path: string): Promise<Values> {
  const model = await openCheckpoint(path);
  try {
    const values: Record<string, readonly number[]> = {};
    for (const name of model.layerNorms.keys()) values[name] = [...(await model.read(name))];
    return values;
  } finally {
    await model.close();
  }
}

async function judge(folder: URL, { path, expect: verdict, says }: Case): Promise<void> {
  const file = fileURLToPath(new URL(path, folder));
  const outcome = await valuesOf(file).catch((error: unknown) => error);
  const truth = truthIn(folder);
  if (verdict === "read") return expect(outcome).toEqual(truth);
  if (verdict === "special" || verdict === "either") {
    if (!(outcome instanceof Error)) {
      const signed = verdict === "special" ? negated(truth, "ln_f.weight") : truth;
      return expect(outcome).toEqual(signed);
    }
  }
  if (!(outcome instanceof WdistError))
    throw new Error("was read, or refused in another way", { cause: outcome });
  expect(`${outcome.what}\n${outcome.fix}`).toMatch(new RegExp(says, "i"));
}

/** The tensor that is a view whose numbers count negative. */
function negated(values: Values, name: string): Values {
  return { ...values, [name]: (values[name] ?? []).map((value) => -Math.abs(value)) };
}

describe("the committed cases", () => {
  const cases = casesIn(COMMITTED);

  it("are there", () => {
    expect(cases.length).toBeGreaterThan(12);
  });

  it.each(cases)("$case: $right", (one) => judge(COMMITTED, one));
});

describe.skipIf(casesIn(SHARED).length === 0)("all cases (skipped where ../shared/field is not)", () => {
  it.each(casesIn(SHARED))("$case: $right", (one) => judge(SHARED, one));
});
