import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { malformedAs } from "../../../src/format/shared/malformed.js";
import { openZip, type ZipArchive } from "../../../src/format/shared/zip.js";
import type { ZipEntry } from "../../../src/format/shared/zipDirectory.js";
import { memorySource } from "../../support/byteSources.js";
import { refusalOf } from "../../support/refusal.js";
import { type ZipSpec, zipBytes } from "../../support/zipFile.js";

const malformed = malformedAs("a valid archive", "mend it");
const TEXT = "LayerNorm ".repeat(100);

function open(
  entries: readonly ZipSpec[],
  change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): Promise<ZipArchive> {
  return openZip(memorySource(change(zipBytes(entries)), "a.zip"), malformed);
}

async function read(archive: ZipArchive, name: string): Promise<string> {
  const entry = archive.entries.get(name);
  return entry === undefined ? expect.fail(`no ${name}`) : Buffer.from(await archive.read(entry)).toString();
}

describe("openZip", () => {
  it("reads entries stored and deflated, whole, in part, and their start", async () => {
    const archive = await open([
      { name: "a", bytes: TEXT },
      { name: "b", bytes: TEXT, isDeflated: true },
    ]);
    expect([...archive.entries.values()]).toMatchObject([
      { name: "a", byteLength: 1000, isStored: true },
      { name: "b", byteLength: 1000, isStored: false },
    ]);
    for (const entry of archive.entries.values()) {
      expect(Buffer.from(await archive.read(entry)).toString()).toBe(TEXT);
      expect(Buffer.from(await archive.readStart(entry, 20)).toString()).toMatch(/^LayerNorm/);
    }
    const [stored] = archive.entries.values();
    if (stored === undefined) return expect.fail("no entry");
    expect(Buffer.from(await archive.readRange(stored, 10, 15)).toString()).toBe("Layer");
  });

  it.each([
    [
      "an end with bytes behind it",
      Buffer.concat([zipBytes([{ name: "b", bytes: "y" }]), Buffer.from("tail")]),
      "its directory is broken: Invalid comment length",
    ],
    ["the signature alone", Buffer.from("PK\x05\x06"), "its comment holds another end of the archive"],
  ])(
    "refuses a comment that holds another end of the archive, which Python's reader takes: %s",
    async (...[, other, message]) => {
      const opening = open([{ name: "a", bytes: "x" }], (bytes) => {
        const commented = Buffer.concat([bytes, other]);
        commented.writeUInt16LE(other.length, bytes.length - 2);
        return commented;
      });
      expect((await refusalOf(opening)).message).toContain(message);
    },
  );

  it("finds its directory in front of a comment", async () => {
    const archive = await open([{ name: "a", bytes: "x" }], (bytes) => {
      const commented = Buffer.concat([bytes, Buffer.from("comment")]);
      commented.writeUInt16LE(7, bytes.length - 2);
      return commented;
    });
    expect(await read(archive, "a")).toBe("x");
  });
});

it("an archive may say a name again in an extra field", async () => {
  expect(await read(await open([{ name: "a", bytes: "x", unicodePath: "a" }]), "a")).toBe("x");
});

describe("an archive is refused", () => {
  it.each<readonly [string, readonly ZipSpec[], RegExp]>([
    [
      "with a name twice",
      [
        { name: "a", bytes: "x" },
        { name: "a", bytes: "y" },
      ],
      /holds "a" twice/,
    ],
    [
      "with a name that leads out of it",
      [{ name: "../a", bytes: "x" }],
      /directory is broken: invalid relative path/,
    ],
    ["with an absolute name", [{ name: "/etc/passwd", bytes: "x" }], /directory is broken: absolute path/],
    ["with a name that ends early for Python", [{ name: "a\0b", bytes: "x" }], /holds a NUL/],
    [
      "with a second name in an extra field",
      [{ name: "a", bytes: "x", unicodePath: "b" }],
      /"a" has another name in an extra field \(0x7075\)/,
    ],
    [
      "whose stored entry claims another length",
      [{ name: "a", bytes: "x", claims: { byteLength: 9 } }],
      /size mismatch/,
    ],
  ])("%s", async (_what, entries, message) => {
    expect((await refusalOf(open(entries))).message).toMatch(message);
  });

  it.each([0, 1, 21, 60])("cut off after %i bytes", async (length) => {
    const refusal = await refusalOf(open([{ name: "a", bytes: TEXT }], (bytes) => bytes.subarray(0, length)));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toContain("its directory is broken");
  });
});

