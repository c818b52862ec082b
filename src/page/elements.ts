/** Small helpers for the page's elements; text is only ever set as text. */

export function required<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

/** A group of checkboxes; `onChange` gets those that are checked. */
export function checkboxes(
  legend: string,
  values: readonly string[],
  checked: ReadonlySet<string>,
  onChange: (checked: ReadonlySet<string>) => void,
): HTMLFieldSetElement {
  const inputs = values.map((value) =>
    make("input", { type: "checkbox", value, checked: checked.has(value) }),
  );
  const report = () => onChange(new Set(inputs.filter((input) => input.checked).map(({ value }) => value)));
  const labels = inputs.map((input) => make("label", {}, [input, ` ${input.value}`]));
  const fieldset = make("fieldset", {}, [make("legend", { textContent: legend }), ...labels]);
  fieldset.addEventListener("change", report);
  return fieldset;
}
