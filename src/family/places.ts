import type { Architecture, NormSite, TensorId } from "../model/architecture.js";
import type { GptModel, NamedTensor } from "../model/norms.js";
import { canonicalName } from "../model/sites.js";

/** The places of an architecture's norms, in the order of the forward pass. */

/** A norm of a block, or of the model as a whole. */
export interface NormPlace {
  readonly site: NormSite;
  /** Null outside of the blocks. */
  readonly block: number | null;
}

/** Every place in a model that has these blocks, ascending: block after block, in each its norms in their order. */
export function placesIn({ sites }: Architecture, blocks: readonly number[]): NormPlace[] {
  return placesOf({ sites }, () => blocks);
}

/** The same where the blocks of each stack are told. */
function placesOf(
  { sites }: Pick<Architecture, "sites">,
  blocksOf: (stack: string | null) => readonly number[],
): NormPlace[] {
  return runsOf(sites).flatMap((run) => {
    const [first] = run;
    const places: readonly (number | null)[] = first?.scope === "block" ? blocksOf(first.stack) : [null];
    return places.flatMap((block) => run.map((site) => ({ site, block })));
  });
}

/** Every place that a model has if each of its stacks is as deep as its deepest norm. */
export function wholePlaces(architecture: Architecture, norms: Iterable<NamedTensor>): NormPlace[] {
  const depths = depthsOf(norms);
  return placesOf(architecture, (stack) =>
    Array.from({ length: depths.get(stack) ?? 0 }, (_, block) => block),
  );
}

/** By stack: the highest block of its norms plus one. */
export function depthsOf(norms: Iterable<NamedTensor>): ReadonlyMap<string | null, number> {
  const depths = new Map<string | null, number>();
  for (const { site, id } of norms) {
    if (id.block !== null) depths.set(site.stack, Math.max(depths.get(site.stack) ?? 0, id.block + 1));
  }
  return depths;
}

/** Sites that are next to each other and repeat together: those of the blocks of one stack. Others are alone. */
function runsOf(sites: readonly NormSite[]): NormSite[][] {
  const runs: NormSite[][] = [];
  for (const site of sites) {
    const [before] = runs.at(-1) ?? [];
    const isNext = before?.scope === "block" && site.scope === "block" && before.stack === site.stack;
    if (isNext) runs.at(-1)?.push(site);
    else runs.push([site]);
  }
  return runs;
}

/** The tensors of a place: its gain, then its bias if it has one. */
export function idsOf({ site, block }: NormPlace, withBias: boolean): TensorId[] {
  const gain: TensorId = { norm: site.name, block, parameter: "gain" };
  return withBias && site.hasBias ? [gain, { ...gain, parameter: "bias" }] : [gain];
}

/**
 * The canonical names of all norms of a model that is whole: every block up to the highest that it has has all of a
 * block's norms, and where one norm has a bias the others do.
 */
export function expectedNames({ info, layerNorms }: GptModel): string[] {
  const biased = [...layerNorms.values()].some(({ id }) => id.parameter === "bias");
  return wholePlaces(info.architecture, layerNorms.values()).flatMap((place) =>
    idsOf(place, biased).map((id) => canonicalName(place.site, id)),
  );
}
