import { quote } from "../escape.js";

/** How many names a message repeats. */
const MOST_NAMED = 5;

/** The first few names in quotes, and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return names.slice(0, MOST_NAMED).map(quote).join(", ") + more;
}
