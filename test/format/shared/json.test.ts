import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeUtf8, JsonError, JsonReader } from "../../../src/format/shared/json.js";

/** Reads a whole text as one value of any kind. */
function skipAll(text: string): void {
  const json = new JsonReader(text);
  json.skip();
  json.end();
}

function readString(text: string): string {
  const json = new JsonReader(text);
  const value = json.string();
  json.end();
  return value;
}

function readSize(text: string): number {
  const json = new JsonReader(text);
  const value = json.size();
  json.end();
  return value;
}

function refusal(read: () => unknown): JsonError {
  try {
    read();
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw new Error("threw, but not a JsonError", { cause: error });
  }
  return expect.fail("was accepted");
}

describe("JsonReader.object", () => {
  it("hands out the members in order", () => {
    const seen: [string, number][] = [];
    const json = new JsonReader(' { "b" : 1 , "a":2,"":3 } ');
    json.object((key) => seen.push([key, json.size()]));
    json.end();
    expect(seen).toEqual([
      ["b", 1],
      ["a", 2],
      ["", 3],
    ]);
  });

  it("takes names of Object.prototype for keys like any other", () => {
    const keys: string[] = [];
    const json = new JsonReader('{"__proto__":1,"constructor":2,"hasOwnProperty":3}');
    json.object((key) => {
      keys.push(key);
      json.skip();
    });
    expect(keys).toEqual(["__proto__", "constructor", "hasOwnProperty"]);
    expect({}).not.toHaveProperty("polluted");
  });

  it.each([
    ["side by side", '{"a":1,"a":1}'],
    ["apart", '{"a":1,"b":2,"a":3}'],
    ["one of them written with an escape", '{"a":1,"\\u0061":2}'],
    ["named __proto__", '{"__proto__":1,"__proto__":2}'],
    ["deep inside", '{"x":[{"a":1,"a":2}]}'],
  ])("refuses a key given twice, %s", (_how, text) => {
    expect(refusal(() => skipAll(text)).message).toMatch(/the key "(a|__proto__)" is given twice/);
  });

  it("lets the same key stand in different objects", () => {
    expect(() => skipAll('{"a":{"a":1},"b":{"a":2}}')).not.toThrow();
  });

  it.each([
    ["a trailing comma", '{"a":1,}'],
    ["a leading comma", '{,"a":1}'],
    ["no colon", '{"a" 1}'],
    ["no comma", '{"a":1 "b":2}'],
    ["no value", '{"a":}'],
    ["no end", '{"a":1'],
    ["a bare key", "{a:1}"],
    ["a single-quoted key", "{'a':1}"],
    ["a comment", '{/* */"a":1}'],
    ["the wrong bracket at its end", '{"a":1]'],
    ["nothing at all", ""],
  ])("refuses an object with %s", (_what, text) => {
    expect(refusal(() => skipAll(text)).message).toMatch(/expected/);
  });
});

describe("JsonReader.array", () => {
  it("hands out the items in order", () => {
    const sizes: number[] = [];
    const json = new JsonReader("[ 1,2 , 3 ]");
    json.array(() => sizes.push(json.size()));
    json.end();
    expect(sizes).toEqual([1, 2, 3]);
  });

  it("reads an empty array without asking for an item", () => {
    const json = new JsonReader("[ \n ]");
    json.array(() => expect.fail("there is no item"));
    json.end();
  });

  it.each(["[1,]", "[,1]", "[1 2]", "[1", "[1}", "[1,,2]"])("refuses %s", (text) => {
    expect(() => skipAll(text)).toThrow(JsonError);
  });
});

