import { describe, expect, it } from "vitest";
import { GPT2 } from "../../src/family/gpt2/gpt2.js";
import { openModel } from "../../src/family/index.js";
import { expectedNames, placesIn } from "../../src/family/places.js";
import type { Architecture, NormSite } from "../../src/model/architecture.js";
import { siteNamed } from "../../src/model/sites.js";
import { readerOf } from "../support/tensorReader.js";
import { TOY } from "../support/toyArchitecture.js";

function namesOf(architecture: Architecture, blocks: readonly number[]): string[] {
  return placesIn(architecture, blocks).map(({ site, block }) =>
    block === null ? site.name : `${block} ${site.name}`,
  );
}

describe("the places of norms", () => {
  it("come in the order of the forward pass, block after block", () => {
    expect(namesOf(GPT2.architecture, [0, 7])).toEqual(["0 ln_1", "0 ln_2", "7 ln_1", "7 ln_2", "ln_f"]);
  });

  it("before the blocks come before them", () => {
    const names = namesOf(TOY.architecture, [0, 1]);
    expect([names[0], names.at(-1)]).toEqual(["entry", "exit"]);
    expect(names.slice(1, 5)).toEqual(["0 query_scale", "0 key_scale", "0 after_mixer", "0 after_expand"]);
    expect(names).toHaveLength(10);
  });

  it("of two stacks come one stack after the other", () => {
    const like = (name: string, changes: Partial<NormSite>): NormSite => ({
      ...siteNamed(GPT2.architecture, "ln_1"),
      name,
      ...changes,
    });
    const sites = [
      like("encoder.norm", { stack: "encoder" }),
      like("encoder.last", { stack: "encoder", scope: "model" }),
      like("decoder.norm", { stack: "decoder" }),
      like("decoder.cross", { stack: "decoder" }),
    ];
    const architecture = { name: "two", title: "Two", sites };
    expect(namesOf(architecture, [0, 1])).toEqual([
      "0 encoder.norm",
      "1 encoder.norm",
      "encoder.last",
      "0 decoder.norm",
      "0 decoder.cross",
      "1 decoder.norm",
      "1 decoder.cross",
    ]);
    expect(
      namesOf({ ...architecture, sites: sites.filter(({ scope }) => scope === "block") }, [0, 1]),
    ).toEqual([
      "0 encoder.norm",
      "1 encoder.norm",
      "0 decoder.norm",
      "0 decoder.cross",
      "1 decoder.norm",
      "1 decoder.cross",
    ]);
  });
});

describe("the norms of a whole model", () => {
  it("have biases where one of them has, and the architecture does", async () => {
    const of = async (...names: readonly string[]) =>
      expectedNames(await openModel(readerOf(names), [GPT2, TOY]));
    expect(await of("h.0.ln_1.weight")).toEqual(["h.0.ln_1.weight", "h.0.ln_2.weight", "ln_f.weight"]);
    expect(await of("h.0.ln_1.bias")).toHaveLength(6);
    expect(await of("stages.0.after_mixer.bias")).toHaveLength(6);
  });
});
