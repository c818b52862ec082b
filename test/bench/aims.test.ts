import { describe, expect, it } from "vitest";
import { AIMS, judgeAims } from "../../bench/aims.mjs";
import { PARTS } from "../../bench/parts/index.mjs";

/** A row of which every round took as long; `ms` in turn where they differ. */
function row(role: string, ms: number | readonly number[], peakMb = 50, more = {}) {
  const each = typeof ms === "number" ? [ms, ms, ms] : ms;
  return { name: `row of ${role}`, role, runs: each.map((one) => ({ ms: one, peakMb })), ...more };
}

function verdicts(name: string, ...rows: readonly ReturnType<typeof row>[]) {
  return judgeAims(AIMS, [{ name, rows }]) as { aim: string; reached: string; met: boolean | null }[];
}

const only = (all: ReturnType<typeof verdicts>, aim: string) => {
  const found = all.filter((verdict) => verdict.aim.startsWith(aim));
  expect(found).toHaveLength(1);
  return found[0];
};

describe("the benchmark's aims", () => {
  it("are of parts that are measured", () => {
    const names = PARTS.map(({ name }) => name);
    expect(AIMS.filter(({ part }) => !names.includes(part))).toEqual([]);
  });

  it("are met from the ratio aimed at, by the median of the rounds", () => {
    const met = verdicts("compare", row("compare json", 50), row("numpy histograms", [90, 100, 300]));
    expect(only(met, "`compare --format json`: 2 x")).toMatchObject({ met: true });
    expect(only(met, "`compare --format json`: 2 x")?.reached).toBe("2.00 x (1.90 x to 4.00 x)");
    const missed = verdicts("compare", row("compare json", 50), row("numpy histograms", [99, 99, 300]));
    expect(only(missed, "`compare --format json`: 2 x")).toMatchObject({ met: false });
  });

  it("pair times of the same round", () => {
    const slowRound = verdicts(
      "compare",
      row("compare json", [10, 100, 10]),
      row("numpy histograms", [20, 200, 20]),
    );
    expect(only(slowRound, "`compare --format json`: 2 x")?.reached).toBe("2.00 x (2.00 x to 2.00 x)");
  });

  it("are held against the fastest of several peers, which is named", () => {
    const all = verdicts(
      "weights-f32",
      row("ours, 2 threads", 100, 50, { bytes: 5e8 }),
      { ...row("numpy", 900), name: "slow numpy" },
      { ...row("numpy", 500), name: "fast numpy" },
    );
    expect(only(all, "all weights, F32: 5.5 x")).toMatchObject({
      met: false,
      reached: "5.00 x (5.00 x to 5.00 x); the fastest: fast numpy",
    });
  });

  it("say of a stretch whether it is met too", () => {
    const at = (ms: number) =>
      only(
        verdicts("compare", row("compare svg", 100), row("matplotlib svg", ms)),
        "`compare` to SVG: 4 x the speed of tuned matplotlib",
      );
    expect(at(500)).toMatchObject({ met: true, reached: "5.00 x (5.00 x to 5.00 x); stretch not met" });
    expect(at(800)).toMatchObject({ met: true, reached: "8.00 x (8.00 x to 8.00 x); stretch met" });
    expect(at(300)).toMatchObject({ met: false });
  });

  it("under a multiple of node's start are met below it only", () => {
    const at = (ms: number) =>
      only(
        verdicts("compare", row("compare json", ms), row("node", 20)),
        "`compare --format json`: under 1.8 x",
      )?.met;
    expect([at(35), at(36), at(40)]).toEqual([true, false, false]);
  });

  it("count gigabytes of file a second", () => {
    const at = (ms: number) =>
      only(
        verdicts("weights-f32", row("ours, 2 threads", ms, 50, { bytes: 6e8 })),
        "all weights, F32, 0.5 GB: 3 GB/s",
      );
    expect(at(200)).toMatchObject({ met: true, reached: "3.00 (3.00 to 3.00) GB/s" });
    expect(at(210)?.met).toBe(false);
  });

  it("bound memory by its greatest peak at every size, and say nothing where a size or GNU time is missing", () => {
    const at = (...peaks: readonly number[]) => {
      const roles = ["ours, 0.1 GB", "ours, 0.5 GB", "ours, 6 GB"];
      const rows = peaks.map((peak, index) => row(roles[index] as string, 100, peak, { bytes: 1e9 }));
      return only(verdicts("weights-size", ...rows), "all weights, 0.1 to 6.2 GB");
    };
    expect(at(60, 70, 89)).toMatchObject({ met: true, reached: "at most 89 MB" });
    expect(at(60, 91, 80)?.met).toBe(false);
    expect(at(60, 70)).toMatchObject({ met: null, reached: "not measured" });
    expect(at(60, 70, Number.NaN)?.met).toBeNull();
  });

  it("hold a large file to the time and memory of a small one within 20 %", () => {
    const at = (ms: number, peakMb: number) =>
      verdicts("file-size", row("0.5 GB", 100, 50), row("6 GB", ms, peakMb)).map(({ met }) => met);
    expect(at(119, 59)).toEqual([true, true]);
    expect(at(121, 61)).toEqual([false, false]);
    expect(at(80, Number.NaN)).toEqual([true, null]);
  });

  it("without the peer are not measured, and of parts that were not run nothing is said", () => {
    const all = verdicts("compare", row("compare json", 50), row("node", 40));
    expect(all).toHaveLength(5);
    expect(only(all, "`compare --format json`: 2 x")).toEqual({
      aim: "`compare --format json`: 2 x the speed of numpy doing only the histograms",
      reached: "not measured",
      met: null,
    });
  });
});
