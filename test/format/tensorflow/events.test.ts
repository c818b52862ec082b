import { describe, expect, it } from "vitest";
import { eventFile } from "../../../src/format/tensorflow/events.js";
import { runEvents } from "../../../src/report/runEvents.js";
import { readEvents } from "../../support/eventReader.js";
import { SMALL_RUN_STEPS, smallRun, track, writeRun } from "../../support/runs.js";
import { useTempDir } from "../../support/tempDir.js";

const dir = useTempDir();

function written(events: Parameters<typeof eventFile>[0]) {
  return readEvents(Buffer.from(eventFile(events)));
}

describe("a run's events, read by TensorBoard's public format", () => {
  it("begin with the version of the file, and have the run's steps, which are their time too", async () => {
    const [first, ...events] = written(runEvents(await smallRun()));
    expect(first).toMatchObject({ version: "brain.Event:2", step: 0, wallTime: 0 });
    expect(events.map(({ step }) => step)).toEqual(SMALL_RUN_STEPS);
    expect(events.map(({ wallTime }) => wallTime)).toEqual(SMALL_RUN_STEPS);
    expect(events.every(({ version }) => version === null)).toBe(true);
  });

  it("have the numbers of every tensor, as float32", async () => {
    const run = await smallRun();
    const [, ...events] = written(runEvents(run));
    for (const { name, steps } of run.tensors) {
      for (const [i, at] of steps.entries()) {
        const { scalars } = events[i] as (typeof events)[number];
        expect(scalars.get(`${name}/median`)).toBe(Math.fround(at.summary.median as number));
        expect(scalars.get(`${name}/pathLength`)).toBe(Math.fround(at.pathLength as number));
        expect(scalars.has(`${name}/updatePerStep`)).toBe(at.updatePerStep !== null);
      }
    }
  });

  it("have histograms of the gains, whose buckets hold every value", async () => {
    const run = await smallRun();
    const [, ...events] = written(runEvents(run));
    const gains = run.tensors.filter(({ id }) => id.parameter === "gain");
    const last = events.at(-1);
    expect([...(last?.histograms.keys() ?? [])]).toEqual(gains.map(({ name }) => name));
    for (const { name, steps, kept } of gains) {
      const { summary } = steps.at(-1) as (typeof steps)[number];
      const histogram = last?.histograms.get(name);
      expect(histogram).toMatchObject({ min: summary.min, max: summary.max, num: 64 });
      expect(histogram?.buckets.reduce((sum, count) => sum + count, 0)).toBe(64);
      expect(histogram?.sum).toBeCloseTo(64 * (summary.mean as number), 10);
      expect(histogram?.sumSquares).toBeCloseTo((summary.l2Norm as number) ** 2, 10);
      expect(histogram?.limits).toHaveLength(30);
      expect(histogram?.limits).toEqual(histogram?.limits.toSorted((a, b) => a - b));
      const below = (kept.at(-1)?.values ?? []).filter((value) => value < (histogram?.limits[9] as number));
      expect(histogram?.buckets.slice(0, 10).reduce((sum, count) => sum + count, 0)).toBe(below.length);
    }
    // The initialisation: every gain is 1.
    expect(events[0]?.histograms.get("ln_f.weight")).toMatchObject({ limits: [1], buckets: [64] });
  });

  it("leave out what is undefined, and what is not finite", async () => {
    const path = writeRun(dir, "nan", {
      steps: [0, 5, 2 ** 40],
      change: (vectors, k) => {
        if (k === 1) vectors.set("ln_f.weight", vectors.get("ln_f.weight")?.map(() => Number.NaN) ?? []);
      },
    });
    const [, , broken, last] = written(runEvents(await track(path, { bias: false })));
    expect(broken?.scalars.has("ln_f.weight/median")).toBe(false);
    expect(broken?.scalars.get("ln_f.weight/nonFinite")).toBe(48);
    expect(broken?.histograms.has("ln_f.weight")).toBe(false);
    expect(last).toMatchObject({ step: 2 ** 40, wallTime: 2 ** 40 });
  });

  it("are seen to be damaged by their checksums", async () => {
    const file = Buffer.from(eventFile(runEvents(await smallRun({ norms: ["ln_f"] }))));
    for (const byte of [3, 20, 100]) {
      const damaged = Buffer.from(file);
      damaged[byte] = (damaged[byte] as number) ^ 1;
      expect(() => readEvents(damaged)).toThrow();
    }
  });
});
