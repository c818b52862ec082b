export const INDEX_ENDING = ".index.json";

/** Does the name say that this is an index? */
export function isShardIndex(label: string): boolean {
  return label.endsWith(INDEX_ENDING);
}
