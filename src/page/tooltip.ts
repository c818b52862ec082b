import { readTip } from "../figure/told/tip.js";
import { make } from "./elements.js";

/** The words beside the pointer: what the mark under it shows. */

/** Between the pointer and the words, pixels. */
const GAP_PX = 14;

export class Tooltip {
  readonly #box = make("div", { id: "tip", hidden: true });
  /** Further lines about a tensor, by its label. */
  readonly #changes: ReadonlyMap<string, readonly string[]>;

  constructor(changes: ReadonlyMap<string, readonly string[]>) {
    this.#changes = changes;
    // Nothing to read out: what it says is in the tables.
    this.#box.ariaHidden = "true";
    document.body.append(this.#box);
  }

  /** Shows what the marks in `host` say. */
  follow(host: HTMLElement): void {
    host.addEventListener("pointermove", (event) => {
      const mark = (event.target as Element).closest("[data-tip]");
      if (mark === null) this.hide();
      else this.show(mark.getAttribute("data-tip") ?? "", event);
    });
    host.addEventListener("pointerleave", () => this.hide());
  }

  show(tip: string, { clientX, clientY }: MouseEvent): void {
    if (this.#box.dataset.tip !== tip) this.#write(tip);
    this.#box.hidden = false;
    const { offsetWidth, offsetHeight } = this.#box;
    const { clientWidth, clientHeight } = document.documentElement;
    const left =
      clientX + GAP_PX + offsetWidth > clientWidth ? clientX - GAP_PX - offsetWidth : clientX + GAP_PX;
    const top =
      clientY + GAP_PX + offsetHeight > clientHeight ? clientY - GAP_PX - offsetHeight : clientY + GAP_PX;
    this.#box.style.translate = `${Math.max(0, left)}px ${Math.max(0, top)}px`;
  }

  hide(): void {
    this.#box.hidden = true;
  }

  #write(tip: string): void {
    this.#box.dataset.tip = tip;
    const fields = readTip(tip);
    const subject = fields.find(([name]) => name === "tensor" || name === "series")?.[1];
    const isOfTensorAlone = fields.length === 1;
    const more = isOfTensorAlone ? (this.#changes.get(subject ?? "") ?? []) : [];
    this.#box.replaceChildren(
      ...(subject === undefined ? [] : [make("strong", { textContent: subject })]),
      ...fields
        .filter(([, value]) => value !== subject)
        .map(([name, value]) => make("div", {}, [make("span", { textContent: name }), ` ${value}`])),
      ...more.map((line) => make("div", { textContent: line })),
    );
  }
}
