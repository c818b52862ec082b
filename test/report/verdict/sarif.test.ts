import { readFileSync } from "node:fs";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../../src/model/verdict.js";
import { verdictsSarif } from "../../../src/report/verdict/sarif.js";
import { uriReference } from "../../../src/report/verdict/uri.js";
import { expectGolden } from "../../support/goldenFile.js";
import {
  finding,
  GREW,
  HOSTILE_PATH,
  MODEL_WIDE,
  modelInfo,
  NON_FINITE,
  RULES,
  SEVERAL,
  TENSORS,
  TOOL,
  UNCHECKED,
  VERDICTS,
  verdict,
  verdictNamed,
} from "./verdicts.js";

const SCHEMA = new URL("../../../fixtures/schemas/sarif-2.1.0-rtm.5.json", import.meta.url);

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
    readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly properties: { readonly kind: string | null; readonly evidence: readonly object[] };
}

interface SarifRule {
  readonly id: string;
  readonly defaultConfiguration: { readonly level: string; readonly enabled?: boolean };
}

/** One pattern of the schema is a regular expression only without the flag u. */
function validator() {
  const ajv = new AjvDraft04.default({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")) as object);
}

const validate = validator();

function runOf(made: Verdict) {
  const log = JSON.parse(verdictsSarif([made], TOOL)) as {
    runs: [{ tool: { driver: { rules: SarifRule[] } }; results: SarifResult[] }];
  };
  return log.runs[0];
}

function uriOf(made: Verdict): string | undefined {
  return runOf(made).results[0]?.locations[0]?.physicalLocation.artifactLocation.uri;
}

describe("the SARIF of a verdict", () => {
  it.each(Object.entries(VERDICTS))("of %s is valid by the published schema", (_, made) => {
    expect(validate(JSON.parse(verdictsSarif([made], TOOL))), JSON.stringify(validate.errors)).toBe(true);
  });

  it("would be refused by the schema with a location that is no URI, or a result without a message", () => {
    const text = verdictsSarif([verdictNamed("one error")], TOOL);
    expect(validate(JSON.parse(text.replace("runs/post/model.safetensors", "a b<c>")))).toBe(false);
    expect(validate(JSON.parse(text.replace('"message"', '"massage"')))).toBe(false);
  });

  it("is as it was approved", () => {
    expectGolden("verdict/mixed.sarif", verdictsSarif([verdictNamed("mixed")], TOOL));
  });

  it("has all rules with their default levels, and results that point at them", () => {
    const [first, ...rules] = verdictNamed("mixed").rules;
    const made = verdict([NON_FINITE, finding()], {
      rules: [{ ...(first as NonNullable<typeof first>), defaultLevel: "off" }, ...rules],
    });
    const { tool, results } = runOf(made);
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(made.rules.map(({ name }) => name));
    expect(tool.driver.rules[0]?.defaultConfiguration).toEqual({ enabled: false, level: "warning" });
    expect(tool.driver.rules[1]?.defaultConfiguration).toEqual({ level: "error" });
    expect(tool.driver.rules[5]?.defaultConfiguration).toEqual({ level: "warning" });
    expect(results.map(({ ruleIndex }) => tool.driver.rules[ruleIndex]?.id)).toEqual(
      results.map(({ ruleId }) => ruleId),
    );
    expect(results.map(({ level }) => level)).toEqual(["error", "warning"]);
  });

  it("holds a cause as one result, with all its evidence", () => {
    const { results } = runOf(verdict([MODEL_WIDE, GREW]));
    expect(results.map(({ level, message }) => `${level} ${message.text.split(": ")[0]}`)).toEqual([
      "error The model as a whole",
      "warning ln_2 of blocks 6-7 grew by 13.6 to 14.9 %",
    ]);
    expect(results[1]?.properties.kind).toBe("moved");
    expect(results[1]?.properties.evidence).toMatchObject(GREW.evidence);
  });

  it("places a result in line 1 of the file and, but for the model as a whole, in the tensors", () => {
    const { results } = runOf(verdict([NON_FINITE, MODEL_WIDE, GREW]));
    const physicalLocation = {
      artifactLocation: { uri: "runs/post/model.safetensors" },
      region: { startLine: 1 },
    };
    expect(results.map(({ locations }) => locations)).toEqual([
      [{ physicalLocation, logicalLocations: [{ fullyQualifiedName: "h.0.ln_1.weight" }] }],
      [{ physicalLocation }],
      [
        {
          physicalLocation,
          logicalLocations: [6, 7].map((block) => ({ fullyQualifiedName: `h.${block}.ln_2.weight` })),
        },
      ],
    ]);
  });

  it("names the file that was read, not the directory that was typed", () => {
    const sharded = modelInfo("runs/big", [
      "runs/big/model.safetensors.index.json",
      "runs/big/model-1.safetensors",
    ]);
    expect(uriOf(verdict([NON_FINITE], { model: sharded }))).toBe("runs/big/model.safetensors.index.json");
    expect(uriOf(verdict([NON_FINITE], { model: modelInfo("runs/big", []) }))).toBe("runs/big");
  });

  it("is the same, byte for byte, each time", () => {
    const texts = [1, 2].map(() => verdictsSarif([verdictNamed("mixed")], TOOL));
    expect(texts[0]).toBe(texts[1]);
  });
});

describe("the SARIF of several verdicts", () => {
  it("is valid by the published schema, of whatever verdicts", () => {
    for (const verdicts of [SEVERAL, Object.values(VERDICTS)]) {
      const log = JSON.parse(verdictsSarif(verdicts, TOOL)) as unknown;
      expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it("is one run, with every rule once and each result in its own file", () => {
    const switchedOff = verdict([], { rules: RULES.slice(1) });
    const log = JSON.parse(verdictsSarif([switchedOff, ...SEVERAL], TOOL)) as {
      runs: [{ tool: { driver: { rules: SarifRule[] } }; results: SarifResult[] }];
    };
    expect(log.runs.length).toBe(1);
    const [{ tool, results }] = log.runs;
    const names = tool.driver.rules.map(({ id }) => id);
    expect(names.toSorted()).toEqual(RULES.map(({ name }) => name).toSorted());
    expect(results.map(({ ruleIndex }) => names[ruleIndex])).toEqual(results.map(({ ruleId }) => ruleId));
    expect(
      results.map(({ ruleId, locations }) => [ruleId, locations[0]?.physicalLocation.artifactLocation.uri]),
    ).toEqual([
      ["non-finite", "runs/post/model.safetensors"],
      ["shape-changed", "runs/post/model.safetensors"],
      ["median-shift", "runs/post/model.safetensors"],
      ["outlier-fraction", "elsewhere/checkpoint-100/model.safetensors"],
    ]);
  });

  it("says which could not be checked, by the published schema", () => {
    const log = JSON.parse(verdictsSarif(SEVERAL, TOOL, UNCHECKED)) as { runs: [{ invocations: unknown }] };
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    expect(log.runs[0].invocations).toMatchObject([
      { executionSuccessful: false, toolExecutionNotifications: [{ level: "error" }, { level: "error" }] },
    ]);
  });

  it("has the results that each would have alone, so that an alert stays the same in whichever company", () => {
    const [, failed] = SEVERAL;
    const alone = runOf(failed as NonNullable<typeof failed>).results;
    const log = JSON.parse(verdictsSarif(SEVERAL, TOOL)) as { runs: [{ results: SarifResult[] }] };
    expect(log.runs[0].results.slice(0, alone.length)).toEqual(alone);
  });
});

describe("the fingerprints of a result", () => {
  const fingerprints = (made: Verdict) => runOf(made).results.map((result) => result.partialFingerprints);

  it("stay the same whatever was measured, and wherever the file lies", () => {
    const now = fingerprints(verdict([finding()]));
    const later = verdict(
      [finding({ value: 9, threshold: 0.2, severity: "error", dims: [1], detail: "x" })],
      {
        model: modelInfo("/elsewhere/model.safetensors"),
        rules: verdictNamed("mixed").rules.toReversed(),
      },
    );
    expect(fingerprints(later)).toEqual(now);
    expect(now).toEqual([
      {
        primaryLocationLineHash: "eaf6dace675c49ac:1",
        "wdist/v2": "eaf6dace675c49ac0dc2e5c035c86763b571d3e698e73dd3ce7c65b239a227b7:1",
      },
    ]);
  });

  it("differ by the rule, by the norm, and by their turn", () => {
    const everywhere = [...TENSORS, null].flatMap((tensor) => [
      finding({ tensor }),
      finding({ tensor, rule: "outlier-fraction" }),
      { ...GREW, tensors: tensor === null ? [] : [tensor] },
    ]);
    for (const kind of ["wdist/v2", "primaryLocationLineHash"]) {
      const all = fingerprints(verdict(everywhere)).map((prints) => prints[kind]);
      expect(new Set(all).size).toBe(everywhere.length);
    }
  });
});

describe("uriReference", () => {
  it.each<[path: string, separator: "/" | "\\", uri: string]>([
    ["runs/a/model.safetensors", "/", "runs/a/model.safetensors"],
    ["./a//b/./c", "/", "a/b/c"],
    ["../a", "/", "../a"],
    [".", "/", "."],
    ["/srv/models/a", "/", "/srv/models/a"],
    ["//evil.example/a", "/", "/evil.example/a"],
    ["file:///etc/passwd", "/", "file%3A/etc/passwd"],
    ["javascript:alert(1)", "/", "javascript%3Aalert(1)"],
    ["a b%0A?#\n.st", "/", "a%20b%250A%3F%23%0A.st"],
    ["模型.st", "/", "%E6%A8%A1%E5%9E%8B.st"],
    ["a\\b", "/", "a%5Cb"],
    ["a\\b/c", "\\", "a/b/c"],
    ["C:\\models\\a", "\\", "/C%3A/models/a"],
    ["C:/models", "/", "C%3A/models"],
    ["\\\\host\\share", "\\", "/host/share"],
  ])("of %j is a URI without a scheme or a host (separator %s)", (path, separator, uri) => {
    expect(uriReference(path, separator)).toBe(uri);
    expect(new URL(uri, "wdist://base/").host).toBe("base");
  });

  it("gives a hostile path back when decoded, but for what is no Unicode", () => {
    expect(decodeURIComponent(uriReference(HOSTILE_PATH, "/"))).toBe(
      HOSTILE_PATH.replace("\ud800", "\ufffd"),
    );
  });
});
