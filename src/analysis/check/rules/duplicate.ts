import type { Fact, FactRule, ModelSubject, TensorSubject } from "./rule.js";

export const duplicate: FactRule = {
  kind: "fact",
  name: "duplicate",
  about:
    "A tensor is, value for value, another tensor of the model or of the baseline: it was copied to the wrong place.",
  why: "No two LayerNorms come out of training the same. Tensors that are constant are left to other rules.",
  needsBaseline: false,
  defaultLevel: "error",
  kinds: ["exchanged"],
  options: {},
  find: (subject) => {
    const owners = ownersByValues(subject);
    return subject.tensors
      .filter((tensor) => isVaried(tensor) && !isItself(tensor))
      .flatMap((tensor) => findCopy(tensor, owners));
  },
};

/** Of a model of which all tensors are the same, each would name all others. */
const MAX_SHOWN = 5;

/** The names of the tensors, here or in the baseline, that have certain values. */
function ownersByValues({ tensors }: ModelSubject): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, Set<string>>();
  for (const { name, values, baseline } of tensors) {
    for (const vector of baseline === null ? [values] : [baseline.values, values]) {
      const names = owners.get(keyOf(vector)) ?? new Set();
      owners.set(keyOf(vector), names.add(name));
    }
  }
  return owners;
}

function findCopy({ name, values }: TensorSubject, owners: ReadonlyMap<string, ReadonlySet<string>>): Fact[] {
  const all = owners.get(keyOf(values)) ?? new Set();
  const count = all.size - (all.has(name) ? 1 : 0);
  if (count === 0) return [];
  const shown: string[] = [];
  for (const owner of all) {
    if (shown.length === MAX_SHOWN) break;
    if (owner !== name) shown.push(owner);
  }
  const more = count > shown.length ? ` and ${count - shown.length} more` : "";
  const measure = "the same values as another tensor";
  return [{ severity: "error", measure, tensor: name, detail: shown.join(", ") + more }];
}

/** What the baseline has in the same place is the original, not the copy. */
function isItself({ change }: TensorSubject): boolean {
  return change?.identical === true;
}

function isVaried({ values }: TensorSubject): boolean {
  return values.length > 1 && values.some((value) => value !== values[0]);
}

/** The values' bytes as text. */
function keyOf(values: Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("latin1");
}
