import { blockLabel } from "../words/tensorNames.js";
import type { Opened, Shown } from "./drawer/requests.js";
import { make, required } from "./elements.js";

/** Which blocks and norms the figures show. */

/** `onChange` gets what is chosen. */
export function addPickers({ blocks, norms }: Opened, onChange: (shown: Shown) => void): void {
  const form = required<HTMLFormElement>("#pick");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  const labels = new Map(blocks.map((block) => [blockLabel(block), block]));
  const pickedBlocks = checkboxes("Blocks", [...labels.keys()]);
  const pickedNorms = checkboxes("Norms", norms);
  form.append(make("strong", { textContent: "Shown in the figures" }));
  if (blocks.length > 0) form.append(pickedBlocks.element);
  form.append(pickedNorms.element);
  form.addEventListener("change", () => {
    onChange({
      blocks: pickedBlocks.checked().map((label) => labels.get(label) as number),
      norms: pickedNorms.checked(),
    });
  });
}

interface Checkboxes {
  readonly element: HTMLFieldSetElement;
  readonly checked: () => string[];
}

/** A group of boxes, all of them checked, and buttons for all and none. */
function checkboxes(legend: string, values: readonly string[]): Checkboxes {
  const inputs = values.map((value) => make("input", { type: "checkbox", value, checked: true }));
  const labels = inputs.map((input) => make("label", {}, [input, ` ${input.value}`]));
  const setAll = (text: string, checked: boolean) => {
    const button = make("button", { type: "button", textContent: text, ariaLabel: `${text}: ${legend}` });
    button.addEventListener("click", () => {
      for (const input of inputs) input.checked = checked;
      inputs[0]?.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return button;
  };
  const buttons = values.length > 3 ? [setAll("all", true), setAll("none", false)] : [];
  return {
    element: make("fieldset", {}, [make("legend", { textContent: legend }), ...labels, ...buttons]),
    checked: () => inputs.filter(({ checked }) => checked).map(({ value }) => value),
  };
}
