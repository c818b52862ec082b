/** What a model's `config.json` says of it. Hostile text, like all that a checkpoint says. */
export interface ModelConfig {
  /** The text under that key; null where there is none, or something else. */
  text(key: string): string | null;
  /** The texts in the list under that key; empty where there is no list. */
  texts(key: string): readonly string[];
  /** The finite number under that key, or null. */
  number(key: string): number | null;
  /** Whether that key is true; null where it is neither true nor false. */
  flag(key: string): boolean | null;
  /** The non-negative integer under the first of those keys that has one: models call the same thing differently. */
  count(...keys: readonly string[]): number | null;
}
