import { describe, expect, it } from "vitest";
import { unpickle } from "../../../src/format/torch/pickle.js";
import { PickleError } from "../../../src/format/torch/pickleValues.js";
import { call, dict, global, int, list, NONE, pickle, raw, text, tuple } from "../../support/pickleFile.js";

function read(piece: Buffer): unknown {
  return unpickle(pickle(piece)).value;
}

function refusal(bytes: Buffer): PickleError {
  try {
    unpickle(bytes);
  } catch (error) {
    if (error instanceof PickleError) return error;
    throw error;
  }
  return expect.fail("was accepted");
}

describe("unpickle", () => {
  it.each<readonly [string, Buffer, unknown]>([
    ["None", NONE, null],
    ["True", raw(0x88), true],
    ["False", raw(0x89), false],
    ["a byte", int(200), 200],
    ["two bytes", raw("M", 0x39, 0x30), 12345],
    ["a negative number", raw("J", 0xfe, 0xff, 0xff, 0xff), -2],
    ["a long number", int(-(2 ** 40)), -(2 ** 40)],
    ["the empty long", raw(0x8a, 0), 0],
    ["a float, big-endian", raw("G", Buffer.from("3ff8000000000000", "hex")), 1.5],
    ["text", text("h.0.ln_1.weight é"), "h.0.ln_1.weight é"],
    ["short text of protocol 4", raw(0x8c, 2, "ab"), "ab"],
    ["text with a length of eight bytes", raw(0x8d, Buffer.from("0200000000000000", "hex"), "ab"), "ab"],
    ["a string of Python 2", raw("U", 2, "a\xe9"), "aé"],
  ])("reads %s", (_what, piece, value) => {
    expect(read(piece)).toBe(value);
  });

  it.each<readonly [string, Buffer]>([
    ["bytes", raw("C", 2, "ab")],
    ["a set", raw(0x8f, "(", int(1), 0x90)],
    ["a frozen set", raw("(", int(1), 0x91)],
    ["an integer beyond 2^53", int(2 ** 53)],
    ["an integer of nine bytes", raw(0x8a, 9, Buffer.alloc(9, 1))],
    ["an integer of a megabyte", raw(0x8b, Buffer.from([0x40, 0x42, 0x0f, 0]), Buffer.alloc(1_000_000, 7))],
  ])("passes over %s, which nobody needs", (_what, piece) => {
    expect(read(piece)).toEqual({ kind: "opaque" });
  });

  it("reads tuples of every form, lists and dicts", () => {
    expect(read(tuple(int(1), int(2)))).toEqual({ kind: "tuple", items: [1, 2] });
    expect(read(raw(")"))).toEqual({ kind: "tuple", items: [] });
    expect(read(raw(int(1), 0x85))).toEqual({ kind: "tuple", items: [1] });
    expect(read(raw(int(1), int(2), int(3), 0x87))).toEqual({ kind: "tuple", items: [1, 2, 3] });
    expect(read(list(int(1), NONE))).toEqual({ kind: "list", items: [1, null] });
    expect(read(raw("]", int(1), "a"))).toEqual({ kind: "list", items: [1] });
    expect(read(raw("(", text("a"), int(1), "d"))).toEqual({ kind: "dict", items: new Map([["a", 1]]) });
    expect(read(raw("}", text("a"), int(1), "s"))).toEqual({ kind: "dict", items: new Map([["a", 1]]) });
  });

  it("keeps the last of the values that a dict is given under one key", () => {
    expect(
      read(
        dict([
          ["a", int(1)],
          ["a", int(2)],
        ]),
      ),
    ).toEqual({ kind: "dict", items: new Map([["a", 2]]) });
  });

  it("takes keys like __proto__ for what they are", () => {
    const value = read(
      dict([
        ["__proto__", int(1)],
        ["constructor", int(2)],
      ]),
    );
    expect(value).toEqual({
      kind: "dict",
      items: new Map([
        ["__proto__", 1],
        ["constructor", 2],
      ]),
    });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("remembers values in each of the three ways, and at any index", () => {
    expect(read(raw("(", text("a"), "q", 7, "h", 7, "t"))).toEqual({ kind: "tuple", items: ["a", "a"] });
    expect(read(raw("(", text("a"), "r", Buffer.alloc(4, 0xff), "j", Buffer.alloc(4, 0xff), "t"))).toEqual({
      kind: "tuple",
      items: ["a", "a"],
    });
    expect(read(raw("(", text("a"), 0x94, text("b"), 0x94, "h", 0, "h", 1, "t"))).toEqual({
      kind: "tuple",
      items: ["a", "b", "a", "b"],
    });
  });

  it("reads protocol 4, framed", () => {
    const body = raw(0x8c, 5, "torch", 0x94, 0x8c, 12, "FloatStorage", 0x94, 0x93, 0x94, ".");
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(body.length));
    expect(unpickle(raw(0x80, 4, 0x95, length, body)).value).toEqual({
      kind: "global",
      path: "torch.FloatStorage",
    });
  });

  it("names globals and writes calls down, and does nothing else with either", () => {
    const { value, globals } = unpickle(pickle(call("posix.system", text("touch /tmp/x"))));
    expect(value).toEqual({
      kind: "call",
      callee: { kind: "global", path: "posix.system" },
      args: { kind: "tuple", items: ["touch /tmp/x"] },
      items: new Map(),
      appended: [],
      states: [],
    });
    expect([...globals]).toEqual(["posix.system"]);
    expect(read(raw(global("a.B"), tuple(int(1)), 0x81))).toMatchObject({ kind: "call" });
    expect(read(raw(global("a.B"), tuple(int(1)), "}", 0x92))).toMatchObject({ kind: "call" });
    expect(
      read(raw(call("a.B"), dict([["x", int(1)]]), "b", NONE, "b", int(5), "a", int(6), "a")),
    ).toMatchObject({
      kind: "call",
      items: new Map(),
      appended: [5, 6],
      states: [{ kind: "dict", items: new Map([["x", 1]]) }, null],
    });
  });

  it("gives what one call is given to no other", () => {
    const two = tuple(raw(call("a.B"), int(5), "a", text("k"), int(1), "s"), call("a.B"));
    expect(read(two)).toMatchObject({ items: [{ appended: [5] }, { appended: [], items: new Map() }] });
  });

  it("says where it ended, so that another may follow, and what it refers to outside", () => {
    const first = pickle(raw(text("x"), "Q"));
    const { endByte, persistents } = unpickle(Buffer.concat([first, pickle(int(2))]));
    expect(endByte).toBe(first.length);
    expect(persistents).toEqual([{ kind: "persistent", id: "x" }]);
  });
});

describe("unpickle refuses", () => {
  it.each<readonly [string, Buffer, RegExp]>([
    ["an opcode of the extension registry", raw(0x82, 1), /opcode 0x82 is not one that builds data/],
    ["OBJ", raw("(", global("posix.system"), "o"), /opcode 0x6f/],
    ["INST", raw("(iposix\nsystem\n"), /opcode 0x69/],
    ["a persistent id in text", raw("Px\n"), /opcode 0x50/],
    ["numbers in text", raw("I1\n"), /opcode 0x49/],
    ["an unknown opcode", raw(0xff), /opcode 0xff/],
    ["an empty stack", raw(0x87), /the stack is empty/],
    ["a missing mark", raw("}u"), /no mark/],
    ["a mark where a value should be", raw("(0"), /the stack is empty/],
    ["a key without a value", raw("}(", text("a"), "u"), /a key has no value/],
    ["items set on a number", raw(int(1), text("a"), int(1), "s"), /is not a dict/],
    ["items appended to a dict", raw("}", int(1), "a"), /is not a list/],
    ["attributes set on a dict", raw("}}b"), /is not a call/],
    ["what was never remembered", raw("h", 3), /nothing was remembered as 3/],
    ["text that is not UTF-8", raw("X", Buffer.from([1, 0, 0, 0, 0xff])), /not valid UTF-8/],
    ["a global whose name is no text", raw(int(1), int(2), 0x93), /is not a text/],
    ["a name without end", raw("c", "x".repeat(2000)), /more than 1000 bytes/],
    ["values left over", raw(int(1), int(2)), /left over/],
  ])("%s", (_what, piece, message) => {
    expect(refusal(pickle(piece)).message).toMatch(message);
  });

  it.each<readonly [string, Buffer]>([
    ["text of 4 GB", raw("X", Buffer.alloc(4, 0xff), "abc")],
    ["a frame of 2^62 bytes", raw(0x95, Buffer.from("0000000000000040", "hex"))],
    ["a pickle without an end", raw(int(1)).subarray(0, 1)],
  ])("%s as cut off, before anything is allocated", (_what, piece) => {
    const error = refusal(Buffer.concat([Buffer.from([0x80, 2]), piece]));
    expect(error.kind).toBe("cut off");
    expect(error.byte).toBe(2);
  });

  it("protocols that are not there yet", () => {
    expect(refusal(raw(0x80, 255, "N.")).message).toContain("protocol 255");
  });

  it("more than a million objects, however small the file", () => {
    expect(refusal(raw(0x80, 2, "N", Buffer.alloc(1_100_000, 0x94), ".")).message).toContain(
      "more than 1000000 objects",
    );
    expect(refusal(raw(0x80, 2, "N", Buffer.alloc(1_100_000, 0x85), ".")).message).toContain(
      "more than 1000000 objects",
    );
  });

  it.each<readonly [string, Buffer]>([
    ["values in a list", raw("](", Buffer.alloc(3_100_000, 0x4e), "e")],
    ["marks", Buffer.alloc(3_100_000, 0x28)],
    ["values remembered", raw("Nq", 0, Buffer.alloc(6_200_000, "h\0"))],
  ])("more than three million values of any kind: %s", (_what, piece) => {
    expect(refusal(pickle(piece)).message).toContain("more than 3000000 values");
  });

  it("nothing that is only deep: a million nested tuples are a value like any other", () => {
    expect(read(raw("N", Buffer.alloc(999_000, 0x85)))).toMatchObject({ kind: "tuple" });
  });
});
