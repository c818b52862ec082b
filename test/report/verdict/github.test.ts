import { describe, expect, it } from "vitest";
import { verdictsGithub } from "../../../src/report/verdict/github.js";
import {
  finding,
  MODEL_WIDE,
  modelInfo,
  SEVERAL,
  TENSORS,
  VERDICTS,
  verdict,
  verdictNamed,
} from "./verdicts.js";

function commands(name: string): string[] {
  return verdictsGithub([verdictNamed(name)])
    .split("\n")
    .filter((line) => line.startsWith("::"));
}

/** What the runner makes of a line: it looks for commands at the start of a line, and undoes the escapes. */
function understood(line: string) {
  const [, name = "", title = "", message = ""] = /^::(\w+) title=([^,:]*)::(.*)$/.exec(line) ?? [];
  return { name, title: unescaped(title), message: unescaped(message) };
}

function unescaped(text: string): string {
  return text
    .replaceAll("%2C", ",")
    .replaceAll("%3A", ":")
    .replaceAll("%0A", "\n")
    .replaceAll("%0D", "\r")
    .replaceAll("%25", "%");
}

describe("the workflow commands of a verdict", () => {
  it("annotate each finding by its severity, and end in the headline", () => {
    expect(verdictsGithub([verdict([finding(), MODEL_WIDE])])).toBe(
      [
        "::error title=shape-changed in post::The model as a whole: another width, another number of blocks. shape-changed: another width (768 instead of 1024); another number of blocks (12 instead of 24). Next: gpt2-wdist check --explain shape-changed",
        "::warning title=median-shift in post::h6 ln_2: relative shift of the median is too large. median-shift: relative shift of the median 0.149 is above warn 0.05, in h6 ln_2. Next: gpt2-wdist check --explain median-shift",
        "1 error and 1 warning in 25 tensors by 6 rules.",
        "",
      ].join("\n"),
    );
  });

  it("are none where nothing was found", () => {
    expect(verdictsGithub([verdictNamed("clean")])).toBe("No findings in 25 tensors by 6 rules.\n");
  });

  it("stay within what GitHub shows, and say how many more there are", () => {
    const many = verdict(TENSORS.slice(0, 13).map((tensor) => finding({ tensor })));
    const lines = verdictsGithub([many])
      .split("\n")
      .filter((line) => line.startsWith("::"));
    expect(lines.length).toBe(10);
    expect(lines.at(-1)).toBe("::warning title=4 more warnings in post::the other reports have them all");
  });

  it("show ten where there are ten, and count a rest of each severity", () => {
    const warnings = TENSORS.slice(0, 10).map((tensor) => finding({ tensor }));
    const errors = TENSORS.slice(0, 11).map((tensor) => finding({ tensor, severity: "error" }));
    const lines = verdictsGithub([verdict([...warnings, ...errors])]).split("\n");
    expect(lines.filter((line) => line.startsWith("::warning title=median-shift")).length).toBe(10);
    expect(lines.filter((line) => line.startsWith("::error title=median-shift")).length).toBe(9);
    expect(lines).toContain("::error title=2 more errors in post::the other reports have them all");
  });

  it("cannot be forged by a hostile path", () => {
    const lines = verdictsGithub([verdictNamed("hostile")]).split(/\r\n|\r|\n/);
    expect(lines.length).toBe(4);
    const [error, warning] = commands("hostile").map(understood);
    expect(error).toEqual({
      name: "error",
      title: expect.stringContaining("ünïcödé 模型"),
      message: expect.stringContaining(
        "non-finite: NaN or infinite values (dims 3, 7, 12, 40, 41 and 2 more)",
      ),
    });
    expect(warning?.title).toMatch(/^median-shift in .*\\u\{1b\}.*, ünïcödé/);
    // "%0A" in the text stays these three characters.
    expect(warning?.message).toContain("%0A::error::owned\\u{a}::error title=x::y\\u{d}");
  });

  it.each(Object.entries(VERDICTS))("of %s are lines of visible text", (_, each) => {
    expect(verdictsGithub([each]).replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});

describe("the workflow commands of several verdicts", () => {
  it("name the checkpoint of each finding, in the title and in the log, and end in the headline", () => {
    expect(verdictsGithub(SEVERAL)).toBe(
      [
        "LayerNorms of runs/checkpoint-100/model.safetensors: No findings in 25 tensors by 6 rules.",
        "LayerNorms of post: 2 errors and 1 warning in 25 tensors by 6 rules.",
        "::error title=non-finite in post::h0 ln_1: NaN or infinite values. non-finite: NaN or infinite values (dims 3, 7, 12, 40, 41 and 2 more), in h0 ln_1. Next: gpt2-wdist check --explain non-finite",
        "::error title=shape-changed in post::The model as a whole: another width, another number of blocks. shape-changed: another width (768 instead of 1024); another number of blocks (12 instead of 24). Next: gpt2-wdist check --explain shape-changed",
        "::warning title=median-shift in post::Gains of blocks 0-5 and h6 ln_1: relative shift of the median is too large. median-shift: relative shift of the median 0.180 is above warn 0.05, in h6 ln_1; in all: gains of blocks 0-5 and h6 ln_1. Next: gpt2-wdist check --explain median-shift",
        "LayerNorms of elsewhere/checkpoint-100/model.safetensors: 1 warning in 25 tensors by 3 rules.",
        "::warning title=outlier-fraction in elsewhere/checkpoint-100/model.safetensors::h6 ln_2: share of outliers is too large. outlier-fraction: share of outliers 0.310 is above warn 0.15, in h6 ln_2. Next: gpt2-wdist check --explain outlier-fraction",
        "1 of 3 checkpoints failed: post.",
        "",
      ].join("\n"),
    );
  });

  const checkpoint = (name: string, warnings: number) =>
    verdict(
      TENSORS.slice(0, warnings).map((tensor) => finding({ tensor })),
      { model: modelInfo(`${name}/model.safetensors`) },
    );
  const warningsOf = (verdicts: Parameters<typeof verdictsGithub>[0]) =>
    verdictsGithub(verdicts)
      .split("\n")
      .flatMap((line) => /^::warning title=(.*?)::/.exec(line)?.[1] ?? []);

  it("stay within what GitHub shows in all, pass over no checkpoint, and say how many more there are where", () => {
    const titles = warningsOf([checkpoint("a", 20), checkpoint("b", 1), checkpoint("c", 3)]);
    expect(titles).toEqual([
      ...Array.from({ length: 5 }, () => "median-shift in a"),
      "median-shift in b",
      ...Array.from({ length: 3 }, () => "median-shift in c"),
      "15 more warnings in a",
    ]);
    expect(warningsOf([checkpoint("a", 20), checkpoint("b", 20)]).at(-1)).toBe(
      "31 more warnings in 2 checkpoints",
    );
    expect(warningsOf([checkpoint("a", 5), checkpoint("b", 5)]).length).toBe(10);
  });

  it("cannot be forged by a hostile path, in the older form of commands either", () => {
    const older = verdict([finding({ severity: "error" })], {
      model: modelInfo("##[error]owned.safetensors"),
    });
    const text = verdictsGithub([verdictNamed("hostile"), older, verdictNamed("hostile")]);
    expect(text.split(/\r\n|\r|\n/).filter((line) => line.startsWith("::")).length).toBe(5);
    // In the messages of commands it may stand: the runner has read those already.
    const plain = text.split("\n").filter((line) => !line.startsWith("::"));
    expect(plain.join("\n")).not.toContain("##[");
    expect(plain.join("\n")).toContain("##\\u{5b}error]owned");
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});
