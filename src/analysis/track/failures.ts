import type { TensorId } from "../../model/architecture.js";
import type { FindingKind } from "../../model/findings.js";
import type { GptModel } from "../../model/norms.js";
import type { RunFinding } from "../../model/run.js";
import type { CheckFinding, Verdict } from "../../model/verdict.js";
import { checkModel } from "../check/check.js";
import { RULES } from "../check/rules/index.js";
import type { RulePatch } from "../check/settings.js";
import { diagnose } from "../diagnosis/index.js";
import { readSubject } from "../diagnosis/whole.js";
import { NeighbourWatch } from "./neighbours.js";

/** What a training is stopped for: kinds of change between checkpoints, and rules of `check`. */

/** Whatever training does not do. */
export const ANY_BREAK = "broken";

const KINDS = [
  "not-finite",
  "missing",
  "reset",
  "constant",
  "exchanged",
  "permuted",
  "sign",
  "unrelated",
  "offset",
  "scaled",
  "rounded",
  "few-dims",
  "identical",
] as const satisfies readonly FindingKind[];

/** Kinds of change that may be named as causes. */
export const CHANGES: readonly string[] = [ANY_BREAK, "jump", ...KINDS];
export const CAUSES: readonly string[] = [...CHANGES, ...RULES.map(({ name }) => name)];

/** Why a training should be stopped, and at which step that was found. */
export type Failure = { readonly cause: string; readonly step: number } & (
  | { readonly kind: "change"; readonly found: RunFinding; readonly judged: readonly TensorId[] }
  | { readonly kind: "rule"; readonly found: CheckFinding; readonly verdict: Verdict }
);

const TOP_MOVED = 0;

/** Holds each checkpoint of a run that goes on against the one before it, and against rules. */
export class FailureWatch {
  readonly #causes: readonly string[];
  readonly #baseline: GptModel | null;
  #neighbours = new NeighbourWatch();
  #before: { readonly step: number; readonly model: GptModel } | null = null;

  /** `baseline`: what rules hold a checkpoint against; null for the checkpoint before it. */
  constructor(causes: readonly string[], baseline: GptModel | null) {
    this.#causes = causes;
    this.#baseline = baseline;
  }

  /** Was no checkpoint added yet? */
  get isNew(): boolean {
    return this.#before === null;
  }

  /** The next checkpoint; a training that went back begins anew. The first cause that is met, or null. */
  async add(step: number, model: GptModel): Promise<Failure | null> {
    if (this.#before !== null && step <= this.#before.step) {
      this.#before = null;
      this.#neighbours = new NeighbourWatch();
    }
    const before = this.#before;
    this.#before = { step, model };
    const changed = before === null ? null : await this.#changed(before, { step, model });
    return changed ?? (await this.#ruled(step, model, before?.model ?? null));
  }

  async #changed(
    before: { readonly step: number; readonly model: GptModel },
    { step, model }: { readonly step: number; readonly model: GptModel },
  ): Promise<Failure | null> {
    const subject = await readSubject(before.model, model, TOP_MOVED);
    this.#neighbours.add(before.step, step, subject);
    const between: RunFinding[] = diagnose(subject).map((finding) => ({
      from: before.step,
      to: step,
      finding,
    }));
    // A jump is known only once there are changes to either side of it.
    const jumps = this.#neighbours.findings().filter(({ finding }) => finding.kind === "jump");
    for (const found of [...between, ...jumps]) {
      const { kind, weight } = found.finding;
      const cause = [kind, ...(weight === "broken" ? [ANY_BREAK] : [])].find((name) =>
        this.#causes.includes(name),
      );
      if (cause !== undefined)
        return { cause, step: found.to, kind: "change", found, judged: subject.pairs.map(({ id }) => id) };
    }
    return null;
  }

  async #ruled(step: number, model: GptModel, before: GptModel | null): Promise<Failure | null> {
    const asked = RULES.filter(({ name }) => this.#causes.includes(name));
    if (asked.length === 0) return null;
    const patches = RULES.map(
      ({ name }): RulePatch => ({
        rule: name,
        level: this.#causes.includes(name) ? "error" : "off",
        options: {},
        tensors: null,
      }),
    );
    const verdict = await checkModel(model, this.#baseline ?? before, { patches, strict: false });
    const found = verdict.findings.find(({ severity, rule }) => severity === "error" || isFact(rule));
    return found === undefined ? null : { cause: found.rule, step, kind: "rule", found, verdict };
  }
}

/** What is wrong whatever the thresholds is wrong enough for who asked. */
function isFact(rule: string): boolean {
  return RULES.some(({ name, kind }) => name === rule && kind === "fact");
}
