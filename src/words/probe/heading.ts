import type { Loss, Probe, ProbedText } from "../../model/probe.js";
import { withCommas } from "../numbers.js";
import { plural } from "../phrases.js";
import { estimateWords, percentWords } from "./amounts.js";
import { transplantShares } from "./transplant.js";

/** What was run, and the losses: above everything else. */

/** "640 tokens, 5 windows of 128, tokenizer bytes" */
export function textWords({ tokens, windows, windowTokens, tokenizer }: ProbedText): string {
  const windowed =
    windows === 1 ? "one window" : `${withCommas(windows)} windows of ${withCommas(windowTokens)}`;
  return `${withCommas(tokens)} ${tokens === 1 ? "token" : "tokens"}, ${windowed}, ${tokenizer === null ? "ids as given" : `tokenizer ${tokenizer}`}`;
}

/** "backend wasm 4.22.0, sha256 0123456789ab" */
export function originWords({ backend, text }: Probe): string {
  return `backend ${backend.name} ${backend.version}, sha256 of the text ${text.sha256}`;
}

/** Lines of losses: what it is of, the loss, the difference and its share. */
export interface LossLine {
  readonly of: string;
  readonly loss: string;
  /** Empty beyond float64. */
  readonly perplexity: string;
  /** Against the model that was changed; empty for that itself. */
  readonly change: string;
  readonly share: string;
}

export const LOSSES_CAPTION = "Losses on this text, in nats a token";

/** Of columns. */
export const LOSS_HEADS: Readonly<Record<keyof LossLine, string>> = {
  of: "model",
  loss: "loss, nats",
  perplexity: "perplexity",
  change: "change",
  share: "share",
};

/** The share of the loss's change that each transplant makes of it: positive where it goes the way of the training. */
export function lossLines({ pre, post, pair }: Probe): readonly LossLine[] {
  if (post === null || pair === null) return [lineOf("this model", pre)];
  const { preWithPostNorms, postWithPreNorms, change } = pair.transplant;
  const shares = transplantShares(pair.transplant);
  const share = (part: number | null) => (part === null ? "" : percentWords(part));
  return [
    lineOf("pre", pre),
    { ...lineOf("post", post), change: estimateWords(change) },
    {
      ...lineOf("pre with post's norms", preWithPostNorms),
      change: estimateWords(preWithPostNorms.change),
      share: share(shares?.intoPre ?? null),
    },
    {
      ...lineOf("post with pre's norms", postWithPreNorms),
      change: estimateWords(postWithPreNorms.change),
      share: share(shares?.intoPost ?? null),
    },
  ];
}

function lineOf(of: string, { loss, perplexity, error }: Loss): LossLine {
  const own = error === null ? "" : ` +- ${error.toFixed(4)}`;
  return {
    of,
    loss: `${loss.toFixed(4)}${own}`,
    perplexity: Number.isFinite(perplexity) ? perplexity.toPrecision(4) : "",
    change: "",
    share: "",
  };
}

/** How sure the numbers are. */
export function errorWords({ text, pair }: Probe): string {
  const share = pair === null ? "" : " Share: of the change from pre to post.";
  return text.windows === 1
    ? `One window gives no standard errors: give a longer text, or a smaller --window.${share}`
    : `+- is the standard error over ${plural(text.windows, "window")}.${share}`;
}

/** What the table shows. */
export function probeLegend({ pair }: Probe): string {
  const common = "Variances over the dims of a token, mean over the tokens of positions from 1 on.";
  return pair === null
    ? `${common} h: the standardised input, before gain and bias. Gain x row norm: median of the gain times the norm of the row of the matrix behind it.`
    : `${common} Gain x row norm: change of the median of the gain times the norm of the row behind it. Of which by: % of the change of the output, new weights on the mean of old and new input; the three add up to 100.`;
}
