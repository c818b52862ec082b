/** ASCII signs as a typesetter would set them: minus, en dash between numbers, times, arrow, plus or minus. */
export function typeset(text: string): string {
  return text
    .replace(/(\d)-(?=\d)/g, "$1–")
    .replace(/(^|[^\w\u2013])-(?=[\d.])/g, "$1−")
    .replace(/e-(?=\d)/g, "e−")
    .replace(/\bx(?=\d)/g, "×")
    .replace(/->/g, "→")
    .replace(/\+-/g, "±");
}

/** With blanks that no line ends at between numbers and their units, for whoever else breaks the lines. */
export function unbroken(text: string): string {
  return text.replace(/(?<=\d) (?=[%\u00d7](?![\w.]))/g, "\u00a0");
}
