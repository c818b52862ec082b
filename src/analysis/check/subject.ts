import type { GptModel } from "../../model/norms.js";
import { canonicalName } from "../../model/sites.js";
import { summarize } from "../../stats/summary.js";
import { diagnose } from "../diagnosis/index.js";
import type { MeasuredPair } from "../diagnosis/subject.js";
import { readSubject as readPairs } from "../diagnosis/whole.js";
import type { ModelSubject, TensorSubject } from "./rules/rule.js";

/**
 * Reads every norm of the model, and its counterpart in the baseline where that has the same shape; and what happened
 * between the two.
 * @throws WdistError UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function readSubject(model: GptModel, baseline: GptModel | null): Promise<ModelSubject> {
  const between = baseline === null ? null : await readPairs(baseline, model, 0);
  const pairs = new Map(between?.pairs.map((pair) => [pair.name, pair]) ?? []);
  const values = await readAll(model, pairs);
  return {
    model,
    baseline,
    tensors: [...model.layerNorms.keys()].map((name) =>
      tensorOf(model, name, values, pairs.get(name) ?? null),
    ),
    diagnoses: between === null ? [] : diagnose(between),
  };
}

/** The baseline of a subject as a model of its own: what a check of it alone is made of. */
export function baselineAlone({ baseline, tensors }: ModelSubject): ModelSubject | null {
  if (baseline === null) return null;
  const pairs = tensors.flatMap(({ pair }) => pair ?? []);
  const values = new Map(pairs.map((pair) => [pair.name, pair.pre.values]));
  return {
    model: baseline,
    baseline: null,
    tensors: pairs.map(({ name }) => tensorOf(baseline, name, values, null)),
    diagnoses: [],
  };
}

function tensorOf(
  model: GptModel,
  name: string,
  values: ReadonlyMap<string, Float64Array>,
  pair: MeasuredPair | null,
): TensorSubject {
  const named = model.layerNorms.get(name);
  const own = values.get(name);
  if (named === undefined || own === undefined) throw new RangeError(`no values of ${name}`);
  const { id, site } = named;
  const bias = id.parameter === "gain" ? values.get(canonicalName(site, { ...id, parameter: "bias" })) : null;
  return {
    name,
    id,
    site,
    values: own,
    summary: pair?.post.summary ?? summarize(own),
    bias: bias ?? null,
    baseline: pair?.pre ?? null,
    change: pair?.change ?? null,
    pair,
  };
}

/** Every norm's effective values, by canonical name; those of pairs are read already. */
async function readAll(
  model: GptModel,
  pairs: ReadonlyMap<string, MeasuredPair>,
): Promise<Map<string, Float64Array>> {
  const names = [...model.layerNorms.keys()];
  const values = await Promise.all(
    names.map(async (name) => pairs.get(name)?.post.values ?? (await model.readEffective(name))),
  );
  return new Map(names.map((name, i) => [name, values[i] ?? new Float64Array()]));
}
