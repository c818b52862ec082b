import { besideHeadline } from "../report/page/besideHeadline.js";
import { unbroken } from "../words/typeset.js";
import type { Drawn } from "./drawer/requests.js";
import { make } from "./elements.js";
import { saveMenu } from "./saving.js";
import type { Surroundings } from "./surroundings.js";

/** The figures of the page, alive: each is drawn when it comes near the window, and again when what is shown changes. */

/** Figures this near to the window are drawn before they are seen. */
const NEAR = "400px 0px";

/** More rows than this no screen shows; a button draws all. */
const MOST_ROWS = 30;

/** Pixels: narrower than a column of a journal nothing can be read; on wide screens text is read from farther away. */
const LEAST_PX = 320;
const WIDE_PX = 700;
const WIDE_ZOOM = 1.25;

export class LiveFigures {
  readonly #figures: readonly LiveFigure[];
  readonly #around: Surroundings;
  #isDrawing = false;

  constructor(around: Surroundings) {
    this.#around = around;
    const hosts = [...document.querySelectorAll<HTMLElement>("figure[data-figure]")];
    this.#figures = hosts.map((host) => new LiveFigure(host, around, () => this.#draw()));
    const seen = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const figure = this.#figures.find(({ host }) => host === target);
          if (figure !== undefined) figure.isNear = isIntersecting;
        }
        this.#draw();
      },
      { rootMargin: NEAR },
    );
    for (const host of hosts) seen.observe(host);
    around.highlight.onChange((dims) => {
      for (const figure of this.#figures) figure.mark(dims);
    });
  }

  /** Those near the window are drawn anew now, the others when they come near. */
  refresh(): void {
    for (const figure of this.#figures) figure.isStale = true;
    this.#draw();
  }

  /** One after the other: what is seen first, first. */
  async #draw(): Promise<void> {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      await next.draw();
      // The browser shows it, and answers to whoever waits, before the next.
      await new Promise((resolve) => setTimeout(resolve));
    }
    this.#isDrawing = false;
    document.documentElement.dataset.ready = this.#around.view().theme;
  }

  #next(): LiveFigure | undefined {
    const waiting = this.#figures.filter(({ isNear, isStale }) => isNear && isStale);
    return waiting.toSorted((a, b) => a.distance() - b.distance())[0];
  }
}

class LiveFigure {
  readonly host: HTMLElement;
  readonly #around: Surroundings;
  readonly #live: HTMLElement;
  readonly #part: HTMLElement;
  readonly #all: HTMLButtonElement;
  #mostRows: number | null = MOST_ROWS;
  #svg = "";
  isNear = false;
  isStale = true;

  constructor(host: HTMLElement, around: Surroundings, redraw: () => void) {
    this.host = host;
    this.#around = around;
    this.#live = make("div", { className: "live" });
    this.#part = make("p", { className: "quiet rows", hidden: true });
    this.#all = make("button", { type: "button" });
    this.#all.addEventListener("click", () => {
      this.#mostRows = null;
      this.isStale = true;
      redraw();
    });
    const save = saveMenu(host.dataset.figure ?? "", around);
    host.append(this.#live, this.#part, save);
    around.tooltip.follow(this.#live);
  }

  /** Pixels from the middle of the window. */
  distance(): number {
    const { top, bottom } = this.host.getBoundingClientRect();
    return Math.max(0, top - innerHeight / 2, innerHeight / 2 - bottom);
  }

  async draw(): Promise<void> {
    this.isStale = false;
    const { drawer, view, highlight } = this.#around;
    const { shown, theme } = view();
    const across = this.host.clientWidth;
    const zoom = across > WIDE_PX ? WIDE_ZOOM : 1;
    const drawn = await drawer.ask({
      asks: "draw",
      figure: this.host.dataset.figure ?? "",
      shown,
      theme,
      width: Math.max(LEAST_PX, Math.round(across / zoom)),
      rows: this.#mostRows,
    });
    // Something else has been chosen meanwhile.
    if (this.isStale) return;
    this.#put(drawn);
    this.mark(highlight.dims);
  }

  #put({ svg, title, caption, rows, prepared }: Drawn): void {
    // Lineage is of all tensors, whichever are chosen.
    if (svg !== this.#svg) this.#show(svg);
    // What the page is headed by need not be said again.
    const headline = document.querySelector("h1")?.textContent ?? null;
    this.#write(".title", title === null ? null : besideHeadline(title, headline));
    this.#write(".caption", caption);
    const isPart = rows !== null && rows.shown < rows.all;
    this.#part.hidden = !isPart;
    if (isPart) {
      this.#all.textContent = `Draw all ${rows.all}`;
      this.#part.replaceChildren(`The ${rows.shown} tensors that changed most. `, this.#all);
    }
    this.host.classList.add("is-live");
    const { dataset } = this.host;
    dataset.drawn = String(Number(dataset.drawn ?? 0) + 1);
    document.documentElement.dataset.prepared = String(prepared);
  }

  #show(svg: string): void {
    this.#svg = svg;
    const drawing = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    // What it says is said by the words of its box; its thousand marks are nothing to read out.
    drawing.setAttribute("aria-hidden", "true");
    drawing.classList.add("marks");
    this.#live.replaceChildren(drawing);
  }

  #write(selector: string, text: string | null): void {
    const element = this.host.querySelector(selector);
    if (element !== null) element.textContent = unbroken(text ?? "");
  }

  mark(dims: readonly number[]): void {
    if (dims.length === 0 && !this.#live.classList.contains("has-chosen")) return;
    const chosen = new Set(dims.map(String));
    this.#live.classList.toggle("has-chosen", chosen.size > 0);
    for (const mark of this.#live.querySelectorAll<SVGElement>("[data-dim]"))
      mark.classList.toggle("chosen", chosen.has(mark.dataset.dim ?? ""));
  }
}
