import { type Palette, paletteOf } from "../figure/panel/theme.js";
import { tipText, writeTip } from "../figure/told/tip.js";
import type { PlaneData } from "./drawer/requests.js";
import { make } from "./elements.js";
import type { Surroundings } from "./surroundings.js";

/** One panel of the explorer: drawn on a canvas, since it is drawn anew whenever a dimension is highlighted. */

/** Around the plane: room for names and labels. */
const LEFT_PX = 52;
const TOP_PX = 26;
const RIGHT_PX = 12;
const BOTTOM_PX = 34;

/** A dot is under the pointer from this near. */
const REACH_PX = 7;
/** A shorter drag is a click. */
const LEAST_DRAG_PX = 4;

interface Place {
  readonly x: number;
  readonly y: number;
}

export class PlanePanel {
  readonly element: HTMLElement;
  readonly #plane: PlaneData;
  readonly #around: Surroundings;
  readonly #canvas = make("canvas");
  readonly #brush = make("div", { className: "brush", hidden: true });
  readonly #onBrush: () => void;
  #start: Place | null = null;
  isNear = false;
  isStale = true;

  /** `onBrush`: called before this panel is brushed. */
  constructor(plane: PlaneData, around: Surroundings, onBrush: () => void) {
    this.#plane = plane;
    this.#around = around;
    this.#onBrush = onBrush;
    const name = `${plane.label}: change against value, ${plane.dims.length} dimensions`;
    this.#canvas.setAttribute("role", "img");
    this.#canvas.ariaLabel = name;
    const frame = make("div", { className: "frame" }, [this.#canvas, this.#brush]);
    this.element = make("div", { className: "panel" }, [frame]);
    this.element.dataset.tensor = plane.label;
    const width = LEFT_PX + plane.width + RIGHT_PX;
    const height = TOP_PX + plane.height + BOTTOM_PX;
    Object.assign(this.#canvas.style, { width: `${width}px`, height: `${height}px` });
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    this.#listen();
  }

  clearBrush(): void {
    this.#brush.hidden = true;
  }

  draw(): void {
    this.isStale = false;
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    const palette = paletteOf(this.#around.view().theme);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.translate(LEFT_PX, TOP_PX);
    drawAxes(context, this.#plane, palette);
    this.#drawDots(context, palette);
  }

  /** Those that are highlighted last, over the others. */
  #drawDots(context: CanvasRenderingContext2D, palette: Palette): void {
    const { dims, x, y } = this.#plane;
    const chosen = new Set(this.#around.highlight.dims);
    let count = 0;
    context.fillStyle = palette.dust;
    context.globalAlpha = chosen.size === 0 ? 1 : 0.35;
    dims.forEach((dim, i) => {
      if (!chosen.has(dim)) dot(context, x[i] as number, y[i] as number, 1.6);
    });
    context.fillStyle = palette.post;
    context.globalAlpha = 1;
    dims.forEach((dim, i) => {
      if (!chosen.has(dim)) return;
      count++;
      dot(context, x[i] as number, y[i] as number, 3.2);
    });
    this.element.dataset.chosen = String(count);
  }

  #listen(): void {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.#onBrush();
      this.#start = placeIn(canvas, event);
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      const at = placeIn(canvas, event);
      if (this.#start === null) this.#tell(at, event);
      else this.#drag(this.#start, at);
    });
    canvas.addEventListener("pointerup", (event) => this.#finish(placeIn(canvas, event)));
    canvas.addEventListener("pointercancel", () => {
      this.#start = null;
      this.clearBrush();
    });
    canvas.addEventListener("pointerleave", () => this.#around.tooltip.hide());
  }

  #drag(from: Place, to: Place): void {
    this.#around.tooltip.hide();
    const [left, top] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
    Object.assign(this.#brush.style, {
      left: `${left + LEFT_PX}px`,
      top: `${top + TOP_PX}px`,
      width: `${Math.abs(to.x - from.x)}px`,
      height: `${Math.abs(to.y - from.y)}px`,
    });
    this.#brush.hidden = false;
  }

  #finish(to: Place): void {
    const from = this.#start;
    this.#start = null;
    if (from === null) return;
    const { highlight } = this.#around;
    if (Math.hypot(to.x - from.x, to.y - from.y) < LEAST_DRAG_PX) {
      this.clearBrush();
      const nearest = this.#nearest(to);
      if (nearest !== null) highlight.toggle(this.#plane.dims[nearest] as number);
      return;
    }
    highlight.set(this.#within(from, to));
  }

  #within(a: Place, b: Place): number[] {
    const { dims, x, y } = this.#plane;
    const between = (value: number, one: number, other: number) =>
      value >= Math.min(one, other) && value <= Math.max(one, other);
    return [...dims].filter((_, i) => between(x[i] as number, a.x, b.x) && between(y[i] as number, a.y, b.y));
  }

  /** The number of the dot under the pointer; null where there is none. */
  #nearest(at: Place): number | null {
    const { x, y } = this.#plane;
    let nearest: number | null = null;
    let least = REACH_PX;
    x.forEach((across, i) => {
      const distance = Math.hypot(across - at.x, (y[i] as number) - at.y);
      if (distance > least) return;
      least = distance;
      nearest = i;
    });
    return nearest;
  }

  #tell(at: Place, event: PointerEvent): void {
    const { tooltip } = this.#around;
    const nearest = this.#nearest(at);
    if (nearest === null) tooltip.hide();
    else tooltip.show(this.#tipOf(nearest), event);
  }

  #tipOf(number: number): string {
    const { label, dims } = this.#plane;
    const [pre, post] = [this.#plane.pre[number] as number, this.#plane.post[number] as number];
    const values = { dim: dims[number], pre, post, change: post - pre };
    return writeTip([
      ["tensor", label],
      ...Object.entries(values).map(([name, value]) => [name, tipText(name, value)] as const),
    ]);
  }
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function placeIn(canvas: HTMLElement, { clientX, clientY }: MouseEvent): Place {
  const { left, top } = canvas.getBoundingClientRect();
  return { x: clientX - left - LEFT_PX, y: clientY - top - TOP_PX };
}

function drawAxes(context: CanvasRenderingContext2D, plane: PlaneData, palette: Palette): void {
  const { width, height, label, xTicks, yTicks, zero } = plane;
  const text = (
    words: string,
    x: number,
    y: number,
    align: CanvasTextAlign,
    font: string,
    colour: string,
  ) => {
    context.font = `${font} Inter, Helvetica, Arial, sans-serif`;
    context.textAlign = align;
    context.fillStyle = colour;
    context.fillText(words, x, y);
  };
  context.strokeStyle = palette.axis;
  context.lineWidth = 0.8;
  context.strokeRect(0, 0, width, height);
  context.beginPath();
  context.moveTo(0, zero);
  context.lineTo(width, zero);
  context.stroke();
  text(label, 0, -9, "left", "600 13px", palette.ink);
  text("post − pre", width, -9, "right", "11px", palette.quietInk);
  text(plane.meaning, width / 2, height + 30, "center", "11px", palette.quietInk);
  for (const tick of xTicks) text(tick.text, tick.px, height + 15, "center", "11px", palette.quietInk);
  for (const tick of yTicks) text(tick.text, -5, tick.px + 4, "right", "11px", palette.quietInk);
}
