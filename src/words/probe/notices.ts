import { quote } from "../../escape.js";
import type { Probe, ProbedModel } from "../../model/probe.js";
import { labelOf } from "../modelLabel.js";
import { withCommas } from "../numbers.js";
import { listed } from "../phrases.js";

/** Tensors that a notice names. */
const MOST_NAMED = 6;

/** Remarks on how a text was taken, and on what a model predicts. */
export function probeNotices(probe: Probe): readonly string[] {
  const { pre, post } = probe;
  return [...textNotices(probe), ...[pre, ...(post === null ? [] : [post])].flatMap(notFiniteNotice)];
}

function textNotices({ text }: Probe): readonly string[] {
  const { leftOver, name, tokens } = text;
  const ran = `${name === "stdin" ? name : quote(name)}: ran ${withCommas(tokens)} tokens`;
  if (leftOver === null) return [`${ran} from its beginning; --max-tokens takes more`];
  return leftOver === 0 ? [] : [`${ran}; ${withCommas(leftOver)} behind them do not fill a window`];
}

function notFiniteNotice({ model, notFinite }: ProbedModel): readonly string[] {
  if (notFinite === undefined) return [];
  const what = `${quote(labelOf(model))} predicts nothing: its loss is not finite`;
  return notFinite.length === 0
    ? [`${what}, though all of its weights are: numbers became too large on the way`]
    : [`${what}, as NaN or infinite values are in ${listed(notFinite.map(quote), MOST_NAMED)}`];
}
