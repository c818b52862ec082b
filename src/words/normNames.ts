/** What norms are called where room is short. Their families' names say much twice. */

/** Long words of modules, and what is understood as well. */
const SHORTER: readonly (readonly [pattern: RegExp, short: string])[] = [
  [/attention/g, "attn"],
  [/feedforward/g, "ffw"],
  [/embeddings?/g, "emb"],
  [/^encoder\./, "enc."],
  [/^decoder\./, "dec."],
  [/^vision\./, "vis."],
  [/predictions\.transform/, "transform"],
];

/** The name, without the words that say that it is a norm, and with short words for long ones: each shorter than the one before. */
export function normNames(name: string): readonly string[] {
  const bare = name.replace(/[._]?layer_?norm$/i, "") || name;
  const short = SHORTER.reduce((text, [pattern, word]) => text.replace(pattern, word), bare);
  return [...new Set([name, bare, short])];
}
