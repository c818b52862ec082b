import { describe, expect, it } from "vitest";
import { AT_ONCE, inOrder } from "../../src/cli/open/inOrder.js";

/** Waits so many turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const ITEMS = Array.from({ length: 30 }, (_, place) => place);

describe("inOrder", () => {
  it("works on so many items at a time, and on no more", async () => {
    let open = 0;
    let most = 0;
    await inOrder(ITEMS, AT_ONCE, async (place) => {
      most = Math.max(most, ++open);
      await turns((place * 7) % 5);
      open--;
    });
    expect([most, open]).toEqual([AT_ONCE, 0]);
  });

  it("keeps the order of the items, whichever is done first", async () => {
    const done: number[] = [];
    const results = await inOrder(ITEMS, AT_ONCE, async (place) => {
      await turns(ITEMS.length - place);
      done.push(place);
      return `made of ${place}`;
    });
    expect(done).not.toEqual(ITEMS);
    expect(results).toEqual(ITEMS.map((place) => `made of ${place}`));
  });

  it("tells of the first item that fails, though a later one fails sooner, and begins no more", async () => {
    const begun: number[] = [];
    const work = inOrder(ITEMS, AT_ONCE, async (place) => {
      begun.push(place);
      await turns(place === 2 ? 9 : 1);
      if (place === 2 || place === 5) throw new Error(`item ${place}`);
    });
    await expect(work).rejects.toThrow("item 2");
    expect(begun.length).toBeLessThan(ITEMS.length);
  });

  it("makes nothing of no items", async () => {
    expect(await inOrder([], AT_ONCE, async () => 1)).toEqual([]);
  });
});
