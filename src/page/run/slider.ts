import { make } from "../elements.js";

/** The slider of steps: moved by hand, by the arrow keys, or playing by itself. */

/** Between two steps while it plays, milliseconds; longer for those who asked for less motion. */
const PLAY_MS = 180;
const CALM_MS = 1000;

/** `steps`: each in words. The last one is shown first. */
export function addSlider(
  host: HTMLElement,
  steps: readonly string[],
  onChange: (place: number) => void,
): void {
  const last = steps.length - 1;
  const range = make("input", { type: "range", min: "0", max: String(last), step: "1", value: String(last) });
  range.setAttribute("aria-label", "Step");
  const said = make("output", {});
  const play = make("button", { type: "button" });
  const show = (place: number) => {
    range.value = String(place);
    const words = steps[place] ?? "";
    said.textContent = words;
    range.setAttribute("aria-valuetext", words);
    onChange(place);
  };
  const player = new Player(play, (wrap) => {
    const next = Number(range.value) + 1;
    if (next > last && !wrap) return false;
    show(next > last ? 0 : next);
    return true;
  });
  range.addEventListener("input", () => {
    player.stop();
    show(Number(range.value));
  });
  host.addEventListener("submit", (event) => event.preventDefault());
  host.append(play, range, said);
  host.hidden = false;
  show(last);
}

class Player {
  readonly #button: HTMLButtonElement;
  /** Goes a step on, from the last one to the first if `wrap`; false where there is none. */
  readonly #advance: (wrap: boolean) => boolean;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(button: HTMLButtonElement, advance: (wrap: boolean) => boolean) {
    this.#button = button;
    this.#advance = advance;
    button.addEventListener("click", () => (this.#timer === null ? this.#start() : this.stop()));
    this.#name();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#name();
  }

  #start(): void {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#advance(true);
    this.#timer = setInterval(() => this.#advance(false) || this.stop(), isCalm ? CALM_MS : PLAY_MS);
    this.#name();
  }

  #name(): void {
    this.#button.textContent = this.#timer === null ? "Play" : "Pause";
  }
}
