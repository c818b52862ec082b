import type { StepMarks } from "../../figure/run/marks.js";

/** A line at the step that is shown, in every panel over steps. */

const SVG = "http://www.w3.org/2000/svg";
/** The ground that Vega draws first in a panel: as large as the panel, at its corner. */
const GROUND = /^M0,0h([\d.]+)v([\d.]+)h-[\d.]+Z$/;

interface FigureMarkers {
  readonly lines: readonly SVGLineElement[];
  readonly places: readonly number[];
}

export class StepMarkers {
  readonly #figures: readonly FigureMarkers[];

  constructor() {
    const hosts = [...document.querySelectorAll<HTMLElement>("figure[data-marks]")];
    this.#figures = hosts.map((host) => {
      const { panels, places } = JSON.parse(host.dataset.marks ?? "") as StepMarks;
      return { lines: linesIn(host, panels), places };
    });
  }

  show(place: number): void {
    for (const { lines, places } of this.#figures) {
      for (const line of lines) {
        const x = String(places[place] ?? 0);
        line.setAttribute("x1", x);
        line.setAttribute("x2", x);
      }
    }
  }
}

/** One in each panel over steps. Panels are in the drawing in the order in which they are listed; marks in them may have such grounds, too. */
function linesIn(host: HTMLElement, panels: StepMarks["panels"]): SVGLineElement[] {
  const grounds = [...host.querySelectorAll<SVGPathElement>(".drawing svg path:first-child")];
  let before: ParentNode | null = null;
  return panels.flatMap(({ width, height, onSteps }) => {
    const ground = grounds.find((path) => isGround(path, width, height) && before?.contains(path) !== true);
    const panel = ground?.parentNode ?? null;
    if (ground === undefined || panel === null) return [];
    grounds.splice(0, grounds.indexOf(ground) + 1);
    before = panel;
    return onSteps ? [markerIn(panel, height)] : [];
  });
}

function markerIn(panel: ParentNode, height: number): SVGLineElement {
  const line = document.createElementNS(SVG, "line");
  line.setAttribute("class", "marker");
  line.setAttribute("y1", "0");
  line.setAttribute("y2", String(height));
  panel.append(line);
  return line;
}

function isGround(path: SVGPathElement, width: number, height: number): boolean {
  const [, across, down] = GROUND.exec(path.getAttribute("d") ?? "") ?? [];
  return Number(across) === width && Number(down) === height;
}
