import { describe, expect, it } from "vitest";
import { measureInTurn } from "../../bench/rounds.mjs";

const node = (script: string) => [process.execPath, "-e", script];
const silent = () => {};

type Warm = { name: string; printed: string };
type Measured = { name: string; runs: readonly { ms: number }[] };

describe("the benchmark's rounds", () => {
  it("run each command once a round, and show the check what it printed", async () => {
    const rows = [
      { name: "first", line: node("console.log(1)") },
      { name: "second", line: node("console.log(2)") },
    ];
    const seen: unknown[] = [];
    const measured: readonly Measured[] = await measureInTurn(
      rows,
      2,
      silent,
      async (warm: readonly Warm[]) => {
        seen.push(...warm.map(({ name, printed }) => [name, printed]));
        return warm.slice(1);
      },
    );
    expect(seen).toEqual([
      ["first", "1\n"],
      ["second", "2\n"],
    ]);
    expect(measured.map(({ name, runs }) => [name, runs.length])).toEqual([["second", 2]]);
    expect(measured[0]?.runs.every(({ ms }) => ms > 0)).toBe(true);
  });

  it("leave out a peer that fails, with a word", async () => {
    const said: string[] = [];
    const rows = [
      { name: "ours", line: node("0") },
      { name: "a peer", isPeer: true, line: node("throw new Error('too old')") },
      { name: "no program", isPeer: true, line: ["no-such-program"] },
    ];
    const measured: readonly Measured[] = await measureInTurn(rows, 1, (text: string) => said.push(text));
    expect(measured.map(({ name }) => name)).toEqual(["ours"]);
    expect(said).toContainEqual(expect.stringMatching(/^a peer is left out: .*too old/s));
    expect(said).toContainEqual(expect.stringMatching(/^no program is left out: /));
  });

  it("end when a command of ours fails", async () => {
    const rows = [{ name: "ours", line: node("process.exit(3)") }];
    await expect(measureInTurn(rows, 1, silent)).rejects.toThrow("process.exit(3)");
  });
});
