import type { TensorInfo, TensorReader } from "../model/tensors.js";
import type { NormSet } from "./normSets.js";
import { plainName } from "./plainNames.js";

/** A model's weights that are no norms, by canonical name, however the file spells them. */
export interface NamedWeights {
  /** The tensors that together are that weight; null where one is missing. */
  find(canonical: string, block: number | null): readonly TensorInfo[] | null;
  /** An output head that is stored beside the embedding; null where there is none. */
  findHead(): TensorInfo | null;
}

/** `set`: the model's norms, whose naming and prefix its other weights share. */
export function namedWeights(
  { tensors }: Pick<TensorReader, "tensors">,
  { naming, prefix }: Pick<NormSet, "naming" | "prefix">,
): NamedWeights {
  let plain: ReadonlyMap<string, TensorInfo | null> | null = null;
  const named = (name: string): TensorInfo | null => {
    const exact = tensors.get(name);
    if (exact !== undefined) return exact;
    plain ??= byPlainName(tensors);
    return plain.get(plainName(name)) ?? null;
  };
  return {
    find: (canonical, block) => {
      for (const names of naming.weightNames(canonical, block)) {
        const found = names.map((name) => named(prefix + name));
        if (found.every((info) => info !== null)) return found;
      }
      return null;
    },
    findHead: () => {
      // A head is beside the model that its prefix wraps: `lm_head.weight` beside `transformer.wte.weight`.
      for (const outer of enclosing(prefix)) {
        for (const head of naming.heads) {
          const info = named(outer + head);
          if (info !== null) return info;
        }
      }
      return null;
    },
  };
}

/** Without what wrappers put into names; null for names that only wrappers tell apart. */
function byPlainName(tensors: TensorReader["tensors"]): ReadonlyMap<string, TensorInfo | null> {
  const names = new Map<string, TensorInfo | null>();
  for (const info of tensors.values()) {
    const plain = plainName(info.name);
    names.set(plain, names.has(plain) ? null : info);
  }
  return names;
}

/** The prefix itself, then with ever fewer modules, up to none: "a.b.", "a.", "". */
function enclosing(prefix: string): string[] {
  const ends = [...prefix.matchAll(/[./]/g)].map(({ index }) => index + 1);
  return [0, ...ends].toReversed().map((end) => prefix.slice(0, end));
}
