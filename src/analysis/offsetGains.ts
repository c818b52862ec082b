import type { GptModel } from "../model/norms.js";

/** A remark where the numbers of some tensors are not those of the file, since that stores gain - 1. */
export function offsetNotices(
  models: readonly Pick<GptModel, "layerNorms">[],
  names: readonly string[],
): string[] {
  const norms = new Set(
    names.flatMap((name) =>
      models.flatMap(({ layerNorms }) => {
        const tensor = layerNorms.get(name);
        return tensor?.addend === 1 ? [tensor.site.name] : [];
      }),
    ),
  );
  return norms.size === 0
    ? []
    : [
        `${[...norms].join(", ")}: the file stores gain - 1; numbers and figures are of the gain, 1 + the stored value`,
      ];
}
