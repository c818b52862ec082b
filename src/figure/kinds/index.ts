import { ablation } from "./ablation.js";
import { apart } from "./apart.js";
import { blocks } from "./blocks.js";
import { causes } from "./causes.js";
import { depth } from "./depth.js";
import { dims } from "./dims.js";
import { drift } from "./drift.js";
import { effective } from "./effective.js";
import { emergence } from "./emergence.js";
import { fan } from "./fan.js";
import { lineage } from "./lineage.js";
import { moved } from "./moved.js";
import { outliers } from "./outliers.js";
import { overlay } from "./overlay.js";
import { overview } from "./overview.js";
import { pairs } from "./pairs.js";
import { plot } from "./plot.js";
import { ridgeline } from "./ridgeline.js";
import { ridges } from "./ridges.js";
import { runsDrift } from "./runsDrift.js";
import { runsTrajectory } from "./runsTrajectory.js";
import { settling } from "./settling.js";
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
  effective,
  plot,
  study,
  weights,
  trajectory,
  drift,
  settling,
  emergence,
  ridges,
  fan,
  blocks,
  runsTrajectory,
  runsDrift,
  apart,
  depth,
  causes,
  ablation,
] as const;
