import { describe, expect, it } from "vitest";
import { placeLabels } from "../../src/figure/panel/labels.js";
import { crosses, crossesBox, overlap } from "../../src/figure/panel/places.js";
import { type MovedDot, makePlane, planeDots } from "../../src/figure/panel/plane.js";
import { textWidth } from "../../src/figure/panel/text.js";
import { NOTE_FONT, paletteOf } from "../../src/figure/panel/theme.js";
import type { TensorComparison } from "../../src/model/comparison.js";
import { bell, madeUp, smallPair } from "../support/comparisons.js";

const PALETTE = paletteOf("light");

/** The six dims that moved farthest, with their names, in a panel of this size. */
function labelled(tensor: TensorComparison, size: { width: number; height: number }) {
  const plane = makePlane(tensor, size);
  if (plane === null) throw new Error("no plane");
  const most = new Set(tensor.change.topMoved.slice(0, 6).map(({ dim }) => dim));
  const dots = planeDots(tensor);
  const named = dots.filter(({ dim }) => most.has(dim));
  const others = dots.filter(({ dim }) => !most.has(dim));
  return { plane, named, ...placeLabels(named, others, plane, PALETTE) };
}

describe("the names of dots", () => {
  it("are each nearest to its own dot, whatever the size of the panel", async () => {
    const { tensors } = await smallPair();
    let count = 0;
    for (const tensor of tensors.filter(({ change }) => !change.identical)) {
      for (const size of [
        { width: 91, height: 130 },
        { width: 160, height: 98 },
        { width: 340, height: 260 },
      ]) {
        const { plane, named, notes, leaders } = labelled(tensor, size);
        for (const { x, y, text } of notes) {
          if (
            leaders.some((leader) => Math.abs(leader.y2 - y) < 6 && leader.x2 > x - 2 && leader.x2 < x + 30)
          )
            continue;
          const right = x + textWidth(text, NOTE_FONT);
          const half = NOTE_FONT.size / 2;
          const away = (dot: MovedDot) => {
            const [dotX, dotY] = [plane.xPx(dot.x), plane.yPx(dot.y)];
            return Math.hypot(Math.max(x - dotX, 0, dotX - right), Math.max(Math.abs(dotY - y) - half, 0));
          };
          const [nearest] = named.toSorted((a, b) => away(a) - away(b));
          expect(String(nearest?.dim)).toBe(text);
          count++;
        }
      }
    }
    expect(count).toBeGreaterThan(100);
  });

  it("are joined to dots that have no room beside them, and none is left out where there is space", () => {
    const pre = bell(60, 0.3, 0.02);
    // Six that moved alike, nearly in one spot.
    for (let dim = 0; dim < 6; dim++) pre[dim] = 0.3 + dim / 1000;
    const post = pre.map((value, dim) => value + (dim < 6 ? 0.2 + (dim === 3 ? 0.002 : dim / 1e5) : 0));
    const { tensors } = madeUp([{ pre, post }]);
    const { dims, notes, leaders } = labelled(tensors[0] as TensorComparison, { width: 160, height: 98 });
    expect(notes[0]?.text).toBe("3");
    expect(dims.size).toBe(6);
    expect(leaders.length).toBeGreaterThan(1);
    for (const [i, one] of leaders.entries())
      for (const other of leaders.slice(i + 1)) expect(crosses(one, other)).toBe(false);
  });

  it("and lines do not lie on each other", async () => {
    const { tensors } = await smallPair();
    for (const tensor of tensors.filter(({ change }) => !change.identical)) {
      const { notes, leaders } = labelled(tensor, { width: 91, height: 130 });
      const boxes = notes.map(({ x, y, text }) => {
        const half = NOTE_FONT.size / 2;
        return { x, x2: x + textWidth(text, NOTE_FONT), y: y - half, y2: y + half };
      });
      for (const [i, box] of boxes.entries())
        for (const other of boxes.slice(i + 1)) expect(overlap(box, other, 0)).toBe(false);
      for (const leader of leaders) for (const box of boxes) expect(crossesBox(leader, box)).toBe(false);
    }
  });
});
