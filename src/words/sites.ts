import type { Architecture, NormSite } from "../model/architecture.js";

/** An architecture's norms in words. */

/** "LayerNorm" or "RMSNorm"; of an architecture that has both, "norm". */
export function normNoun({ sites }: Architecture): string {
  const kinds = [...new Set(sites.map(({ kind }) => kind))];
  return kinds.length === 1 ? (kinds[0] as string) : "norm";
}

/** "before attention". A heading has no room for all of "before the output head"; a sentence has. */
export function placeInSentence({ place, feeds }: NormSite): string {
  return feeds.includes("head") && place.endsWith(" output") ? `${place} head` : place;
}

/** Each norm with its place, in the order of the forward pass. */
export function placesSentence({ sites }: Architecture): string {
  const places = sites.map((site, i) => `${site.name} ${i === 0 ? "is " : ""}${placeInSentence(site)}`);
  return `${places.join(", ")}.`;
}

/** How long vectors are: "768", or "8 and 32" where some norms have a length of their own. */
export function lengthsOf(vectors: readonly { readonly length: number }[]): string {
  const lengths = new Set(vectors.map(({ length }) => length));
  return [...lengths].sort((a, b) => a - b).join(" and ");
}

/** "768 dimensions" */
export function dimensionsOf(vectors: readonly { readonly length: number }[]): string {
  const text = lengthsOf(vectors);
  return `${text} dimension${text === "1" ? "" : "s"}`;
}
