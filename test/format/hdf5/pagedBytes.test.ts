import { describe, expect, it } from "vitest";
import { PagedBytes } from "../../../src/format/hdf5/pagedBytes.js";
import { memorySource } from "../../support/byteSources.js";

describe("bytes that are fetched in pages", () => {
  it("are served once they were fetched, across pages", async () => {
    const bytes = Uint8Array.from({ length: 40_000 }, (_, i) => i % 251);
    const paged = new PagedBytes(memorySource(bytes));
    const target = new Uint8Array(20_000);
    expect(paged.copy(10_000, target)).toBe(false);
    await paged.fetchMissing();
    expect(paged.copy(10_000, target)).toBe(true);
    expect(target).toEqual(bytes.slice(10_000, 30_000));
  });

  it("are none where none are asked for, wherever that is: a damaged file points beyond its end", async () => {
    const paged = new PagedBytes(memorySource(new Uint8Array(100)));
    expect(paged.copy(16_760_833, new Uint8Array())).toBe(true);
    expect(paged.isMissingSome).toBe(false);
  });
});
