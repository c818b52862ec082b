import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare, figure } from "../../src/index.js";
import { renderSvg } from "../../src/render/svg.js";
import { fixture, madeUp } from "../support/comparisons.js";
import { manyBlocks } from "../support/drawable.js";
import { withRows } from "../support/effectiveRows.js";
import { runCli } from "../support/fakeIo.js";
import { useTempDir } from "../support/tempDir.js";

const PRE = fixture("whole-gpt2-pre.safetensors");
const POST = fixture("whole-gpt2-post.safetensors");
const temp = useTempDir();

/** What it says, a line a text. */
function words(svg: string): string {
  return svg
    .replace(/<\/tspan>/g, " ")
    .replace(/<[^>]*>/g, "\n")
    .replace(/ \n\s*/g, " ");
}

describe("the figure of effective gains", () => {
  it("tells what the next matrices did, names curves and norms, and gives the final norm in words", async () => {
    const comparison = await compare(PRE, POST, { effective: true, blocks: "all" });
    const said = words(await renderSvg(figure(comparison, "effective")));
    expect(said).toContain("The change of ln_1 of blocks 3–7 is undone by the next matrix");
    expect(said).toContain("ln_2 of blocks 3–7 is amplified");
    expect(said).toContain("ln_f: gain +1.9 %, row 0 %, both +1.9 %.");
    expect(said).toContain("Grey: blocks 0–2, gains and rows identical.");
    for (const name of ["effective gain", "matrix row", "gain", "ln_1: medians", "ln_2: medians", "a trade"])
      expect(said).toContain(`\n${name}\n`);
  });

  it("says in its title what grew most where no matrix undid or amplified anything", async () => {
    const gains = [1, 1.2, 0.8, 1.1, 0.9, 1.3];
    const pair = madeUp([{ pre: gains, post: gains.map((gain) => gain * 1.1), block: 2, norm: "ln_2" }]);
    const said = words(await renderSvg(figure(withRows(pair), "effective")));
    expect(said).toContain("The effective gain of h2 ln_2 grew by 15.4 %; its gain grew by 10 %");
    expect(said).not.toContain("ln_1");
  });

  it("of a model of which no matrix was read says so, and draws nothing else", async () => {
    const said = words(await renderSvg(figure(manyBlocks(3), "effective")));
    expect(said).toContain("No effective gains of these norms");
    expect(said).toContain("--effective");
    expect(said).not.toContain("medians");
  });

  it("draws one dot where many dimensions have the same pixel: 48 blocks of 1600 stay a small file", async () => {
    const wide = madeUp(
      Array.from({ length: 96 }, (_, i) => {
        const pre = Array.from({ length: 1600 }, (_, dim) => 1 + Math.sin(dim + i) / 4);
        const post = pre.map((gain, dim) => gain * (1.02 + Math.sin(dim * 7 + i) / 100));
        return { pre, post, block: i >> 1, norm: i % 2 === 0 ? "ln_1" : "ln_2" };
      }),
    );
    const svg = await renderSvg(figure(withRows(wide), "effective"));
    expect(svg.length).toBeLessThan(1_000_000);
  });

  it("is drawn where it is named, and among all figures where effective gains were asked for", async () => {
    const named = await runCli(["compare", PRE, POST, "--figure", "effective", "-o", `${temp.path}/one.svg`]);
    expect(named.code).toBe(0);
    expect(readFileSync(`${temp.path}/one.svg`, "utf8")).toContain("ln_1: medians");
    const all = await runCli(["compare", PRE, POST, "--figure", "all", "-o", `${temp.path}/{figure}.svg`]);
    expect([all.code, existsSync(`${temp.path}/effective.svg`)]).toEqual([0, false]);
    const more = ["--figure", "all", "--effective", "-o", `${temp.path}/{figure}.svg`];
    expect((await runCli(["compare", PRE, POST, ...more])).code).toBe(0);
    expect(existsSync(`${temp.path}/effective.svg`)).toBe(true);
  });

  it("of extracts is refused in a line", async () => {
    const [pre, post] = [fixture("small-gpt2-pre.safetensors"), fixture("small-gpt2-post.safetensors")];
    const { code, err } = await runCli([
      "compare",
      pre,
      post,
      "--figure",
      "effective",
      "-o",
      `${temp.path}/x.svg`,
    ]);
    expect([code, err.split("\n").length]).toEqual([2, 3]);
    expect(err).toContain("has no h.0.attn.c_attn.weight, the matrix behind");
  });
});