describe("an entry is refused", () => {
  const bomb = Buffer.alloc(10_000_000);

  it.each<readonly [string, ZipSpec, RegExp]>([
    [
      "that does not match its checksum",
      { name: "a", bytes: TEXT, claims: { crc: 1 } },
      /checksum \(CRC-32\)/,
    ],
    [
      "that does not match its checksum, deflated",
      { name: "a", bytes: TEXT, isDeflated: true, claims: { crc: 1 } },
      /checksum/,
    ],
    [
      "that inflates to more than it claims",
      { name: "a", bytes: bomb, isDeflated: true, claims: { byteLength: 100 } },
      /cannot be inflated to the 100 bytes/,
    ],
    [
      "that inflates to less than it claims",
      { name: "a", bytes: TEXT, isDeflated: true, claims: { byteLength: 2000 } },
      /has 1000 bytes, but claims 2000/,
    ],
    [
      "that claims what deflate cannot do",
      { name: "a", bytes: TEXT, isDeflated: true, claims: { byteLength: 10_000_000 } },
      /claims to inflate/,
    ],
    [
      "that is no deflated data",
      { name: "a", bytes: Buffer.alloc(50, 0xff), claims: { method: 8, crc: crc32("x"), byteLength: 50 } },
      /cannot be inflated/,
    ],
  ])("%s", async (_what, entry, message) => {
    const archive = await open([entry]);
    const [only] = archive.entries.values();
    if (only === undefined) return expect.fail("no entry");
    const refusal = await refusalOf(archive.read(only));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.where).toContain('entry "a"');
    expect(refusal.message).toMatch(message);
  });

  it("that is compressed by another method, as more than is read", async () => {
    const archive = await open([{ name: "a", bytes: TEXT, claims: { method: 14 } }]);
    const refusal = await refusalOf(archive.read(archive.entries.get("a") as ZipEntry));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toContain("method 14");
    expect(refusal.fix).toContain("zip -0");
  });

  it("whose checksum is 0, unless that means that none was computed", async () => {
    const bytes = zipBytes([{ name: "a", bytes: TEXT, claims: { crc: 0 } }]);
    const strict = await openZip(memorySource(bytes), malformed);
    const entry = strict.entries.get("a") as ZipEntry;
    expect((await refusalOf(strict.read(entry))).message).toContain("checksum (CRC-32)");
    const lenient = await openZip(memorySource(bytes), malformed, { zeroMeansUnchecked: true });
    expect(await lenient.read(entry)).toHaveLength(TEXT.length);
    const wrong = zipBytes([{ name: "a", bytes: TEXT, claims: { crc: 7 } }]);
    const other = await openZip(memorySource(wrong), malformed, { zeroMeansUnchecked: true });
    expect((await refusalOf(other.read(entry))).message).toContain("checksum (CRC-32)");
  });

  it("whose header is that of another entry", async () => {
    const archive = await open(
      [
        { name: "a", bytes: "x" },
        { name: "b", bytes: "y" },
      ],
      (bytes) => {
        const at = Buffer.from(bytes).lastIndexOf("PK\x01\x02", undefined, "latin1");
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).writeUInt32LE(0, at + 42);
        return bytes;
      },
    );
    const b = archive.entries.get("b");
    if (b === undefined) return expect.fail("no entry");
    expect((await refusalOf(archive.read(b))).message).toContain("header of another entry");
  });
});
