import { expect, it } from "vitest";
import { inOneSpace } from "../../src/analysis/spaces.js";
import { siteNamed } from "../../src/model/sites.js";
import { TOY } from "../support/toyArchitecture.js";

function of(...names: readonly string[]) {
  return names.map((name) => ({ site: siteNamed(TOY.architecture, name) }));
}

it.each([
  ["of the residual stream and of others", ["query_scale", "entry", "key_scale", "exit"], ["entry", "exit"]],
  ["of queries and of keys", ["query_scale", "key_scale", "key_scale"], ["key_scale", "key_scale"]],
  ["as many of each, the first", ["query_scale", "entry"], ["query_scale"]],
  ["none", [], []],
])("of tensors %s those over the same dimensions are taken", (_what, names, expected) => {
  expect(inOneSpace(of(...names)).map(({ site }) => site.name)).toEqual(expected);
});
