import { checkModel } from "../analysis/check/check.js";
import { parsePatch } from "../analysis/check/settings.js";
import { compareModels, DEFAULT_COMPARE_OPTIONS } from "../analysis/compare.js";
import { withBaseline, withCheckpoints } from "../family/checkpoint.js";
import type { CompareOptions, Comparison } from "../model/comparison.js";
import type { RuleLevel, RuleOption, Verdict } from "../model/verdict.js";
import { BIN_RULES, MAX_BINS } from "../stats/binning.js";
import { checkOpenOptions, type OpenOptions, requirePath } from "./opening.js";
import {
  BOOLEAN,
  checkOptions,
  either,
  integerFrom,
  isIntegerFrom,
  isText,
  listOf,
  OBJECT,
  type OptionChecks,
  oneOf,
  requireAllowed,
} from "./options.js";

/** The questions, for callers. */

/** No model is wider. */
const MOST_MOVED = 1_000_000;

const COMPARE_CHECKS: OptionChecks<CompareOptions> = {
  blocks: either(
    listOf("a list of blocks", (block) => isIntegerFrom(0, block)),
    oneOf(["default", "all"]),
  ),
  norms: either(listOf("a list of norms' names", isText), oneOf(["all"])),
  bias: BOOLEAN,
  bins: either(
    integerFrom(1, MAX_BINS),
    oneOf(BIN_RULES.filter((rule): rule is Exclude<typeof rule, number> => typeof rule === "string")),
  ),
  topMoved: integerFrom(0, MOST_MOVED),
  effective: BOOLEAN,
};

/**
 * Compares the LayerNorms of two checkpoints, reading nothing else of them; for effective gains also the matrices behind.
 * @param options what to compare, and in which bins; without, what the command line compares
 * @throws WdistError
 */
export async function compare(
  prePath: string,
  postPath: string,
  options: Partial<CompareOptions> = {},
  openOptions: Partial<OpenOptions> = {},
): Promise<Comparison> {
  requirePath("compare", "first path", prePath);
  requirePath("compare", "second path", postPath);
  const chosen = {
    ...DEFAULT_COMPARE_OPTIONS,
    ...checkOptions<CompareOptions>("compare", options, COMPARE_CHECKS),
  };
  return withCheckpoints(
    prePath,
    postPath,
    (pre, post) => compareModels(pre, post, chosen),
    checkOpenOptions("compare", openOptions),
  );
}

/** How strict a rule is: a level, or a level with thresholds, as `["error", { max: 0.15 }]`. */
export type CheckSetting =
  | RuleLevel
  | readonly [level: RuleLevel]
  | readonly [level: RuleLevel, options: Readonly<Record<string, RuleOption>>];

/** By name of the rule. */
export type CheckSettings = Readonly<Record<string, CheckSetting>>;

/**
 * Applies every rule to a checkpoint's LayerNorms, and compares them with a baseline where one is given.
 * @param settings changes to the rules' defaults, e.g. `{ "outlier-fraction": ["error", { max: 0.15 }] }`
 * @param strict warnings fail too
 * @throws WdistError
 */
export async function check(
  path: string,
  baselinePath: string | null = null,
  settings: CheckSettings = {},
  strict = false,
): Promise<Verdict> {
  requirePath("check", "path", path);
  if (baselinePath !== null) requirePath("check", "baseline", baselinePath);
  requireAllowed("check", "settings", settings, OBJECT);
  requireAllowed("check", "strict", strict, BOOLEAN);
  const patches = Object.entries(settings).map(([rule, value]) => parsePatch("settings", rule, value, null));
  return withBaseline(path, baselinePath, (model, baseline) =>
    checkModel(model, baseline, { patches, strict }),
  );
}
