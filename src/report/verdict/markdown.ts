import type { Unchecked, Verdict } from "../../model/verdict.js";
import { verdictsDocument } from "../documents/verdicts.js";
import { markdownOf } from "../markdown.js";

/** Verdicts as Markdown for a pull request or a step summary. Sections of one checkpoint are equally large wherever they are. */
export function verdictsMarkdown(verdicts: readonly Verdict[], unchecked: readonly Unchecked[] = []): string {
  return markdownOf(verdictsDocument(verdicts, unchecked), {
    topLevel: verdicts.length + unchecked.length === 1 ? 3 : 2,
  });
}
