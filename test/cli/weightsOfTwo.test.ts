import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useTempDir } from "../support/tempDir.js";
import { weightsFile } from "../support/weightsFile.js";

const temp = useTempDir();

const compare = (...args: string[]) => runCli(["weights", SMALL_PRE, SMALL_POST, ...args]);
const plot = (...args: string[]) => runCli(["weights", SMALL_PRE, ...args]);

describe("weights of two checkpoints", () => {
  it("says what changed, and shows a row a group", async () => {
    const { code, out } = await compare("--group-by", "block", "-o", join(temp.path, "w.svg"));
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Most changed: norms of blocks 6-11 \(relative L2 0\.072\), .*; nothing else changed\.\n/,
    );
    expect(out).toMatch(
      /\nAll weights together: relative L2 0\.052; 52 % of the values changed, 1\.7 % changed sign\.\n/,
    );
    expect(out).toMatch(
      /\nThe histograms changed most in block 6: standard deviation \+4\.87 %, mean \+0\.019\.\n/,
    );
    expect(out).toMatch(/\n\d+ of 50 tensors are identical, byte for byte\.\n/);
    expect(out).toMatch(/\nblock 5 .* 4\/4 /);
  });

  it("says when nothing changed at all", async () => {
    const { out } = await runCli(["weights", SMALL_PRE, SMALL_PRE, "--format", "md"]);
    expect(out).toContain("All 50 tensors are identical, byte for byte");
  });

  it("prints JSON, CSV and Markdown of the same numbers", async () => {
    const json = JSON.parse((await compare("--format", "json", "--bins", "8")).out);
    expect(json.schema).toBe("gpt2-wdist/weights-comparison@1");
    const [group] = json.groups;
    expect(group.pre.histogram.edges).toEqual(group.post.histogram.edges);
    expect(group.paired).toBe(50);
    const [header = "", first = ""] = (await compare("--format", "csv", "--bins", "8")).out.split("\r\n");
    const cell = (name: string) => first.split(",")[header.split(",").indexOf(name)];
    expect(cell("stdRatio")).toBe(String(group.change.stdRatio));
    expect(cell("post.max")).toBe(String(group.post.summary.max));
    expect((await compare("--format", "md", "--bins", "8")).out).toContain("| all weights | 12,800 |");
  });

  it("draws the picture of both, by its ending, beside that of the LayerNorms", async () => {
    const name = (ending: string) => join(temp.path, `drawn.${ending}`);
    const { code } = await compare("-q", ...["svg", "png", "pdf", "vl.json"].flatMap((e) => ["-o", name(e)]));
    expect(code).toBe(0);
    expect(readFileSync(name("svg"), "utf8")).toMatch(/^<svg /);
    expect(readFileSync(name("png")).subarray(1, 4).toString()).toBe("PNG");
    expect(readFileSync(name("pdf")).subarray(0, 5).toString()).toBe("%PDF-");
    expect(JSON.parse(readFileSync(name("vl.json"), "utf8")).$schema).toContain("vega-lite");
  });

  it.each([
    [["--figure", "moved"], "unknown option"],
    [["--blocks", "5"], "unknown option"],
    [["-o", "report.html"], "its ending says nothing"],
    [["--tensors", "nothing.*"], "has no weights by the name"],
  ])("refuses %j and writes nothing", async (args, why) => {
    const { code, err } = await compare(...args);
    expect(code).toBe(2);
    expect(err.replace(": ", " ")).toContain("error");
    expect(err.replaceAll(": ", " ")).toContain(why);
    expect(existsSync("report.html")).toBe(false);
  });

  it("is named where its flags are given to another command", async () => {
    const { code, err } = await runCli(["compare", SMALL_PRE, SMALL_POST, "--xlim=-1,1"]);
    expect([code, err]).toEqual([2, expect.stringContaining("(It is an option of gpt2-wdist weights.)")]);
    const old = await runCli(["stats", SMALL_PRE, "--all-weights"]);
    expect([old.code, old.err]).toEqual([2, expect.stringContaining("gpt2-wdist weights")]);
  });
});

describe("the picture of one checkpoint", () => {
  it("draws one picture of all weights, and prints their numbers", async () => {
    const { code, out, err } = await plot("-o", join(temp.path, "all.svg"), "--xlim=-1,1");
    expect(code).toBe(0);
    expect(out).toMatch(/all weights .*12,800/);
    expect(err).toContain("all.svg");
    expect(readdirSync(temp.path)).toContain("all.svg");
    expect(readFileSync(join(temp.path, "all.svg"), "utf8")).toContain("12,800 weights of small-gpt2-pre");
  });
});

