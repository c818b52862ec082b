import type { Circuits } from "../../model/circuits.js";

export function circuitsJson({ start, dead, outliers }: Circuits) {
  return {
    start: "reason" in start ? start : { ...start, values: [...start.values] },
    dead: "reason" in dead ? dead : { ...dead, direction: [...dead.direction] },
    outliers,
  };
}
