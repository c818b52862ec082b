import { type FontStyle, textWidth, wrapText } from "./text.js";

/** A title in lines that end between clauses, where that takes no more of them, and never between a number and what it became. */
export function titleLines(title: string, style: FontStyle, width: number): string[] {
  const whole = title.replaceAll(" → ", "\u00a0→\u00a0");
  return linesBetweenClauses(whole, style, width).map((line) => line.replaceAll("\u00a0", " "));
}

function linesBetweenClauses(title: string, style: FontStyle, width: number): string[] {
  const plain = balanced(title, style, width);
  const lines: string[] = [];
  for (const clause of title.split(/(?<=;) /)) {
    const longer = `${lines.at(-1)} ${clause}`;
    if (lines.length > 0 && textWidth(longer, style) <= width) lines[lines.length - 1] = longer;
    else lines.push(...balanced(clause, style, width));
  }
  return lines.length <= plain.length ? lines : plain;
}

/** A last line that is shorter than this part of the width looks forgotten: lines before it give it some of their words. */
const LEAST_LAST_LINE = 0.25;
const NARROWER = 0.03;

function balanced(text: string, style: FontStyle, width: number): string[] {
  const lines = wrapText(text, style, width);
  if (lines.length === 1) return lines;
  for (let part = 1; part > 0.5; part -= NARROWER) {
    const narrower = wrapText(text, style, part * width);
    if (narrower.length > lines.length) return lines;
    if (textWidth(narrower.at(-1) as string, style) >= LEAST_LAST_LINE * width) return narrower;
  }
  return lines;
}
