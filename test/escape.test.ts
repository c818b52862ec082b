import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  escapeCommands,
  escapeControls,
  escapeCsv,
  escapeJson,
  escapeMarkdown,
  escapeWholeXml,
  escapeXml,
  quote,
} from "../src/escape.js";

/** What Unicode has as not to be seen: controls, formats, line and paragraph separators, surrogates, no characters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{NChar}]/u;

/** Any text, lone surrogates too, with more than chance would give of what matters. */
const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        "\u001b[31m",
        "\r",
        "\n",
        "\u009b",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\ud83d",
        '"',
        "|",
        "<",
        "😀",
      ),
      fc.string({ unit: "grapheme" }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

describe("escapeControls", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "\\u{1b}[31mred\\u{1b}[0m"],
    ["\u001b]0;title\u0007", "\\u{1b}]0;title\\u{7}"],
    ["line\r\nline", "line\\u{d}\\u{a}line"],
    ["tab\tnul\0", "tab\\u{9}nul\\u{0}"],
    ["\u007f\u0080\u009b", "\\u{7f}\\u{80}\\u{9b}"],
    ["\u2028\u2029", "\\u{2028}\\u{2029}"],
    ["\u202eevil\u202c", "\\u{202e}evil\\u{202c}"],
    ["\u2066a\u2069\u061c", "\\u{2066}a\\u{2069}\\u{61c}"],
    ["\u200bzero\u200dwidth\ufeff", "\\u{200b}zero\\u{200d}width\\u{feff}"],
    ["\ud83d", "\\u{d83d}"],
    ["\ude00\ud83d", "\\u{de00}\\u{d83d}"],
  ])("makes %j inert", (text, inert) => {
    expect(escapeControls(text)).toBe(inert);
  });

  it.each(["h.5.ln_1.weight", "gpt2/checkpoint 500", "ünïcödé 模型 😀 e\u0301", "", "\\u{1b}", " "])(
    "leaves %j as it is",
    (text) => {
      expect(escapeControls(text)).toBe(text);
    },
  );

  it("leaves no character that Unicode calls a control, a format, a separator of lines or a lone surrogate", () => {
    const left: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const character = String.fromCodePoint(codePoint);
      if (INVISIBLE.test(character) && INVISIBLE.test(escapeControls(character))) {
        left.push(`U+${codePoint.toString(16)}`);
      }
    }
    expect(left.join(" ")).toBe("");
  });

  it("changes nothing that is to be seen", () => {
    const changed: string[] = [];
    for (let codePoint = 0x20; codePoint <= 0x10ffff; codePoint++) {
      const character = String.fromCodePoint(codePoint);
      if (/[\p{L}\p{N}\p{P}\p{S}\p{Zs}]/u.test(character) && escapeControls(character) !== character) {
        changed.push(`U+${codePoint.toString(16)}`);
      }
    }
    expect(changed.join(" ")).toBe("");
  });

  it("makes any text well-formed, of one line and the same when it is escaped again", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const inert = escapeControls(text);
        expect(inert.isWellFormed()).toBe(true);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
        expect(inert).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(escapeControls(inert)).toBe(inert);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("quote", () => {
  it("puts text in quotes, inert", () => {
    expect(quote("h.0.ln_1.weight")).toBe('"h.0.ln_1.weight"');
    expect(quote("\u001b[31m")).toBe('"\\u{1b}[31m"');
  });

  it("shows 120 characters and says that there are more", () => {
    expect(quote("x".repeat(120))).toBe(`"${"x".repeat(120)}"`);
    expect(quote("x".repeat(121))).toBe(`"${"x".repeat(120)}..."`);
  });

  it("does not show half a character where it cuts", () => {
    expect(quote(`${"x".repeat(119)}😀😀`)).toBe(`"${"x".repeat(119)}..."`);
  });
});

describe("escapeJson", () => {
  it("writes what could act on a terminal as JSON's own escapes, which mean the same", () => {
    const json = JSON.stringify({ name: "\u007f\u009b31m\u202e\u2028\ufeff" });
    expect(escapeJson(json)).toBe('{"name":"\\u007f\\u009b31m\\u202e\\u2028\\ufeff"}');
  });

  it("changes no value, whatever the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = escapeJson(JSON.stringify([text]));
        expect(JSON.parse(escaped)).toEqual([text]);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
        expect(escaped).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 1000 },
    );
  });
});

/** As GitHub's runner looks for commands, and others like it. */
const COMMAND = /^\s*::|##[a-z]*\[/im;
const anyCommand = fc
  .array(
    fc.constantFrom("::error::", "##[error]", "##vso[x]", "##", "[", ":", " ", "\u00a0", "\n", "\r\n", "x"),
  )
  .map((parts) => parts.join(""));

