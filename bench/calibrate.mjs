#!/usr/bin/env node
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { check } from "../dist/index.js";
import { basesOf, FAULTS, STRENGTHS } from "./calibration/faults.mjs";
import { HEALTHY } from "./calibration/healthy.mjs";
import { safetensorsOf } from "./calibration/models.mjs";

/**
 * What check finds in models that are broken in known ways, and what it says of healthy ones, by its default settings.
 * `node bench/calibrate.mjs [--shared FOLDER]`; needs `npm run build`. Prints Markdown: docs/check.md holds it.
 */

const { values } = parseArgs({ options: { shared: { type: "string" } } });
const folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-calibrate-"));

/** "error", "warn" or "-": the gravest finding, and the rules that lead to one. */
async function verdictOn(pre, post, dtype = "F32") {
  const [before, after] = [join(folder, "pre.safetensors"), join(folder, "post.safetensors")];
  writeFileSync(before, safetensorsOf(pre, "F32"));
  writeFileSync(after, safetensorsOf(post, dtype));
  const { findings } = await check(after, before);
  const severities = findings.map(({ severity }) => severity);
  const gravest = severities.includes("error") ? "error" : severities.includes("warn") ? "warn" : "-";
  return { gravest, rules: [...new Set(findings.map(({ rule }) => rule))] };
}

try {
  const bases = await basesOf(values.shared ?? null);
  console.log(await faultsTable(bases));
  console.log(await healthyTable(bases));
} finally {
  rmSync(folder, { recursive: true });
}

/** A row a fault: at each strength how many bases it is found on. */
async function faultsTable(bases) {
  const rows = [];
  let missed = 0;
  for (const fault of FAULTS) {
    const cells = [];
    const rules = new Map();
    for (const [i, strength] of fault.strengths.entries()) {
      const verdicts = [];
      for (const base of bases) verdicts.push(await verdictOn(base.tensors, fault.make(base, strength, i)));
      for (const { rules: own } of verdicts.slice(-bases.length))
        for (const rule of own) rules.set(rule, (rules.get(rule) ?? 0) + 1);
      const count = (gravest) => verdicts.filter((one) => one.gravest === gravest).length;
      if (i === STRENGTHS - 1) missed += bases.length - count("error");
      cells.push(`${strength}: ${count("error")} / ${count("warn")}`);
    }
    const [rule] = [...rules].sort((a, b) => b[1] - a[1])[0] ?? ["-"];
    rows.push(`| ${fault.name} | ${cells.join(" | ")} | \`${rule}\` |`);
  }
  return [
    `Faults, each at ${STRENGTHS} strengths on ${bases.length} models (${bases.map(({ name }) => name).join(", ")}): how many are errors / warnings, and the rule that leads most often.`,
    "",
    `| fault | ${Array.from({ length: STRENGTHS }, (_, i) => (i === STRENGTHS - 1 ? "strongest" : i === 0 ? "weakest" : "")).join(" | ")} | rule |`,
    `| --- |${" --- |".repeat(STRENGTHS + 1)}`,
    ...rows,
    "",
    `Not an error at its strong end: ${missed} of ${FAULTS.length * bases.length}.`,
    "",
  ].join("\n");
}

/** A row a kind of healthy change: how many were made, how many were called wrong. */
async function healthyTable(bases) {
  const rows = [];
  const all = { made: 0, error: 0, warn: 0 };
  for (const { name, variations } of HEALTHY) {
    const row = { made: 0, error: 0, warn: 0 };
    const rules = new Set();
    for await (const { pre, post, dtype } of variations(bases, values.shared ?? null)) {
      const { gravest, rules: own } = await verdictOn(pre, post, dtype);
      row.made++;
      if (gravest !== "-") row[gravest]++;
      for (const rule of own) rules.add(`\`${rule}\``);
    }
    for (const key of Object.keys(all)) all[key] += row[key];
    rows.push(`| ${name} | ${row.made} | ${row.error} | ${row.warn} | ${[...rules].join(", ") || "-"} |`);
  }
  const share = ((100 * all.warn) / all.made).toFixed(1);
  return [
    "Healthy changes: how many of them check calls errors or warnings, which is wrong.",
    "",
    "| change | made | errors | warnings | rules |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    `| **all** | ${all.made} | ${all.error} | ${all.warn} (${share} %) | |`,
    "",
  ].join("\n");
}
