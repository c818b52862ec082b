import { constant } from "./constant.js";
import { dead } from "./dead.js";
import { distributionShift } from "./distributionShift.js";
import { duplicate } from "./duplicate.js";
import { frozen } from "./frozen.js";
import { medianShift } from "./medianShift.js";
import { missingNorm } from "./missingNorm.js";
import { newOutliers } from "./newOutliers.js";
import { nonFinite } from "./nonFinite.js";
import { outlierFraction } from "./outlierFraction.js";
import { outlierMagnitude } from "./outlierMagnitude.js";
import { relativeChange } from "./relativeChange.js";
import type { Rule } from "./rule.js";
import { shapeChanged } from "./shapeChanged.js";
import { signFlips } from "./signFlips.js";
import { spread } from "./spread.js";
import { spreadChange } from "./spreadChange.js";
import { untrained } from "./untrained.js";

/** Every rule, in the order in which findings are reported: about the model alone, then against a baseline. */
export const RULES: readonly Rule[] = [
  nonFinite,
  missingNorm,
  untrained,
  constant,
  duplicate,
  dead,
  outlierFraction,
  outlierMagnitude,
  spread,
  shapeChanged,
  signFlips,
  medianShift,
  relativeChange,
  distributionShift,
  spreadChange,
  newOutliers,
  frozen,
];
