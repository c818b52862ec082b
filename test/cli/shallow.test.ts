import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/fakeIo.js";
import { OF_ANY_PAIR } from "../support/figureSubjects.js";
import { layerNormNames, safetensorsBytes } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";

const temp = useTempDir();
const WIDTH = 16;

/** A model of as many blocks, whose gains differ from dimension to dimension. */
function modelOf(name: string, blocks: number, shift: number): string {
  const tensors = layerNormNames({ blocks }).map((tensor, i) => ({
    name: tensor,
    values: Array.from({ length: WIDTH }, (_, dim) => 1 + Math.sin(i + dim * 1.7) / 8 + shift * dim),
  }));
  return temp.write(`${name}.safetensors`, safetensorsBytes(tensors));
}

describe.each([1, 2, 5])("a model of %i blocks", (blocks) => {
  it("goes through every command, every figure and every report without a flag", async () => {
    const [pre, post] = [modelOf("pre", blocks, 0), modelOf("post", blocks, 0.01)];
    const out = (name: string) => join(temp.path, name);
    const figures = ["--figure", "all", "-o", out("{figure}.svg")];
    const files = ["c.csv", "c.json", "c.md", "c.html", "report.pdf"].flatMap((name) => ["-o", out(name)]);
    for (const args of [
      ["compare", pre, post, "-q", ...figures, ...files],
      ["check", pre, "--baseline", pre, "--rule", "frozen=off", "-q"],
      ["stats", pre, post, "-o", out("s.json")],
      ["plot", pre, post, "-q", "-o", out("plot-{model}.svg")],
      ["weights", pre, post, "-q", "-o", out("w.svg")],
      ["inspect", pre, post],
      ["extract", pre, "-q", "-o", out("ln.safetensors")],
    ]) {
      const { code, err } = await runCli(args);
      expect([args[0], code, err.replace(/^wrote .*\n$/, "")]).toEqual([args[0], 0, ""]);
    }
    const { tensors } = JSON.parse(readFileSync(out("c.json"), "utf8")) as { tensors: unknown[] };
    expect(tensors).toHaveLength(2 * blocks + 1);
    const written = readdirSync(temp.path);
    for (const name of OF_ANY_PAIR) expect(written).toContain(`${name}.svg`);
    expect(written).toEqual(expect.arrayContaining(["plot-pre.svg", "plot-post.svg"]));
  });
});
