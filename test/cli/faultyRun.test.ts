import { describe, expect, it } from "vitest";
import { runCli } from "../support/fakeIo.js";
import { trainerState, type Vectors, writeRun } from "../support/runs.js";
import { sharedPath } from "../support/sharedData.js";
import { useTempDir } from "../support/tempDir.js";

/** One training to which everything happened that may: each is said with its step. */

const dir = useTempDir();
const STEPS = Array.from({ length: 24 }, (_, k) => k * 100);
const [RESET, EXCHANGED, NAN, JUMP, NO_RATE] = [5, 9, 12, 15, 20];

function faulty(): string {
  const at = new Map<string, number[]>();
  let last: Vectors = new Map();
  const change = (vectors: Vectors, k: number) => {
    const own = (name: string) => vectors.get(name) as number[];
    // A block begins anew, and goes on from there.
    for (const name of [...vectors.keys()].filter((one) => one.startsWith("h.2."))) {
      const initial = name.endsWith("bias") ? 0 : 1;
      if (k === RESET) at.set(name, own(name));
      const begun = at.get(name);
      if (begun !== undefined)
        vectors.set(
          name,
          own(name).map((value, dim) => initial + value - (begun[dim] as number)),
        );
    }
    if (k >= EXCHANGED) {
      const [a, b] = ["h.1.ln_1.weight", "h.1.ln_2.weight"];
      const values = own(a as string);
      vectors.set(a as string, own(b as string)).set(b as string, values);
    }
    if (k === NAN) own("h.0.ln_2.bias")[3] = Number.NaN;
    if (k >= JUMP) own("h.3.ln_1.weight")[17] = (own("h.3.ln_1.weight")[17] as number) + 0.8;
    if (k > NO_RATE) for (const name of vectors.keys()) vectors.set(name, last.get(name) as number[]);
    last = new Map(vectors);
  };
  const run = writeRun(dir, "faulty", { steps: STEPS, change });
  const rates = STEPS.map((step, k): [number, number] => [step, k > NO_RATE ? 0 : 1e-3]);
  dir.write("faulty/trainer_state.json", trainerState(rates));
  return run;
}

describe("a run with known faults", () => {
  it("is told with each of them and its steps, and with nothing else that broke", async () => {
    const { out } = await runCli(["track", faulty(), "--bias"], { columns: 400, isTerminal: true });
    const lines = out.split("\n");
    const saying = (...parts: RegExp[]) => lines.filter((line) => parts.every((part) => part.test(line)));
    expect(saying(/400 and 500/, /block 2 are back at initial values/)).toHaveLength(1);
    expect(saying(/800 and 900/, /ln_1 and ln_2 are exchanged in block 1/)).toHaveLength(1);
    expect(saying(/1,100 and 1,200/, /1 value that is NaN or infinite: h0 ln_2 bias dim 3/)).toHaveLength(1);
    expect(saying(/1,400 and 1,500/, /h3 ln_1 jumped, dim 17/)).toHaveLength(1);
    expect(saying(/Nothing changed any more from step 2,000 on/)).toHaveLength(1);
    expect(saying(/The rate ended near 0/)).toHaveLength(1);
    // And these are all.
    expect(saying(/Between steps/)).toHaveLength(4);
    expect(saying(/nothing broke/)).toEqual([]);
  });

  const training = sharedPath("training");
  it.skipIf(training === null).each(["pre", "post", "nanogpt", "ln/pre-step-*", "ln/post-step-*"])(
    "and nothing is said to have broken in the sound run %s of ../shared/training",
    async (name) => {
      const { out, code } = await runCli(["track", `${training}/${name}`], {
        columns: 400,
        isTerminal: true,
      });
      expect(code).toBe(0);
      expect(out).toContain("From checkpoint to checkpoint nothing broke");
    },
  );
});
