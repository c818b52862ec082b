/** Lines of whole words, each of at most so many columns where the words allow it; null columns: one line. */
export function wrapWords(text: string, columns: number | null): string[] {
  if (columns === null) return [text];
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
