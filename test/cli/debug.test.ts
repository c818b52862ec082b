import { describe, expect, it } from "vitest";
import { describeError } from "../../src/cli/describeError.js";
import { WdistError } from "../../src/errors.js";
import { runProgram } from "../support/childProcess.js";

describe("--debug", () => {
  it.each([
    ["after the command", ["inspect", "no-such.bin", "--debug"]],
    ["before it", ["--debug", "inspect", "no-such.bin"]],
  ])("%s prints where in the source an error arose, and its cause", async (_where, args) => {
    const { exitCode, stdout, stderr } = await runProgram(args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^gpt2-wdist: error: no-such\.bin: there is no such file or directory\n {2}fix: .*\nWdistError: /,
    );
    expect(stderr).toMatch(/^ {4}at openLocal \(src\/source\/local\.ts:\d+:\d+\)$/m);
    expect(stderr).toMatch(/^ {4}at (async )?.*src\/cli\/run\.ts:\d+:\d+\)?$/m);
    expect(stderr).toMatch(/^caused by Error: ENOENT/m);
  });

  it("is not meant where it is the name of a file", async () => {
    const { stderr } = await runProgram(["inspect", "--", "--debug"]);
    expect(stderr).toMatch(/^gpt2-wdist: error: --debug: .*\n {2}fix: .*\n$/);
  });
});

describe("an error in words", () => {
  const cause = new RangeError("beyond\u001b[31m");
  const error = new WdistError("READ_FAILED", { where: "a.bin", what: "broke", cause });

  it("is two lines without its stack", () => {
    expect(describeError(error, false)).toBe("gpt2-wdist: error: a.bin: broke\n");
    expect(describeError(cause, false)).toMatch(
      /^gpt2-wdist: internal error: RangeError: beyond.*\n {2}fix: .*\n$/,
    );
  });

  it("has its stack and those of its causes where it is asked for, control characters escaped", () => {
    const text = describeError(error, true);
    expect(text).toMatch(/\ncaused by RangeError: beyond/);
    expect(text).not.toContain("\u001b");
  });

  it("whose cause is itself ends", () => {
    const circular = new Error("x");
    circular.cause = circular;
    expect(describeError(circular, true).match(/caused by/g)?.length).toBeLessThan(10);
  });
});
