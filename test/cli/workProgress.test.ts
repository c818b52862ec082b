import { describe, expect, it } from "vitest";
import { gigabytes, workProgress } from "../../src/cli/terminal/workProgress.js";

describe("the progress of long work", () => {
  function stubbed(
    isTerminal: boolean,
    { columns = 80, what = "counting x", amount = gigabytes as typeof gigabytes | null } = {},
  ) {
    const written: string[] = [];
    let at = 0;
    const stream = {
      write: (chunk: string | Uint8Array) => {
        written.push(String(chunk));
      },
      isTerminal,
      columns,
      colourLevel: async () => 0 as const,
    } as const;
    const io = { stdout: stream, stderr: stream, env: {}, fetch, now: () => at };
    const progress = workProgress(io, false, { name: what, amount });
    return { written, progress, wait: (ms: number) => (at += ms) };
  }

  it("is not told within the first second, then with the time that is left", () => {
    const { written, progress, wait } = stubbed(true);
    wait(900);
    progress.onProgress(10, 100);
    expect(written).toEqual([]);
    wait(1100);
    progress.onProgress(25, 100);
    progress.end();
    expect(written).toEqual(["\rcounting x [#####---------------] 25 %, 6 s left\u001b[K", "\r\u001b[K"]);
  });

  it("keeps within a narrow terminal: first the name of the work gives way, then what stands left", () => {
    const line = (columns: number) => {
      const { written, progress, wait } = stubbed(true, { columns, what: "counting a/very/long/path/model" });
      wait(2000);
      progress.onProgress(50, 100);
      return written[0];
    };
    expect(line(60)).toBe("\rcounting a/very/lo... [##########----------] 50 %, 2 s left\u001b[K");
    expect(line(40)).toBe("\r[##########----------] 50 %, 2 s left\u001b[K");
    expect(line(20)).toBe("\r---] 50 %, 2 s left\u001b[K");
  });

  it("of checkpoints is told on a terminal alone", () => {
    for (const isTerminal of [true, false]) {
      const { written, progress, wait } = stubbed(isTerminal, { what: "reading run", amount: null });
      wait(10_000);
      progress.onProgress(12, 48);
      expect(written).toEqual(
        isTerminal ? ["\rreading run [#####---------------] 25 %, 30 s left\u001b[K"] : [],
      );
    }
  });

  it("is told once where nobody watches", () => {
    const { written, progress, wait } = stubbed(false);
    for (let i = 1; i <= 5; i++) {
      wait(1000);
      progress.onProgress(i * 1e9, 6e9);
    }
    progress.end();
    expect(written).toEqual(["counting x (6.0 GB to read)\n"]);
  });
});
