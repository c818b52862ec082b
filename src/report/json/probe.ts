import type { ToolInfo } from "../../model/document.js";
import type {
  ChangedLoss,
  Loss,
  NormAblation,
  Probe,
  ProbedChange,
  ProbedModel,
  ProbedNorm,
} from "../../model/probe.js";
import { probeSentences } from "../../words/probe/sentences.js";
import { effectiveGainJson } from "./effective.js";
import { modelJson, toolJson } from "./parts.js";
import { stringify } from "./stringify.js";

/**
 * A probe as JSON, by schema/probe.schema.json. What is at the root is of the first model, or the only one; `post` has the
 * same of the second.
 */

export const PROBE_SCHEMA = "gpt2-wdist/probe@1";

export function probeJson(probe: Probe, tool: ToolInfo): string {
  const { text, backend, pre, post, pair, notices } = probe;
  const { tokens, ...aboutText } = text;
  return stringify({
    schema: PROBE_SCHEMA,
    tool: toolJson(tool),
    text: aboutText,
    tokens,
    backend,
    ...probedJson(pre),
    post: post === null ? null : probedJson(post),
    changes: pair === null ? null : pair.changes.map(changeJson),
    transplant:
      pair === null
        ? null
        : {
            change: pair.transplant.change,
            preWithPostNorms: changedJson(pair.transplant.preWithPostNorms),
            postWithPreNorms: changedJson(pair.transplant.postWithPreNorms),
          },
    sentences: probeSentences(probe),
    notices,
  });
}

function probedJson(probed: ProbedModel) {
  const { model, norms, without, ablation } = probed;
  return {
    model: modelJson(model),
    ...lossJson(probed),
    without: { linear: changedJson(without.linear), withoutMean: changedJson(without.withoutMean) },
    norms: norms.map(normJson),
    ablation: ablation === null ? null : ablation.map(ablationJson),
  };
}

function lossJson({ loss, perplexity, error, windows }: Loss) {
  return { loss, perplexity, lossError: error, windowLosses: windows };
}

function changedJson(changed: ChangedLoss) {
  return { ...lossJson(changed), change: changed.change };
}

function normJson({ name, site, block, overall, first, others, dims, massive, effective }: ProbedNorm) {
  return {
    name,
    norm: site.name,
    block,
    overall,
    first,
    others,
    massive,
    dims,
    effective: effective === undefined ? null : effectiveGainJson(effective),
  };
}

function changeJson({ name, site, block, ...change }: ProbedChange) {
  return { name, norm: site.name, block, ...change };
}

function ablationJson({ name, site, block, ...ablation }: NormAblation) {
  return { name, norm: site.name, block, ...ablation };
}
