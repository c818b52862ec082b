import { describe, expect, it } from "vitest";
import { answersOf } from "../../src/analysis/track/answers.js";
import { runSentences } from "../../src/words/run/sentences.js";
import { SMALL_RUN, smallRun, track, trainerState, type Vectors, writeRun } from "../support/runs.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const STEPS = Array.from({ length: 12 }, (_, k) => k * 100);

async function sentencesOf(name: string, made: Omit<Parameters<typeof writeRun>[2], "steps">, log?: string) {
  const path = writeRun(dir, name, { steps: STEPS, ...made });
  if (log !== undefined) dir.write(`${name}/trainer_state.json`, log);
  const run = await track(path, { bias: false });
  return runSentences(run, answersOf(run));
}

describe("of the small run it is said", () => {
  it("what moved, when it settled beside the learning rate, and what did not break", async () => {
    const run = await smallRun({ bias: false });
    expect(runSentences(run, answersOf(run))).toMatchInlineSnapshot(`
      [
        "Step 0 is a fresh initialisation: every gain is exactly 1.",
        "ln_f moved most: 47.1 % of its size, in an almost straight line (a way 1.02 times the displacement). Of ln_2 that of h8 moved most, 17 %; the ways are 1.3 to 2.3 times the displacement. Of ln_1 that of h6 moved most, 7.1 %; the ways are 1.8 to 2.2 times the displacement.",
        "90 % of the move was made, and kept, by steps 800 to 1,200 (medians: ln_1 1,000, ln_2 1,200, ln_f 800), 16 of 25 with the last checkpoint only, or up to 400 sooner: between checkpoints nothing is known.",
        "The learning rate alone would give step 743: none is known to have settled before that. The rate ended near 0, so that the run cannot say whether they had converged.",
        "The last quarter of the steps holds 2.8 to 7.6 % of the way.",
        "Outliers (beyond 3.5 robust z, and 5 % off the median): 15 gains at any checkpoint, 4 are at the end: h3 ln_1 dim 54, h3 ln_1 dim 38, h5 ln_1 dim 47, h11 ln_1 dim 11. 9 were at one checkpoint only.",
        "Largest change between neighbouring checkpoints: ln_f 8 % (steps 80 to 160); in the blocks h9 ln_2 5 % (steps 480 to 640).",
        "From checkpoint to checkpoint nothing broke: no NaN, no reset, no exchange, no jump.",
      ]
    `);
  });

  it("without a log, that settling says nothing of convergence", async () => {
    const run = await smallRun({ bias: false });
    const without = { ...run, schedule: null };
    const text = runSentences(without, answersOf(without)).join(" ");
    expect(text).toContain("No log of the learning rates was found");
    expect(text).not.toContain("would give");
    expect(SMALL_RUN).toContain("run");
  });
});

describe("of the opposite the opposite is said", () => {
  it("a rate that did not end: no word of an end", async () => {
    const log = trainerState(STEPS.map((step) => [step, 1e-3 - step * 5e-7]));
    const text = (await sentencesOf("high", {}, log)).join(" ");
    expect(text).toContain("At the end the rate was still 45 % of its peak.");
    expect(text).not.toContain("cannot say");
    expect(text).toContain("none is known to have settled before that");
  });

  it("a run that settled early", async () => {
    const log = trainerState(STEPS.map((step) => [step, 1e-3]));
    const text = (await sentencesOf("early", { progress: (k) => Math.min(k, 3) }, log)).join(" ");
    expect(text).toContain("The learning rate alone would give step 990: all gains settled before that.");
  });

  it("a run in which nothing moved", async () => {
    const first: Vectors = new Map();
    const text = await sentencesOf("still", {
      change: (vectors, k) => {
        for (const [name, values] of vectors) {
          if (k === 0) first.set(name, values);
          vectors.set(name, first.get(name) ?? values);
        }
      },
    });
    expect(text).toEqual([
      "All gains are the same in all checkpoints, bit for bit.",
      "No gain is an outlier at any checkpoint (beyond 3.5 robust z, and 5 % off the median).",
      "From checkpoint to checkpoint nothing broke: no NaN, no reset, no exchange, no jump.",
    ]);
  });

  it("a run that went away and came back", async () => {
    const first: Vectors = new Map();
    const text = await sentencesOf("back", {
      change: (vectors, k) => {
        for (const [name, values] of vectors) {
          if (k === 0) first.set(name, values);
          if (k === 11) vectors.set(name, first.get(name) ?? values);
        }
      },
    });
    expect(text.join(" ")).toContain("No gain is anywhere else at the end than at the start.");
    expect(text.join(" ")).not.toMatch(/moved most|90 % of the move/);
  });

  it("a run with a fault: that first, by its steps", async () => {
    const text = await sentencesOf("fault", {
      change: (vectors, k) => {
        const values = vectors.get("h.3.ln_1.weight") as number[];
        if (k >= 6) values[17] = (values[17] as number) + 0.8;
        if (k === 2) (vectors.get("h.0.ln_2.weight") as number[])[5] = Number.NaN;
      },
    });
    expect(text[0]).toBe(
      "Between steps 100 and 200: step 200 holds 1 value that is NaN or infinite: h0 ln_2 dim 5.",
    );
    expect(text[1]).toMatch(
      /^Between steps 500 and 600: h3 ln_1 jumped, dim 17 \(.* -> .*\) by \d+ times what is usual around it\.$/,
    );
    expect(text.join(" ")).not.toContain("nothing broke");
  });
});
