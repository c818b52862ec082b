import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import type { Verdict } from "../../../src/model/verdict.js";
import { verdictsJunit } from "../../../src/report/verdict/junit.js";
import { expectGolden } from "../../support/goldenFile.js";
import {
  finding,
  GREW,
  MODEL_WIDE,
  NON_FINITE,
  RULES,
  SEVERAL,
  TOOL,
  UNCHECKED,
  VERDICTS,
  verdict,
  verdictNamed,
} from "./verdicts.js";

const SCHEMA = readFileSync(new URL("../../../fixtures/schemas/jenkins-junit.xsd", import.meta.url), "utf8");

async function schemaErrors(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: "report.xml", contents: xml }],
    schema: [SCHEMA],
  });
  return errors.map(({ message }) => message);
}

function junit(made: Verdict): string {
  return verdictsJunit([made], TOOL);
}

function count(text: string, part: RegExp): number {
  return text.match(part)?.length ?? 0;
}

describe("the JUnit XML of a verdict", () => {
  it.each(Object.entries(VERDICTS))(
    "of %s is well-formed, and valid by the schema of Jenkins",
    async (_, made) => {
      expect(await schemaErrors(junit(made))).toEqual([]);
    },
  );

  it("would be refused by the schema with an attribute that it does not know, or a raw <", async () => {
    const xml = junit(verdictNamed("one error"));
    expect((await schemaErrors(xml.replace('type="', 'kind="'))).length).toBeGreaterThan(0);
    expect((await schemaErrors(xml.replace("&lt;", "<"))).length).toBe(0);
    expect((await schemaErrors(junit(verdictNamed("hostile")).replace("&lt;", "<"))).length).toBeGreaterThan(
      0,
    );
  });

  it("is as it was approved", () => {
    expectGolden("verdict/mixed.xml", junit(verdictNamed("mixed")));
  });

  it("has a case for every rule that found nothing", () => {
    const xml = junit(verdictNamed("clean"));
    expect(count(xml, /<testsuite /g)).toBe(1);
    expect(count(xml, /<testcase [^>]*\/>/g)).toBe(RULES.length);
    expect(xml).toContain(`<testsuites name="gpt2-wdist" tests="${RULES.length}" failures="0"`);
  });

  it("has a case for every cause, of the model and of tensors that are not there, too", () => {
    const missing = finding({ rule: "norm-lost", value: null, tensor: "ln_f.bias", severity: "error" });
    const xml = junit(verdict([missing, MODEL_WIDE, GREW]));
    expect(xml).toContain('<testcase classname="post.norm-lost" name="ln_f bias" time="0">');
    expect(xml).toContain('<testcase classname="post.shape-changed" name="model" time="0">');
    expect(xml).toContain(
      '<failure type="error" message="The model as a whole: another width, another number of blocks">shape-changed: model: another width (768 instead of 1024)',
    );
    expect(xml).toContain(
      '<testcase classname="post.median-shift" name="moved: ln_2 of blocks 6-7" time="0">',
    );
    // Three causes; non-finite and outlier-fraction found nothing, and relative-change only speaks for a cause.
    expect(xml).toContain('<testsuites name="gpt2-wdist" tests="5" failures="2"');
  });

  it("has warnings as output of cases that pass, and as failures when strict", () => {
    const lenient = junit(verdictNamed("many warnings"));
    expect(count(lenient, /<failure/g)).toBe(0);
    expect(count(lenient, /<system-out>warning: Gains of blocks/g)).toBe(1);
    const strict = junit(verdictNamed("many warnings, strict"));
    expect(count(strict, /<failure type="warn" message="Gains of blocks/g)).toBe(1);
    expect(count(strict, /<system-out>/g)).toBe(0);
    expect(strict).toContain('<testsuite name="post" tests="6" failures="1"');
  });

  it("has all evidence, tensor by tensor, and the next step in a failure", () => {
    expect(junit(verdict([NON_FINITE]))).toContain(
      ">non-finite: h.0.ln_1.weight: NaN or infinite values (dims 3, 7, 12, 40, 41 and 2 more)\nNext: gpt2-wdist check --explain non-finite</failure>",
    );
    expect(
      count(junit(verdictNamed("many warnings, strict")), /^median-shift: h\.|>median-shift: h\./gm),
    ).toBe(13);
  });

  it("makes hostile text inert, and leaves out what XML 1.0 cannot hold", () => {
    const xml = junit(verdictNamed("hostile"));
    expect(xml).not.toMatch(/<script/);
    expect(xml).toContain(
      "&lt;script&gt;alert('x')&lt;/script&gt;&amp;amp;&quot;q&quot;/%0A::error::owned\\u{a}",
    );
    expect(xml).toContain("ünïcödé 模型 \\u{d800}\\u{ffff}.safetensors");
    expect(xml.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });

  it("holds no time but 0", () => {
    const xml = junit(verdictNamed("mixed"));
    expect(new Set(xml.match(/ time="[^"]*"/g))).toEqual(new Set([' time="0"']));
    expect(xml).not.toMatch(/timestamp|hostname/);
  });
});

describe("the JUnit XML of several verdicts", () => {
  it("is well-formed, and valid by the schema of Jenkins, of whatever verdicts", async () => {
    for (const verdicts of [SEVERAL, Object.values(VERDICTS)]) {
      expect(await schemaErrors(verdictsJunit(verdicts, TOOL))).toEqual([]);
    }
  });

  it("has a suite with an error for each that could not be checked", async () => {
    const xml = verdictsJunit(SEVERAL, TOOL, UNCHECKED);
    expect(await schemaErrors(xml)).toEqual([]);
    expect(xml).toContain('<testsuite name="runs/gone" tests="1" failures="0" errors="1"');
    expect(xml).toContain(
      '<error type="NOT_FOUND" message="there is no such file or directory">check the path</error>',
    );
    expect(xml).toContain('tests="17" failures="2" errors="2"');
  });

  it("is a suite a checkpoint, with the counts of each and of all", () => {
    const xml = verdictsJunit(SEVERAL, TOOL);
    expect(
      [...xml.matchAll(/<testsuite name="([^"]*)" tests="(\d+)" failures="(\d+)"/g)].map(([, ...all]) => all),
    ).toEqual([
      ["runs/checkpoint-100/model.safetensors", "6", "0"],
      ["post", "6", "2"],
      ["elsewhere/checkpoint-100/model.safetensors", "3", "0"],
    ]);
    expect(xml).toContain('<testsuites name="gpt2-wdist" tests="15" failures="2"');
    expect(count(xml, /<property name="model"/g)).toBe(3);
    expect(count(xml, /<property name="baseline"/g)).toBe(2);
  });

  it("calls no two cases of different checkpoints the same, since CI systems would take them for one", () => {
    const cases = [...verdictsJunit(SEVERAL, TOOL).matchAll(/classname="([^"]*)" name="([^"]*)"/g)];
    const called = cases.map(([, className, name]) => `${className} ${name}`);
    expect(called.length).toBe(15);
    expect(new Set(called).size).toBe(15);
    expect(called).toContain("post.non-finite h0 ln_1");
  });

  it("makes hostile names inert", () => {
    const xml = verdictsJunit([verdictNamed("hostile"), verdictNamed("mixed")], TOOL);
    expect(xml).not.toMatch(/<script/);
    expect(xml.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});
