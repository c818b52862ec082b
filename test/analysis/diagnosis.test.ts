import { beforeAll, describe, expect, it, vi } from "vitest";
import { check } from "../../src/index.js";
import type { Verdict } from "../../src/model/verdict.js";
import { comparisonJson } from "../../src/report/json/comparison.js";
import { headline } from "../../src/words/findings/headline.js";
import { findingLine } from "../../src/words/verdict.js";
import { SMALL_PRE } from "../support/comparisons.js";
import { type KnownPair, knownPairs, type Tensors } from "../support/knownPairs.js";
import { compareMade, tensorsOf } from "../support/madeModels.js";
import { expectValid, validatorOf } from "../support/schemas.js";
import { REAL_IS_ABSENT, REAL_PRE, WHERE_REAL } from "../support/sharedData.js";
import { useTempDir } from "../support/tempDir.js";
import { fileOf } from "../support/tensorFiles.js";

/** Models to which something known was done: what is said of them is true, of this model and of its opposite. */

const folder = useTempDir();

/** Thirty pairs of full width, on a busy machine. */
vi.setConfig({ testTimeout: 180_000 });

/** What is one change is one finding; a few others may be true of it, too. */
const MOST_FINDINGS = 8;

async function checked({ pre, post, dtype }: KnownPair): Promise<Verdict> {
  const before = folder.write("pre.safetensors", fileOf(pre, "F32"));
  const after = folder.write("post.safetensors", fileOf(post, dtype));
  return check(after, before);
}

/** What makes a sentence ungrammatical: doubled signs, a count that its noun does not follow, a number without digits. */
const UNGRAMMATICAL = [
  /\b1 (gains|values|dims|more findings|other dims)\b/,
  /,,|\.\.|\s{2}|\s[.,;]/,
  /undefined|NaN %|null/,
  /\b0\.0 ?%/,
];

function describeKnown(read: () => Promise<Tensors>, seeds: readonly number[]): void {
  let base: Tensors;
  beforeAll(async () => {
    base = await read();
  });
  it.each(seeds)("is described rightly, and as the schema says, with seed %d", async (seed) => {
    const wrong: string[] = [];
    const validate = validatorOf("comparison");
    for (const pair of knownPairs(base, seed)) {
      const comparison = await compareMade(folder, pair);
      const sentences = headline(comparison);
      expectValid(validate, comparisonJson(comparison, { name: "gpt2-wdist", version: "1.2.3" }));
      const fault = (what: string) =>
        wrong.push(`${pair.name} (${pair.truth}): ${what} in\n${sentences.join("\n")}`);
      for (const said of pair.says) if (!sentences.some((line) => said.test(line))) fault(`no ${said}`);
      for (const said of pair.notSays) if (sentences.some((line) => said.test(line))) fault(`${said}`);
      for (const bad of UNGRAMMATICAL) if (sentences.some((line) => bad.test(line))) fault(`${bad}`);
      if (sentences.length === 0 || sentences.length > 6) fault(`${sentences.length} lines`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(seeds)("is judged rightly by a check, in few findings, with seed %d", async (seed) => {
    const wrong: string[] = [];
    for (const pair of knownPairs(base, seed)) {
      const verdict = await checked(pair);
      const exitCode = verdict.failed ? 1 : 0;
      if (pair.check !== null && exitCode !== pair.check) wrong.push(`${pair.name}: ${exitCode}`);
      if (verdict.findings.length > MOST_FINDINGS)
        wrong.push(`${pair.name}: ${verdict.findings.length} findings`);
      for (const finding of verdict.findings) {
        const line = findingLine(finding, verdict);
        for (const bad of UNGRAMMATICAL) if (bad.test(line)) wrong.push(`${pair.name}: ${bad} in ${line}`);
        if (/\b(pre|post)\b/.test(line)) wrong.push(`${pair.name}: pre or post in ${line}`);
      }
    }
    expect(wrong).toEqual([]);
  });
}

describe("a change that is known, to the shipped model", () => {
  describeKnown(() => tensorsOf(SMALL_PRE), [1, 2]);
});

describe.skipIf(REAL_IS_ABSENT)(`a change that is known, ${WHERE_REAL}`, () => {
  describeKnown(() => tensorsOf(REAL_PRE), [3]);
});
