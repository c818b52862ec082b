import { quote } from "../../escape.js";
import type { Probe } from "../../model/probe.js";
import { withCommas } from "../numbers.js";

/** Remarks on how a text was taken. */
export function textNotices({ text }: Probe): readonly string[] {
  const { leftOver, name, tokens } = text;
  const ran = `${name === "stdin" ? name : quote(name)}: ran ${withCommas(tokens)} tokens`;
  if (leftOver === null) return [`${ran} from its beginning; --max-tokens takes more`];
  return leftOver === 0 ? [] : [`${ran}; ${withCommas(leftOver)} behind them do not fill a window`];
}