describe("JsonReader.string", () => {
  it.each([
    ['""', ""],
    ['"h.0.ln_1.weight"', "h.0.ln_1.weight"],
    ['"a\\"b"', 'a"b'],
    ['"a\\\\"', "a\\"],
    ['"\\\\\\""', '\\"'],
    ['"\\/\\b\\f\\n\\r\\t"', "/\b\f\n\r\t"],
    ['"\\u0041\\u00e9\\u6a21"', "Aé模"],
    ['"\\ud83d\\ude00"', "😀"],
    ['"😀模型"', "😀模型"],
    ['"\\u0000"', "\0"],
    ['"\u007f\u0085\u2028"', "\u007f\u0085\u2028"],
  ])("reads %s", (text, value) => {
    expect(readString(text)).toBe(value);
  });

  it.each([
    ["an unknown escape", '"\\x41"'],
    ["half an escape", '"\\u00"'],
    ["a raw newline", '"a\nb"'],
    ["a raw NUL", '"a\0b"'],
    ["a raw tab", '"a\tb"'],
    ["a lone high surrogate as an escape", '"\\ud83d"'],
    ["a lone low surrogate as an escape", '"\\ude00"'],
    ["surrogates in the wrong order", '"\\ude00\\ud83d"'],
    ["a lone surrogate itself", '"\ud83d"'],
  ])("refuses %s", (_what, text) => {
    expect(refusal(() => readString(text)).message).toContain("is not a valid string");
  });

  it.each(['"abc', '"abc\\"', '"', '"\\'])("refuses %s, which does not end", (text) => {
    expect(refusal(() => readString(text)).message).toContain("does not end");
  });

  it("reads a megabyte of backslashes in a moment", () => {
    const value = "\\".repeat(500_000);
    expect(readString(JSON.stringify(value))).toBe(value);
  });
});

describe("JsonReader.size", () => {
  it.each([
    ["0", 0],
    ["768", 768],
    ["9007199254740991", 2 ** 53 - 1],
  ])("reads %s", (text, value) => {
    expect(readSize(text)).toBe(value);
  });

  it.each([
    "9007199254740992",
    "9007199254740993",
    "18446744073709551615",
    "1".repeat(400),
    "-1",
    "-0",
    "1.0",
    "0.5",
    "1e3",
    "1E0",
    "1e-1",
  ])("refuses %s, though it is JSON", (text) => {
    expect(refusal(() => readSize(text)).message).toMatch(/is not an integer between 0 and 2\^53 - 1/);
  });

  it.each(["", "+1", ".5", "NaN", "Infinity", "true", '"1"', "[1]", "null", "١"])(
    "refuses %j, which is no number in JSON",
    (text) => {
      expect(refusal(() => readSize(text)).message).toContain("expected a number");
    },
  );

  it.each(["01", "0x10", "1_000", "1n", "1."])("refuses what follows the number in %s", (text) => {
    expect(() => readSize(text)).toThrow(JsonError);
  });
});

describe("JsonReader.skip", () => {
  it.each(["null", "true", "false", "-1.5e+3", '"x"', "{}", "[]", '{"a":[null,{"b":[1,2.5,"c"]}]}'])(
    "passes over %s",
    (text) => {
      expect(() => skipAll(text)).not.toThrow();
    },
  );

  it.each(["nul", "True", "undefined", "NaN", "-", "1e", ".5", "'a'", "#"])("refuses %s", (text) => {
    expect(() => skipAll(text)).toThrow(JsonError);
  });

  it.each([
    ["arrays", "[", "]"],
    ["objects", '{"a":', "}"],
    ["both in turn", '[{"a":', "}]"],
  ])("passes over a few dozen nested %s", (_what, open, close) => {
    expect(() => skipAll(`${open.repeat(30)}1${close.repeat(30)}`)).not.toThrow();
  });

  it.each([
    ["arrays", "["],
    ["objects", '{"a":'],
    ["both in turn", '[{"a":'],
  ])("refuses a million nested %s instead of overflowing the stack", (_what, open) => {
    expect(refusal(() => skipAll(open.repeat(1_000_000))).message).toContain("nested more than 64 deep");
  });
});

describe("JsonReader.end", () => {
  it("lets white space stand before and after the value", () => {
    expect(() => skipAll(" \t\r\n{} \t\r\n")).not.toThrow();
  });

  it.each(["{} x", "{}{}", "{},", "{}\0", "{}\u00a0", "{}\u2028", "{}//"])("refuses %j", (text) => {
    expect(refusal(() => skipAll(text)).message).toContain("after its end");
  });

  it("refuses a byte order mark", () => {
    expect(() => skipAll("\ufeff{}")).toThrow(JsonError);
  });
});

