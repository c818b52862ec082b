import type { Run, Text } from "../../model/document.js";

/** Sentences with the names of runs in them, which stay as they are. */

export type Words = readonly (string | Run)[];

export function nameOf(label: string): Run {
  return { text: label, is: "name" };
}

/** "a", "a and b", "a, b and c" */
export function enumeratedNames(labels: readonly string[]): Words {
  return labels.flatMap((label, i) => {
    const between = i === 0 ? "" : i === labels.length - 1 ? " and " : ", ";
    return between === "" ? [nameOf(label)] : [between, nameOf(label)];
  });
}

/** One sentence after the other. */
export function joined(sentences: readonly Text[]): Words {
  return sentences.flatMap((sentence, i) => {
    const words = typeof sentence === "string" ? [sentence] : sentence;
    return i === 0 ? words : [" ", ...words];
  });
}