describe("escapeCommands", () => {
  it.each([
    ["::error::x", "\\u{3a}:error::x"],
    ["ok\n \t::stop-commands::x\nok", "ok\n \t\\u{3a}:stop-commands::x\nok"],
    ["\u00a0\u3000::add-mask::x", "\u00a0\u3000\\u{3a}:add-mask::x"],
    ["a ##[error]b", "a ##\\u{5b}error]b"],
    ["##vso[task.setvariable]", "##vso\\u{5b}task.setvariable]"],
    ["a::b", "a::b"],
    ["# heading\n## heading [x]", "# heading\n## heading [x]"],
  ])("makes of %j what no CI system obeys", (text, inert) => {
    expect(escapeCommands(text)).toBe(inert);
  });

  it("leaves no command in any text, and lines as they are", () => {
    fc.assert(
      fc.property(anyCommand, (text) => {
        expect(escapeCommands(text)).not.toMatch(COMMAND);
        expect(escapeCommands(text).split("\n")).toHaveLength(text.split("\n").length);
        expect(escapeCommands(escapeCommands(text))).toBe(escapeCommands(text));
      }),
    );
  });

  it("is not needed behind any other escape: fields, elements, JSON and Markdown hold none either", () => {
    fc.assert(
      fc.property(anyCommand, (text) => {
        const json = escapeJson(JSON.stringify([text]));
        for (const inert of [escapeCsv(text), `<a>${escapeXml(text)}</a>`, json])
          expect(inert).not.toMatch(COMMAND);
        expect(`- ${escapeMarkdown(text)}`).not.toMatch(COMMAND);
        expect(JSON.parse(json)).toEqual([text]);
      }),
    );
  });
});

describe("escapeWholeXml", () => {
  it("shows what XML 1.0 does not allow, and changes nothing else", () => {
    const xml = "<a b='\t\n\r é模😀\u0085'>\u0001\u000b\ufffe\uffff\ud800</a>";
    expect(escapeWholeXml(xml)).toBe("<a b='\t\n\r é模😀\u0085'>\\u{1}\\u{b}\\u{fffe}\\u{ffff}\\u{d800}</a>");
  });
});

describe("escapeMarkdown", () => {
  it.each([
    ["a|b", "a\\|b"],
    ["<script>alert(1)</script>", "&lt;script&gt;alert\\(1\\)&lt;/script&gt;"],
    ["&lt;", "&amp;lt;"],
    ["[text](javascript:alert(1))", "\\[text\\]\\(javascript:alert\\(1\\)\\)"],
    ["![image](x)", "\\!\\[image\\]\\(x\\)"],
    ["**bold** _it_ `code` ~~no~~", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\~\\~no\\~\\~"],
    ["back\\slash", "back\\\\slash"],
    ["# heading", "\\# heading"],
    ["two\nlines", "two\\\\u\\{a\\}lines"],
    ["\u001b[31m", "\\\\u\\{1b\\}\\[31m"],
    ["@me and #1", "&#64;me and \\#1"],
  ])("makes %j text of one cell", (text, markdown) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });

  it("leaves no bar, tag or line break in any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const markdown = escapeMarkdown(text);
        expect(markdown).not.toMatch(/[<>\n\r]/);
        expect(markdown.replace(/\\[\\`*_{}[\]()#!|~]/g, "")).not.toMatch(/[\\`*_[\]|~]/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("escapeCsv", () => {
  it.each([
    ["h.0.ln_1.weight", "h.0.ln_1.weight"],
    ["a,b", '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ["two\nlines", "two\\u{a}lines"],
    ["", ""],
  ])("writes %j as one field", (text, field) => {
    expect(escapeCsv(text)).toBe(field);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1", "\r=1"])(
    "defuses %j, which a spreadsheet would run",
    (text) => {
      expect(escapeCsv(text)).not.toMatch(/^"?[=+\-@\t\r]/);
    },
  );

  it.each([
    ["x;=1+1", `"x;'=1+1"`],
    ["x; =1+1", `"x; '=1+1"`],
    [" =1+1", `" '=1+1"`],
    ["＝1+1", "'＝1+1"],
    ["x;＠SUM(A1)", `"x;'＠SUM(A1)"`],
    ["a;b", '"a;b"'],
    ["::error::x", "'::error::x"],
    [" ::error::x", `" '::error::x"`],
    ["##[error]x", "##\\u{5b}error]x"],
    ["a=b", "a=b"],
  ])("writes %j as %s: no formula between semicolons, no command of a log", (text, field) => {
    expect(escapeCsv(text)).toBe(field);
  });

  it("reads back as the inert text by RFC 4180, whatever the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const field = escapeCsv(text);
        const quoted = /^"((?:[^"]|"")*)"$/.exec(field);
        if (quoted === null) expect(field).not.toMatch(/[",;\n\r]/);
        const value = quoted === null ? field : (quoted[1] ?? "").replaceAll('""', '"');
        // Without the apostrophes that defuse it.
        const bare = value
          .replace(/(^|;)(\s*)'(?=[=+\-@＝＋－＠])/g, "$1$2")
          .replace(/^(\s*)'(?=::)/, "$1")
          .replace(/(##[a-z]*)\\u\{5b\}/gi, "$1[");
        expect(bare).toBe(escapeControls(text));
      }),
      { numRuns: 1000 },
    );
  });
});
