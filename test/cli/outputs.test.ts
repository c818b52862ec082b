import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useFreshFolder } from "../support/freshFolder.js";

useFreshFolder();

const PAIR = ["compare", SMALL_PRE, SMALL_POST, "--blocks", "8"] as const;

describe("every command", () => {
  it("is kept under the names that commander gives its flags", async () => {
    for (const { name, load } of COMMANDS) {
      const command = await load();
      expect(command.name).toBe(name);
      const parser = command.forCommander({ io: noIo(), tool: { name: "x", version: "0" } }, () => {});
      expect(parser.options.map((option) => option.attributeName())).toEqual(Object.keys(command.flags));
    }
  });
});

/** Commander needs a world only when it runs. */
function noIo() {
  const stream = { write: () => {}, isTerminal: false, columns: 80, colourLevel: async () => 0 as const };
  return { stdout: stream, stderr: stream, env: {}, fetch, now: () => 0 };
}

describe("-o", () => {
  it.each([
    [["stats", SMALL_PRE], "new/folder/s.csv"],
    [["check", SMALL_PRE], "new/folder/c.sarif"],
    [["inspect", SMALL_PRE], "new/folder/i.json"],
    [["extract", SMALL_PRE], "new/folder/ln.safetensors"],
    [["init", SMALL_PRE], "new/folder/config.json"],
    [["plot", SMALL_PRE, "--blocks", "8"], "new/folder/p.svg"],
    [["weights", SMALL_PRE], "new/folder/w.json"],
  ])("of %j makes the folders of %s", async (args, path) => {
    const { code } = await runCli([...args, "-o", path]);
    expect([code, existsSync(path)]).toEqual([0, true]);
  });

  it("takes endings in any letter case", async () => {
    const { code } = await runCli([...PAIR, "-q", "-o", "A.SVG", "-o", "b.Csv", "-o", "Report.MD"]);
    expect(code).toBe(0);
    expect(readFileSync("A.SVG", "utf8")).toMatch(/^<svg /);
    expect(readFileSync("b.Csv", "utf8")).toMatch(/^name,/);
    expect(readFileSync("Report.MD", "utf8")).toContain("(Report-pairs.svg)");
    expect(existsSync("Report-pairs.svg")).toBe(true);
  });

  it.each([
    [[...PAIR], "{tenosr}.svg", "has {tenosr}, which is not a placeholder"],
    [[...PAIR], "$OUT-{OUT}/x.pdf", "has {OUT}, which is not a placeholder"],
    [[...PAIR], "{}.png", "has {}, which is not a placeholder"],
    [[...PAIR], "{figure}.csv", "has {figure}, which only pictures have"],
    [["stats", SMALL_PRE], "{model}.json", "has {model}, which only pictures have"],
    [["extract", SMALL_PRE], "{name}.safetensors", "has {name}, which is not a placeholder"],
    [[...PAIR], "{model}.svg", "has {model}, but the figure is of two checkpoints"],
    [["weights", SMALL_PRE], "{tensor}.svg", "has {tensor}, but the figure is of all tensors"],
  ])("of %j refuses %s", async (args, path, why) => {
    const { code, out, err } = await runCli([...args, "-o", path]);
    expect([code, out, readdirSync(".")]).toEqual([2, "", []]);
    expect(err).toContain(why);
  });

  it("- is stdout in every command, for bytes too", async () => {
    await runCli(["extract", SMALL_PRE, "-o", "ln.safetensors"]);
    const printed = await runCli(["extract", SMALL_PRE, "-o", "-"]);
    expect([printed.code, printed.err]).toEqual([0, ""]);
    expect(printed.bytes.equals(readFileSync("ln.safetensors"))).toBe(true);
    await runCli(["init", SMALL_PRE, "-o", "config.json"]);
    expect((await runCli(["init", SMALL_PRE, "-o", "-"])).out).toBe(readFileSync("config.json", "utf8"));
    expect(readdirSync(".").sort()).toEqual(["config.json", "ln.safetensors"]);
  });

  it("- of bytes does not fill a terminal", async () => {
    const { code, out, err } = await runCli(["extract", SMALL_PRE, "-o", "-"], { isTerminal: true });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("redirect it, or name a file, e.g. -o model.safetensors");
  });
});

