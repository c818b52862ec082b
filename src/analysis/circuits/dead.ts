import type { DeadDirection, Unknown } from "../../model/circuits.js";
import type { GptModel } from "../../model/norms.js";
import { canonicalName, finalSite } from "../../model/sites.js";
import { rowNormsOf } from "../effective/rowNorms.js";
import { multiplied } from "./multiply.js";

/** How many of its dims are named. */
const NAMED = 5;

/**
 * The direction 1 / gain of the final LayerNorm, and what the output head makes of it.
 * @throws WdistError UNSUPPORTED_DTYPE, READ_FAILED, and what `nextMatrices` throws
 */
export async function deadDirection(model: GptModel): Promise<DeadDirection | Unknown> {
  const { architecture } = model.info;
  const site = finalSite(architecture);
  if (site === null) return { reason: `${architecture.title} has no norm before its output head` };
  if (site.kind !== "LayerNorm")
    return { reason: `${site.name} subtracts no mean: its output is free in every direction` };
  const name = canonicalName(site, { block: null, parameter: "gain" });
  if (!model.layerNorms.has(name)) return { reason: `it has no ${site.name}` };
  const gain = await model.readEffective(name);
  const inverse = gain.map((value) => 1 / value);
  const length = Math.hypot(...inverse);
  if (!Number.isFinite(length)) return { reason: `a gain of ${site.name} is 0 or not finite` };
  const direction = inverse.map((value) => value / length);
  const shares = direction.map((value) => value * value);
  const biasName = canonicalName(site, { block: null, parameter: "bias" });
  const bias = model.layerNorms.has(biasName) ? await model.readEffective(biasName) : gain.map(() => 0);
  return {
    norm: site.name,
    direction,
    dims: Array.from(shares, (share, dim) => ({ dim, share }))
      .sort((a, b) => b.share - a.share || a.dim - b.dim)
      .slice(0, NAMED),
    effectiveDims: 1 / shares.reduce((total, share) => total + share * share, 0),
    bias: bias.reduce((total, value, dim) => total + value * (direction[dim] as number), 0),
    headRatio: await headRatio(model, name, direction),
  };
}

/** Length of W n over the root mean square of that over all directions, which is norm(W) / sqrt(width). */
async function headRatio(model: GptModel, name: string, direction: Float64Array): Promise<number> {
  const matrices = model.nextMatrices(name);
  const rows = await rowNormsOf(model, matrices, direction.length);
  let squares = 0;
  for (const matrix of matrices) {
    const product = await multiplied(model, matrix, direction);
    squares += product.reduce((total, value) => total + value * value, 0);
  }
  return Math.sqrt((squares * direction.length) / rows.reduce((total, norm) => total + norm * norm, 0));
}