describe("JsonError", () => {
  it("says where in the text the trouble is", () => {
    expect(refusal(() => skipAll('{"a":1,"b":?}')).offset).toBe(11);
  });

  it("repeats hostile text escaped, and only its beginning", () => {
    const { message } = refusal(() => skipAll(`"\u001b[31m${"x".repeat(100_000)}`.concat('\n"')));
    expect(message).not.toContain("\u001b");
    expect(message).toContain("\\u{1b}");
    expect(message.length).toBeLessThan(300);
  });
});

describe("decodeUtf8", () => {
  it("decodes UTF-8 and keeps a byte order mark", () => {
    expect(decodeUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0xc3, 0xa9]))).toBe("\ufeff{é");
  });

  it.each([
    ["a lone lead byte", [0xc3]],
    ["a lone continuation byte", [0x80]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["a code point above U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
    ["a byte that never occurs", [0x61, 0xff]],
  ])("refuses %s", (_what, bytes) => {
    expect(refusal(() => decodeUtf8(new Uint8Array(bytes))).message).toContain("not valid UTF-8");
  });
});

describe("any header that JSON.stringify writes", () => {
  interface Entry {
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly data_offsets: readonly number[];
  }

  /** All strings that JSON can carry: fast-check's "binary" unit is every code point but lone surrogates. */
  const text = fc.string({ unit: "binary", maxLength: 30 });
  const size = fc.oneof(fc.nat({ max: 4096 }), fc.maxSafeNat());
  const entry: fc.Arbitrary<Entry> = fc.record({
    dtype: fc.oneof(fc.constantFrom("F32", "F16", "BF16"), text),
    shape: fc.array(size, { maxLength: 5 }),
    data_offsets: fc.tuple(size, size),
  });
  const members = fc.uniqueArray(fc.tuple(fc.oneof(text, fc.constant("__proto__")), entry), {
    selector: ([name]) => name,
    maxLength: 10,
  });

  function readHeader(header: string): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    const json = new JsonReader(header);
    json.object((name) => {
      let dtype = "";
      const sizes = new Map<string, number[]>();
      json.object((field) => {
        if (field === "dtype") {
          dtype = json.string();
          return;
        }
        const list: number[] = [];
        json.array(() => list.push(json.size()));
        sizes.set(field, list);
      });
      entries.set(name, {
        dtype,
        shape: sizes.get("shape") ?? [],
        data_offsets: sizes.get("data_offsets") ?? [],
      });
    });
    json.end();
    return entries;
  }

  it("reads with the same names, dtypes and sizes", () => {
    fc.assert(
      fc.property(members, fc.nat({ max: 4 }), (list, indent) => {
        // fromEntries gives even "__proto__" as a member of its own.
        const header = JSON.stringify(Object.fromEntries(list), null, indent);
        expect(readHeader(header)).toEqual(new Map(list));
      }),
      { numRuns: 500 },
    );
  });

  it("is passed over, and so is any other JSON value without bottomless nesting", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 10, stringUnit: "binary" }),
        fc.nat({ max: 4 }),
        (value, indent) => {
          skipAll(JSON.stringify(value, null, indent));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("agrees with JSON.parse that a damaged text is none: it accepts nothing that JSON.parse refuses", () => {
    const damaged = fc
      .tuple(
        members,
        fc.nat(),
        fc.constantFrom("", '"', "{", "}", "[", "]", ",", ":", "\\", "0", "-", " ", "\n"),
      )
      .map(([list, at, insert]) => {
        const whole = JSON.stringify(Object.fromEntries(list));
        const cut = at % (whole.length + 1);
        return whole.slice(0, cut) + insert + whole.slice(insert === "" ? cut + 1 : cut);
      });
    let refused = 0;
    fc.assert(
      fc.property(damaged, (header) => {
        try {
          skipAll(header);
        } catch (error) {
          expect(error).toBeInstanceOf(JsonError);
          refused++;
          return;
        }
        expect(() => JSON.parse(header)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(0);
  });
});