describe("several checkpoints", () => {
  it("of plot are a picture each, after their names", async () => {
    const { code, out } = await runCli(["plot", SMALL_PRE, SMALL_POST, "--blocks", "8"]);
    expect([code, out.match(/h8 ln_2/g)?.length]).toEqual([0, 2]);
    const names = ["post", "pre"].flatMap((side) => ["png", "svg"].map((end) => `small-gpt2-${side}.${end}`));
    expect(readdirSync(".").sort()).toEqual(names);
    await runCli(["plot", SMALL_PRE, "--blocks", "8", "-q", "-o", "alone.svg"]);
    expect(readFileSync("small-gpt2-pre.svg").equals(readFileSync("alone.svg"))).toBe(true);
  });

  it("of plot whose names are the same are told apart", async () => {
    await runCli(["plot", SMALL_PRE, SMALL_PRE, "--blocks", "8", "-q", "-o", "{model}.vl.json"]);
    expect(readdirSync(".").sort()).toEqual(["small-gpt2-pre-2.vl.json", "small-gpt2-pre.vl.json"]);
  });

  it("of plot are not one picture", async () => {
    const { code, err } = await runCli(["plot", SMALL_PRE, SMALL_POST, "--blocks", "8", "-o", "x.svg"]);
    expect([code, err.includes("write {model} in the file's name")]).toEqual([2, true]);
  });

  it("of inspect come one after the other, in text, JSON and tables", async () => {
    const one = await runCli(["inspect", SMALL_PRE]);
    const two = await runCli(["inspect", SMALL_PRE, SMALL_POST]);
    expect(two.out.startsWith(`${one.out}\npath `)).toBe(true);
    const alone = JSON.parse((await runCli(["inspect", SMALL_PRE, "--format", "json"])).out);
    const both = JSON.parse((await runCli(["inspect", SMALL_PRE, SMALL_POST, "--format", "json"])).out);
    expect(both.checkpoints).toEqual([alone.checkpoints[0], expect.objectContaining({ path: SMALL_POST })]);
    const table = (await runCli(["inspect", SMALL_PRE, SMALL_POST, "--format", "csv"])).out
      .trim()
      .split("\r\n");
    expect(table[0]).toBe("path,name,dtype,shape");
    expect(table).toHaveLength(1 + 2 * 50);
  });
});

describe("Parquet", () => {
  it.each([
    ["compare", SMALL_PRE, SMALL_POST],
    ["stats", SMALL_PRE],
    ["check", SMALL_PRE],
    ["inspect", SMALL_PRE],
    ["weights", SMALL_PRE],
    ["weights", SMALL_PRE, SMALL_POST],
  ])("of %s %s is a file, the same bytes down a pipe, and never in a terminal", async (...args) => {
    const written = await runCli([...args, "-q", "-o", "t.parquet"]);
    expect(written).toMatchObject({ code: 0, out: "" });
    const file = readFileSync("t.parquet");
    expect([file.subarray(0, 4), file.subarray(-4)].map(String)).toEqual(["PAR1", "PAR1"]);
    const piped = await runCli([...args, "--format", "parquet"]);
    expect(piped.bytes.equals(file)).toBe(true);
    const shown = await runCli([...args, "--format", "parquet"], { isTerminal: true });
    expect([shown.code, shown.out]).toEqual([2, ""]);
    expect(shown.err).toContain("would fill the terminal with bytes");
    expect(shown.err).toContain("or name a file, e.g. -o out.parquet");
  });
});
