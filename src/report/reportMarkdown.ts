import { answerQuestions } from "../analysis/answers.js";
import { escapeMarkdown } from "../escape.js";
import type { Comparison } from "../model/comparison.js";
import { wordAnswer } from "../words/answers.js";
import { methodsOf } from "../words/methods.js";
import { comparisonBrief } from "./documents/comparisonBrief.js";
import { markdownOf } from "./markdown.js";

/** A picture beside the text. */
export interface LinkedPicture {
  /** Of its file, in the same folder. */
  readonly name: string;
  readonly title: string;
}

/** A whole report in Markdown: what changed, the pictures, the table, the study's questions and the methods. */
export function reportMarkdown(comparison: Comparison, pictures: readonly LinkedPicture[]): string {
  const links = pictures.flatMap(({ name, title }) => [
    `![${escapeMarkdown(title)}](${encodeURIComponent(name)})`,
    "",
  ]);
  const answers = answerQuestions(comparison.tensors).flatMap((answer) => {
    const { title, verdict, caveat } = wordAnswer(answer, comparison.pre.architecture);
    return [`**${title}** ${verdict} *${caveat}*`, ""];
  });
  return [
    markdownOf(comparisonBrief(comparison)),
    "#### Figures",
    "",
    ...links,
    "#### The study's questions",
    "",
    ...answers,
    "#### Methods",
    "",
    ...methodsOf(comparison.pre.architecture).map(
      ({ term, definition }) => `- **${term}**: ${escapeMarkdown(definition)}`,
    ),
    "",
  ].join("\n");
}
