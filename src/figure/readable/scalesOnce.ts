import { isDeepStrictEqual } from "node:util";
import type { Fields } from "../panel/fields.js";

type Channel = "x" | "y";

/**
 * The scales of a panel in the first of its layers that has them: the others share them, so that a change is made at one
 * place. Axes stay: Vega-Lite leaves out labels where only one layer says which there are.
 */
export function withScalesOnce(layers: readonly Fields[]): readonly Fields[] {
  const told = new Map<Channel, unknown>();
  return layers.map((layer) => {
    const encoding = layer.encoding as Fields;
    const channels = (["x", "y"] as const).flatMap((channel) => {
      const { scale, ...rest } = (encoding[channel] ?? {}) as Fields;
      if (scale === undefined) return [];
      const first = told.get(channel);
      if (first === undefined) told.set(channel, scale);
      return first !== undefined && isDeepStrictEqual(first, scale) ? [[channel, rest] as const] : [];
    });
    return { ...layer, encoding: { ...encoding, ...Object.fromEntries(channels) } };
  });
}
