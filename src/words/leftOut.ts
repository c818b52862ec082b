import type { Comparison } from "../model/comparison.js";
import { isSameTensor } from "../model/sites.js";
import { whereWords } from "./where.js";

/** What a table or figure of a comparison does not show, though the sentences are about it; null where it shows all. */
export function leftOut({ tensors, judged }: Pick<Comparison, "tensors" | "judged">): string | null {
  const others = judged.filter((id) => !tensors.some((shown) => isSameTensor(shown.id, id)));
  if (others.length === 0) return null;
  const flags = [
    ...(others.some(({ parameter }) => parameter === "gain") ? ["--blocks all"] : []),
    ...(others.some(({ parameter }) => parameter === "bias") ? ["--bias"] : []),
  ];
  return `Judged, but not shown: ${whereWords(others, judged)} (${flags.join(" ")}).`;
}
