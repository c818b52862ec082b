import { listed } from "../words/phrases.js";
import { readDims } from "./dims.js";
import { make, required } from "./elements.js";
import type { Highlight } from "./highlight.js";

/** Where dimensions are highlighted by their numbers, and where the page says which are. */

/** How many dimensions the page names. */
const MOST_NAMED = 40;

const NONE = "No dimension is highlighted.";

/** `dimensions`: how many the model has; `clear` forgets what is highlighted and brushed. */
export function addDimensionField(
  host: HTMLElement,
  highlight: Highlight,
  dimensions: number,
  clear: () => void,
): void {
  const input = make("input", { type: "text", id: "chosen-dims", placeholder: "e.g. 64, 496, 10-12" });
  const button = make("button", { type: "button", textContent: "Clear" });
  const said = make("p", { id: "highlighted", className: "quiet", textContent: NONE });
  const status = required("#status");
  const say = (text: string) => {
    said.textContent = text;
    status.textContent = text;
  };
  highlight.onChange((dims) => {
    say(dims.length === 0 ? NONE : `Highlighted (${dims.length}): ${listed(dims.map(String), MOST_NAMED)}`);
    if (document.activeElement !== input) input.value = dims.slice(0, MOST_NAMED).join(", ");
  });
  input.addEventListener("change", () => {
    const { dims, unknown } = readDims(input.value, dimensions);
    highlight.set(dims);
    const isUnknown = unknown.length > 0;
    input.ariaInvalid = String(isUnknown);
    if (isUnknown)
      say(
        `${said.textContent} ${listed(
          unknown.map((word) => `“${word}”`),
          MOST_NAMED,
        )}: no dimension of this model, which has 0 to ${dimensions - 1}.`,
      );
  });
  button.addEventListener("click", () => {
    input.value = "";
    input.ariaInvalid = "false";
    clear();
  });
  const label = make("label", { htmlFor: "chosen-dims" }, ["Highlight dimensions ", input]);
  host.append(make("div", { className: "controls" }, [label, button]), said);
}
