import { type Panel, templateOf } from "../figure/panel/panel.js";

/** Panels of a figure that have the same template, so that one of them can be prepared for all. */
export interface AlikePanels {
  /** What they have in common, as JSON. */
  readonly template: string;
  readonly example: Panel;
  /** Their numbers in the figure. */
  readonly numbers: readonly number[];
}

export function alikePanels(panels: readonly Panel[]): readonly AlikePanels[] {
  const groups = new Map<string, { template: string; example: Panel; numbers: number[] }>();
  for (const [number, panel] of panels.entries()) {
    const template = JSON.stringify(templateOf(panel));
    const group = groups.get(template);
    if (group === undefined) groups.set(template, { template, example: panel, numbers: [number] });
    else group.numbers.push(number);
  }
  return [...groups.values()];
}
