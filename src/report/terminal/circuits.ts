import { CIRCUITS_CAVEAT, type CircuitWords } from "../../words/circuits.js";
import { type TerminalStyle, wrapped } from "./style.js";

/** What weights say of circuits, for people at a terminal. */
export function circuitsText(words: readonly CircuitWords[], style: TerminalStyle): string {
  const parts = words.flatMap(({ title, lines }) => [
    style.chalk.bold(title),
    ...lines.map((line) => wrapped(style.ascii ? line : line.replace(/\bx(?=\d)/g, "×"), style)),
  ]);
  return [...parts, style.chalk.dim(wrapped(CIRCUITS_CAVEAT, style))].join("\n");
}
