import { describe, expect, it } from "vitest";
import { withSharedBaseline } from "../../src/cli/open/sharedBaseline.js";
import { openCheckpoint } from "../../src/index.js";
import type { GptModel } from "../../src/model/norms.js";
import { SMALL_PRE } from "../support/comparisons.js";

/** A way to open a checkpoint that writes down what is done with it. */
function watched() {
  const done: string[] = [];
  const open = async (): Promise<GptModel> => {
    const model = await openCheckpoint(SMALL_PRE);
    done.push("open");
    return {
      ...model,
      readEffective: (name) => {
        done.push(name);
        return model.readEffective(name);
      },
      close: () => {
        done.push("close");
        return model.close();
      },
    };
  };
  return { done, open };
}

describe("a shared baseline", () => {
  it("is opened once, read once and closed once, however many ask", async () => {
    const { done, open } = watched();
    const values = await withSharedBaseline(open, async (openBaseline) => {
      const models = await Promise.all([openBaseline(), openBaseline(), openBaseline()]);
      const first = await Promise.all(models.map((model) => model.readEffective("ln_f.weight")));
      return [...first, await (await openBaseline()).readEffective("ln_f.weight")];
    });
    expect(done).toEqual(["open", "ln_f.weight", "close"]);
    expect(values.length).toBe(4);
    expect(values.every((each) => each === values[0] && each.length === 256)).toBe(true);
  });

  it("is closed though the work fails", async () => {
    const { done, open } = watched();
    const work = withSharedBaseline(open, async (openBaseline) => {
      await openBaseline();
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(done).toEqual(["open", "close"]);
  });

  it("is not opened where nobody asks", async () => {
    const { done, open } = watched();
    expect(await withSharedBaseline(open, async () => "done")).toBe("done");
    expect(done).toEqual([]);
  });

  it("that cannot be opened is tried once, and all who ask are told", async () => {
    let tries = 0;
    const open = async (): Promise<GptModel> => {
      tries++;
      throw new Error("missing");
    };
    const told = await withSharedBaseline(open, (openBaseline) =>
      Promise.allSettled([openBaseline(), openBaseline()]),
    );
    expect(told.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(tries).toBe(1);
  });
});