describe("what weights says of two checkpoints", () => {
  const models = (pre: readonly number[], post: readonly number[]) =>
    (["pre", "post"] as const).map((side) =>
      temp.write(
        `${side}.safetensors`,
        weightsFile([
          { name: "wFirst", values: [0, 0] },
          { name: "wLong".padEnd(500, "g"), values: side === "pre" ? pre : post },
        ]),
      ),
    );
  const compareTensors = (pre: readonly number[], post: readonly number[], columns = 100) =>
    runCli(["weights", ...models(pre, post), "--bins", "9", "-o", join(temp.path, "x.svg")], { columns });

  it("is first of all what is not finite, in words and numbers, and in the picture", async () => {
    const { out } = await compareTensors([1, 2, 3], [1, Number.NaN, 3]);
    expect(out).toMatch(/^Post holds 1 weight that is NaN or infinite\.\n/);
    expect(out).toMatch(/not finite.*\n.* 0\/1 /);
    const svg = readFileSync(join(temp.path, "x.svg"), "utf8");
    expect(svg).toContain("Left out: 1 weight that is NaN or infinite");
  });

  it("is that nothing changed where the same values are stored in another way", async () => {
    const values = [0.5, -0.25, 1, 2];
    const doubles = new Uint8Array(Float64Array.from(values).buffer);
    const [single, double] = [
      temp.write("f32.safetensors", weightsFile([{ name: "w", values }])),
      temp.write("f64.safetensors", weightsFile([{ name: "w", dtype: "F64", shape: [4], values: doubles }])),
    ];
    const args = ["--tensors", "w", "--bins", "9", "--format", "md"];
    const { out } = await runCli(["weights", single, double, ...args]);
    expect(out).toContain("- No value changed\n");
    expect(out).not.toContain("histogram");
    expect(out).not.toContain("identical,");
  });

  it("has the sign of a change that is small", async () => {
    const { out } = await compareTensors([1, 2, 3], [1, 2, 2.9999]);
    expect(out).toMatch(/standard deviation -0\.0\d+ %/);
  });

  it("is that values changed where they are the same in another order, or differ by less than a bin", async () => {
    const permuted = await compareTensors([1, -2, 3, 4], [4, 3, 1, -2]);
    expect(permuted.out).toMatch(
      /^Other weights outside the blocks changed most: relative L2 1\.\d+; nothing else changed\.\n/,
    );
    expect(permuted.out).toContain(
      "\nThe histogram did not change: values changed places, or by less than a bin.\n",
    );
    const noisy = await compareTensors(
      [1, -2, 3, 4],
      [1, -2, 3, 4].map((x) => x * (1 + 1e-6)),
    );
    expect(noisy.out).toContain("relative L2 9.8e-7; 33 % of the values changed, none changed sign.\n");
  });

  it("is that nothing is paired where no name or shape is common", async () => {
    const one = temp.write("one.safetensors", weightsFile([{ name: "wOne", values: [1, 2] }]));
    const other = temp.write("other.safetensors", weightsFile([{ name: "wOther", values: [1, 2] }]));
    const { out, err } = await runCli([
      "weights",
      one,
      other,
      "--tensors",
      "w*",
      "--bins",
      "9",
      "-o",
      join(temp.path, "x.svg"),
    ]);
    expect(out).toMatch(
      /^No tensor has the same name and shape in both: each group is compared as a whole\.\n/,
    );
    expect(out).toContain("\nThe histogram did not change.\n");
    expect(err).toContain("the two files call no tensor the same: each group is compared as a whole");
  });

  it("names tensors that have another shape in post", async () => {
    const file = (name: string, shape: readonly number[]) =>
      temp.write(
        name,
        weightsFile([
          { name: "w", values: [1, 2] },
          { name: "wShape", values: [1, 2, 3, 4], shape },
        ]),
      );
    const files = [file("a.safetensors", [2, 2]), file("b.safetensors", [4])];
    const { out, err } = await runCli(["weights", ...files, "--tensors", "w*", "--format", "md"]);
    expect(out).toContain("- 1 tensor of the same shape is identical, byte for byte\n");
    expect(out).toContain("- 1 tensor of another shape in post: counted, but not paired\n");
    expect(err).toContain('not paired "wShape": of shape [2, 2] in pre, [4] in post');
  });

  it("shortens long names", async () => {
    const { out } = await runCli(
      [
        "weights",
        ...models([1, 2], [1, 3]),
        "--group-by",
        "tensor",
        "--bins",
        "9",
        "-o",
        join(temp.path, "y.svg"),
      ],
      { columns: 120 },
    );
    expect(out).toMatch(/\nwLongg+\.\.\.g+ /);
    expect(
      Math.max(
        ...out
          .slice(out.indexOf("\n\n"))
          .split("\n")
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(120);
  });

  it("refuses a format that it does not have", async () => {
    const { code, out, err } = await compare("--format", "html");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("there are text, svg");
  });
});
