import type { PlaneData } from "./drawer/requests.js";
import { make } from "./elements.js";
import { PlanePanel } from "./planePanel.js";
import type { Surroundings } from "./surroundings.js";

/** A panel a tensor, a dot a dimension, what changed most first: what is brushed in one is highlighted in all. */

/** As many as are drawn at once; a button draws more. */
const PANELS_AT_ONCE = 12;

export class Explorer {
  readonly #host = make("div", { id: "explorer-panels" });
  readonly #note = make("p", { className: "quiet" });
  readonly #more = make("button", { type: "button" });
  readonly #around: Surroundings;
  readonly #near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const panel = this.#panels.find(({ element }) => element === target);
        if (panel !== undefined) panel.isNear = isIntersecting;
      }
      this.#drawNear();
    },
    { rootMargin: "200px 0px" },
  );
  #planes: readonly PlaneData[] = [];
  #panels: PlanePanel[] = [];

  constructor(parent: HTMLElement, around: Surroundings) {
    this.#around = around;
    parent.append(this.#note, this.#host, this.#more);
    this.#more.addEventListener("click", () => this.#draw());
    around.highlight.onChange(() => {
      for (const panel of this.#panels) panel.isStale = true;
      this.#drawNear();
    });
  }

  #drawNear(): void {
    for (const panel of this.#panels) if (panel.isNear && panel.isStale) panel.draw();
  }

  async refresh(): Promise<void> {
    const view = this.#around.view();
    const planes = await this.#around.drawer.ask({ asks: "planes", shown: view.shown });
    if (view !== this.#around.view()) return;
    this.#planes = planes;
    this.#near.disconnect();
    for (const panel of this.#panels) panel.element.remove();
    this.#panels = [];
    this.#draw();
  }

  /** Forgets every brush. */
  clear(): void {
    for (const panel of this.#panels) panel.clearBrush();
  }

  #draw(): void {
    const drawn = this.#panels.length;
    for (const plane of this.#planes.slice(drawn, drawn + PANELS_AT_ONCE)) {
      const panel = new PlanePanel(plane, this.#around, () => this.clear());
      this.#host.append(panel.element);
      this.#panels.push(panel);
      this.#near.observe(panel.element);
    }
    const rest = this.#planes.length - this.#panels.length;
    this.#more.hidden = rest === 0;
    this.#more.textContent = `Show ${Math.min(rest, PANELS_AT_ONCE)} more of ${rest}`;
    this.#note.textContent =
      this.#planes.length === 0
        ? "No tensor that is shown has changed."
        : "Change of each dimension against its value in pre, what changed most first (gains and biases in turn). Drag over dots, or click one, to highlight dimensions in every figure; Escape clears.";
  }
}
