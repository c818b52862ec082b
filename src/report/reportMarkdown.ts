import { escapeMarkdown } from "../escape.js";
import type { Comparison } from "../model.js";
import { answerQuestions } from "../study/answers.js";
import { wordAnswer } from "./answers.js";
import { comparisonMarkdown } from "./markdown.js";
import { METHODS } from "./methods.js";

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
    const { title, verdict, caveat } = wordAnswer(answer);
    return [`**${title}** ${verdict} *${caveat}*`, ""];
  });
  return [
    comparisonMarkdown(comparison),
    "#### Figures",
    "",
    ...links,
    "#### The study's questions",
    "",
    ...answers,
    "#### Methods",
    "",
    ...METHODS.map(({ term, definition }) => `- **${term}**: ${escapeMarkdown(definition)}`),
    "",
  ].join("\n");
}
