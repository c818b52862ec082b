import { LOSS_HEADS, type LossLine } from "../../words/probe/heading.js";

/** Losses of the models of a probe, and of each with the norms of the other, for people. */
export const LOSS_COLUMNS = [
  column("of"),
  column("loss"),
  column("perplexity", 1),
  column("change"),
  column("share", 2),
];

function column(name: keyof LossLine, drop?: number) {
  return {
    head: LOSS_HEADS[name],
    align: name === "of" ? ("left" as const) : ("right" as const),
    cell: (line: LossLine) => line[name],
    ...(drop === undefined ? {} : { drop }),
  };
}
