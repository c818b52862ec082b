import { describe, expect, it } from "vitest";
import { runJson } from "../../../src/report/json/run.js";
import { smallRun, track, type Vectors, writeRun } from "../../support/runs.js";
import { expectValid, validatorOf } from "../../support/schemas.js";
import { useTempDir } from "../../support/tempDir.js";

const TOOL = { name: "gpt2-wdist", version: "1.2.3" };
const dir = useTempDir();

/** Of whatever may break in a run, each between two other checkpoints. */
const FAULTS: readonly (readonly [at: number, break_: (vectors: Vectors) => void])[] = [
  [3, (vectors) => void vectors.get("h.0.ln_1.bias")?.splice(2, 1, Number.NaN)],
  [
    6,
    (vectors) =>
      void vectors.set("h.1.ln_1.weight", Array(48).fill(1)).set("h.1.ln_1.bias", Array(48).fill(0)),
  ],
  [9, (vectors) => void vectors.set("h.2.ln_1.weight", Array(48).fill(0.7))],
  [12, (vectors) => void (vectors.get("h.3.ln_2.weight") as number[]).reverse()],
  [15, (vectors) => void vectors.delete("h.3.ln_1.bias")],
  [
    18,
    (vectors) => {
      const [a, b] = ["h.0.ln_1.weight", "h.3.ln_1.weight"].map((name) => vectors.get(name)) as [
        number[],
        number[],
      ];
      vectors.set("h.0.ln_1.weight", b).set("h.3.ln_1.weight", a);
    },
  ],
  [
    21,
    (vectors) =>
      void vectors.set(
        "h.2.ln_2.weight",
        (vectors.get("h.2.ln_2.weight") as number[]).map((x) => -x),
      ),
  ],
  [24, (vectors) => void vectors.get("h.0.ln_2.weight")?.splice(5, 1, 3)],
];

describe("the JSON of a run", () => {
  it("is valid by the published schema, which knows all that is in it", async () => {
    const validate = validatorOf("run");
    const parsed = expectValid(validate, runJson(await smallRun(), TOOL));
    expect(validate({ ...parsed, more: 1 })).toBe(false);
  });

  it("is valid with whatever breaks, named between the checkpoints where it did", async () => {
    const steps = Array.from({ length: 27 }, (_, k) => k * 10);
    const change = (vectors: Vectors, k: number) => {
      for (const [at, break_] of FAULTS) if (k === at) break_(vectors);
    };
    const run = await track(writeRun(dir, "faults", { steps, change }));
    const { findings } = expectValid(validatorOf("run"), runJson(run, TOOL)) as {
      findings: { kind: string; toStep: number }[];
    };
    const kindsAt = (k: number) => findings.filter(({ toStep }) => toStep === 10 * k).map(({ kind }) => kind);
    expect(FAULTS.map(([at]) => kindsAt(at)[0])).toEqual([
      "not-finite",
      "reset",
      "constant",
      "unrelated",
      "missing",
      "exchanged",
      "sign",
      "jump",
    ]);
    const known = new Set(FAULTS.flatMap(([at]) => [10 * at, 10 * (at + 1)]));
    expect(findings.filter(({ toStep }) => !known.has(toStep))).toEqual([]);
  });
});
