import { biasChange } from "./biasChange.js";
import { biasShift } from "./biasShift.js";
import { constant } from "./constant.js";
import { dead } from "./dead.js";
import { dimensionJump } from "./dimensionJump.js";
import { distributionShift } from "./distributionShift.js";
import { duplicate } from "./duplicate.js";
import { exchanged } from "./exchanged.js";
import { frozen } from "./frozen.js";
import { medianShift } from "./medianShift.js";
import { negated } from "./negated.js";
import { newOutliers } from "./newOutliers.js";
import { nonFinite } from "./nonFinite.js";
import { normLost } from "./normLost.js";
import { offsetByOne } from "./offsetByOne.js";
import { outlierFraction } from "./outlierFraction.js";
import { outlierMagnitude } from "./outlierMagnitude.js";
import { permuted } from "./permuted.js";
import { relativeChange } from "./relativeChange.js";
import { rounded } from "./rounded.js";
import type { Rule } from "./rule.js";
import { scaledByConstant } from "./scaledByConstant.js";
import { shapeChanged } from "./shapeChanged.js";
import { signFlips } from "./signFlips.js";
import { spread } from "./spread.js";
import { spreadChange } from "./spreadChange.js";
import { unrelated } from "./unrelated.js";
import { untrained } from "./untrained.js";

/** Every rule, in the order in which findings are reported: about the model alone, then against a baseline. */
export const RULES: readonly Rule[] = [
  nonFinite,
  normLost,
  untrained,
  constant,
  duplicate,
  dead,
  outlierFraction,
  outlierMagnitude,
  spread,
  shapeChanged,
  unrelated,
  exchanged,
  permuted,
  negated,
  offsetByOne,
  scaledByConstant,
  signFlips,
  medianShift,
  relativeChange,
  distributionShift,
  spreadChange,
  newOutliers,
  dimensionJump,
  biasShift,
  biasChange,
  rounded,
  frozen,
];
