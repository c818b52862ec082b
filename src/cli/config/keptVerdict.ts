import type { KnownEvidence } from "../../analysis/check/known.js";
import { WdistError } from "../../errors.js";
import { VERDICT_SCHEMA, VERDICTS_SCHEMA } from "../../report/json/verdicts.js";
import { readSmallFile } from "../../source/smallFile.js";

/** A verdict that was kept: `check -o verdict.json`, or the JSON Lines of it. */

/** Every rule on every tensor of a hundred checkpoints needs less. */
const MAX_BYTES = 1 << 26;

export interface KeptVerdict {
  /** What is known of a checkpoint; nothing where the verdict is about others. */
  knownOf(path: string): readonly KnownEvidence[];
}

/**
 * Reads one. A verdict on a single checkpoint is taken for the one that is checked now, wherever that lies: each run has a
 * folder of its own.
 * @throws WdistError NOT_FOUND, USAGE
 */
export function readKeptVerdict(path: string): KeptVerdict {
  const verdicts = verdictsIn(path, textOf(path)).map((verdict) => readVerdict(path, verdict));
  return {
    knownOf: (asked) => {
      const own = verdicts.filter((verdict) => verdict.path === asked);
      return (own.length === 0 && verdicts.length === 1 ? verdicts : own).flatMap(({ known }) => known);
    },
  };
}

function textOf(path: string): string {
  const read = readIfThere(path);
  if (read === null) {
    const what = "the kept verdict cannot be read";
    throw new WdistError("NOT_FOUND", { where: path, what, fix: "check --changed-since" });
  }
  if (!Buffer.isBuffer(read)) throw notOne(path);
  return read.toString("utf8");
}

function readIfThere(path: string): ReturnType<typeof readSmallFile> | null {
  try {
    return readSmallFile(path, MAX_BYTES);
  } catch {
    return null;
  }
}

function verdictsIn(path: string, text: string): unknown[] {
  const roots = parsed(text) ?? text.trim().split("\n").map(parsed);
  const all: unknown[] = Array.isArray(roots) ? roots : [roots];
  return all.flatMap((root): unknown[] => {
    const { schema, verdicts } = fieldsOf(path, root);
    if (schema === VERDICT_SCHEMA) return [root];
    if (schema === VERDICTS_SCHEMA && Array.isArray(verdicts)) return verdicts;
    throw notOne(path);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readVerdict(path: string, verdict: unknown): { path: string; known: readonly KnownEvidence[] } {
  const { model, findings } = fieldsOf(path, verdict);
  const { path: modelPath } = fieldsOf(path, model);
  if (typeof modelPath !== "string" || !Array.isArray(findings)) throw notOne(path);
  const evidence = findings.flatMap((finding: unknown): unknown[] => {
    const { evidence: own } = fieldsOf(path, finding);
    if (!Array.isArray(own)) throw notOne(path);
    return own;
  });
  return { path: modelPath, known: evidence.map((one) => readEvidence(path, one)) };
}

function readEvidence(path: string, value: unknown): KnownEvidence {
  const { rule, tensor, measure, severity, value: measured, dims } = fieldsOf(path, value);
  if (typeof rule !== "string" || typeof measure !== "string" || !Array.isArray(dims)) throw notOne(path);
  if (severity !== "warn" && severity !== "error") throw notOne(path);
  return {
    rule,
    measure,
    severity,
    tensor: typeof tensor === "string" ? tensor : null,
    value: typeof measured === "number" ? measured : null,
    dims: dims.filter((dim): dim is number => typeof dim === "number"),
  };
}

function fieldsOf(path: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw notOne(path);
  return value as Readonly<Record<string, unknown>>;
}

function notOne(path: string): WdistError {
  return new WdistError("USAGE", {
    where: path,
    what: "is not a verdict that this version wrote",
    fix: "keep one with gpt2-wdist check ... -o verdict.json",
  });
}
