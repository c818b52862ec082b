import { ablation } from "./ablation.js";
import { causes } from "./causes.js";
import { depth } from "./depth.js";
import { dims } from "./dims.js";
import { lineage } from "./lineage.js";
import { moved } from "./moved.js";
import { outliers } from "./outliers.js";
import { overlay } from "./overlay.js";
import { overview } from "./overview.js";
import { pairs } from "./pairs.js";
import { plot } from "./plot.js";
import { ridgeline } from "./ridgeline.js";
import { shift } from "./shift.js";
import { spread } from "./spread.js";
import { study } from "./study.js";
import { trajectories } from "./trajectories.js";
import { trajectory } from "./trajectory.js";
import { weights } from "./weights.js";

/** Every kind of figure, in the order in which they are listed; the first of a subject is what is drawn by default. */
export const FIGURES = [
  overview,
  pairs,
  overlay,
  ridgeline,
  spread,
  outliers,
  moved,
  shift,
  dims,
  trajectories,
  lineage,
  plot,
  study,
  weights,
  trajectory,
  depth,
  causes,
  ablation,
] as const;
