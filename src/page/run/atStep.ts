import { heightOf } from "../../report/page/heights.js";
import type { PageTensor, RunPageData } from "../../report/page/runData.js";
import { make } from "../elements.js";

/** The histograms and numbers of all norms at the step that is shown. */

const SVG = "http://www.w3.org/2000/svg";
const SIZE = { width: 150, height: 44 };

export class AtStep {
  readonly #cards: readonly Card[];

  constructor(host: HTMLElement, { tensors }: RunPageData) {
    this.#cards = tensors.map((tensor) => new Card(tensor));
    const norms = [...new Set(tensors.map(({ norm }) => norm))];
    for (const norm of norms) {
      const own = this.#cards.filter(({ tensor }) => tensor.norm === norm);
      host.append(
        make("h3", { textContent: norm }),
        make(
          "div",
          { className: "cards" },
          own.map(({ element }) => element),
        ),
      );
    }
  }

  show(place: number): void {
    for (const card of this.#cards) card.show(place);
  }
}

class Card {
  readonly tensor: PageTensor;
  readonly element: HTMLElement;
  readonly #bars = document.createElementNS(SVG, "path");
  readonly #facts = make("div", { className: "quiet" });

  constructor(tensor: PageTensor) {
    this.tensor = tensor;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${SIZE.width} ${SIZE.height}`);
    // What it shows is said below it, in numbers.
    svg.setAttribute("aria-hidden", "true");
    const last = document.createElementNS(SVG, "path");
    last.setAttribute("class", "last");
    last.setAttribute("d", outline(tensor.heights.at(-1) ?? ""));
    this.#bars.setAttribute("class", "now");
    svg.append(this.#bars, last);
    const ends = make(
      "div",
      { className: "ends quiet" },
      tensor.ends.map((end) => make("span", { textContent: end })),
    );
    this.element = make("div", { className: "card" }, [
      make("strong", { textContent: tensor.label }),
      svg,
      ends,
      this.#facts,
    ]);
  }

  show(place: number): void {
    const { heights, facts } = this.tensor;
    this.#bars.setAttribute("d", outline(heights[place] ?? ""));
    this.#facts.textContent = facts[place] ?? "";
  }
}

/** Steps from the foot up and back down to it. */
function outline(heights: string): string {
  if (heights === "") return "";
  const binPx = SIZE.width / heights.length;
  const steps = [...heights].map((digit, i) => {
    const y = SIZE.height * (1 - heightOf(digit));
    return `L${(i * binPx).toFixed(1)},${y.toFixed(1)}H${((i + 1) * binPx).toFixed(1)}`;
  });
  return `M0,${SIZE.height}${steps.join("")}V${SIZE.height}`;
}
