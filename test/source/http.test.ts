import type { ServerResponse } from "node:http";
import { beforeEach, describe, expect, it } from "vitest";
import { openSource } from "../../src/source/index.js";
import { served, useServer } from "../support/httpServer.js";
import { refusalOf } from "../support/refusal.js";

const server = useServer();
const other = useServer();

/** 200,000 bytes of which no two neighbours are alike. */
const BYTES = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
const HEAD_BYTES = 65_536;
const PATH = "/models/model.safetensors";
let waits: number[] = [];

beforeEach(() => {
  server.reset();
  other.reset();
  server.files.set(PATH, served(BYTES));
  waits = [];
});

function open(path = PATH, origin = server.origin) {
  return openSource(origin + path, {
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
  });
}

describe("a file behind a redirect", () => {
  it("is asked for where it was found, until it is no longer there", async () => {
    let signature = 1;
    server.misbehave = (_, response) => {
      response.writeHead(302, { location: `${other.origin}/signed?signature=${signature}` }).end();
      return true;
    };
    other.files.set("/signed", served(BYTES));
    other.misbehave = (request, response) => {
      if (request.url?.endsWith(`=${signature}`) === true) return false;
      response.writeHead(403).end("expired");
      return true;
    };
    const source = await open();
    expect(await source.read(70_000, 70_010)).toEqual(BYTES.slice(70_000, 70_010));
    expect([server.seen.length, other.seen.length]).toEqual([1, 2]);
    signature = 2;
    expect(await source.read(80_000, 80_010)).toEqual(BYTES.slice(80_000, 80_010));
    expect([server.seen.length, other.seen.length]).toEqual([2, 4]);
  });
});

describe("a file on a server that serves ranges", () => {
  it("is opened by one request for its first bytes, which also tells its length", async () => {
    const source = await open();
    expect(source.byteLength).toBe(BYTES.length);
    expect(server.seen).toMatchObject([{ path: PATH, range: "bytes=0-65535", authorization: null }]);
    expect(server.sentBytes).toBe(HEAD_BYTES);
  });

  it("is read by exactly the ranges asked for; what came with the first answer is not asked for again", async () => {
    const source = await open();
    expect(await source.read(10, 20)).toEqual(BYTES.slice(10, 20));
    expect(await source.read(HEAD_BYTES - 5, HEAD_BYTES)).toEqual(BYTES.slice(HEAD_BYTES - 5, HEAD_BYTES));
    expect(server.seen).toHaveLength(1);
    expect(await source.read(HEAD_BYTES - 5, HEAD_BYTES + 5)).toEqual(
      BYTES.slice(HEAD_BYTES - 5, HEAD_BYTES + 5),
    );
    expect(await source.read(199_999, 200_000)).toEqual(BYTES.slice(199_999));
    expect(await source.read(150_000, 150_000)).toHaveLength(0);
    expect(server.seen.map(({ range }) => range)).toEqual([
      "bytes=0-65535",
      "bytes=65531-65540",
      "bytes=199999-199999",
    ]);
    expect(server.sentBytes).toBe(HEAD_BYTES + 11);
  });

  it("may be shorter than the first range", async () => {
    server.files.set("/short", served("0123456789"));
    const short = await open("/short");
    expect(Buffer.from(await short.read(0, 10)).toString()).toBe("0123456789");
  });

  it("gives bytes that the caller may change without changing what is read next", async () => {
    const source = await open();
    (await source.read(0, 4)).fill(0xff);
    expect(await source.read(0, 4)).toEqual(BYTES.slice(0, 4));
  });

  it("is asked for at most eight ranges at once", async () => {
    let running = 0;
    let most = 0;
    const large = served(Uint8Array.from({ length: 4_000_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
    server.files.set("/large", large);
    const source = await open("/large");
    server.misbehave = (request, response) => {
      running++;
      most = Math.max(most, running);
      setTimeout(() => {
        running--;
        server.serve(large, request.headers.range ?? null, response);
      }, 100);
      return true;
    };
    const starts = Array.from({ length: 40 }, (_, i) => 70_000 + i * 80_000);
    const read = await Promise.all(starts.map((start) => source.read(start, start + 10)));
    expect(read.map((bytes) => Buffer.from(bytes))).toEqual(
      starts.map((start) => large.read(start, start + 10)),
    );
    expect(most).toBe(8);
  });

  it("is asked once for what is read at once and lies close together, in any order and overlapping", async () => {
    const source = await open();
    const starts = [90_000, 70_000, 70_005, 80_000];
    const read = await Promise.all(starts.map((start) => source.read(start, start + 10)));
    expect(read).toEqual(starts.map((start) => BYTES.slice(start, start + 10)));
    const [far, near] = await Promise.all([source.read(199_000, 199_001), source.read(70_000, 70_001)]);
    expect([far, near]).toEqual([BYTES.slice(199_000, 199_001), BYTES.slice(70_000, 70_001)]);
    expect(server.seen.slice(1).map(({ range }) => range)).toEqual([
      "bytes=70000-90009",
      "bytes=70000-70000",
      "bytes=199000-199000",
    ]);
  });

  it("gives each of those reads bytes of its own, and the same error", async () => {
    const source = await open();
    const [a, b] = await Promise.all([source.read(70_000, 70_010), source.read(70_000, 70_010)]);
    a.fill(0);
    expect(b).toEqual(BYTES.slice(70_000, 70_010));
    server.misbehave = (_, response) => {
      response.writeHead(404).end();
      return true;
    };
    const both = [source.read(70_000, 70_010), source.read(80_000, 80_010)];
    for (const one of both) expect((await refusalOf(one)).code).toBe("NOT_FOUND");
  });

  it("refuses a range outside of it without asking the server", async () => {
    const source = await open();
    expect((await refusalOf(source.read(199_999, 200_001))).code).toBe("READ_FAILED");
    expect(server.seen).toHaveLength(1);
  });

  it("has its shards beside it, by plain names only", async () => {
    server.files.set("/models/model 1.bin", served("shard"));
    const source = await openSource(`${server.origin}${PATH}?signature=secret`);
    const sibling = await source.openSibling("model 1.bin");
    expect(sibling.label).toBe(`${server.origin}/models/model 1.bin`);
    expect(Buffer.from(await sibling.read(0, 5)).toString()).toBe("shard");
    for (const name of ["../up", "http://elsewhere/x", "a/b", "..", ""]) {
      expect((await refusalOf(source.openSibling(name))).message).toContain("not a plain file name");
    }
  });
});

describe("a server that does not serve ranges", () => {
  const ignoreRanges = () => {
    server.misbehave = (request, response) => {
      const file = server.files.get(request.url ?? "");
      if (file === undefined) return false;
      server.serve(file, null, response);
      return true;
    };
  };

  it("sends a small file whole, once", async () => {
    ignoreRanges();
    const source = await open();
    expect(source.byteLength).toBe(BYTES.length);
    expect(await source.read(100_000, 100_003)).toEqual(BYTES.slice(100_000, 100_003));
    expect(server.seen).toHaveLength(1);
  });

  it("is refused for a large file, with the reason, before the file is fetched", async () => {
    server.misbehave = (_request, response) => {
      response.writeHead(200, { "content-length": 500_000_000 });
      response.write(BYTES);
      return true;
    };
    const refusal = await refusalOf(open());
    expect(refusal.code).toBe("READ_FAILED");
    expect(refusal.message).toContain("does not serve ranges, and the file has 500000000 bytes");
    expect(refusal.fix).toContain("download the file");
  });

  it("is refused for a file of unknown length when that passes the limit", async () => {
    let sent = 0;
    server.misbehave = (_request, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(1 << 20);
      const more = () => {
        while (!response.destroyed && sent < 500) {
          sent++;
          if (!response.write(chunk)) return response.once("drain", more);
        }
        return response.end();
      };
      more();
      return true;
    };
    const refusal = await refusalOf(open());
    expect(refusal.message).toContain("more than 67108864 bytes");
    expect(sent).toBeLessThan(200);
  });

  it("that compresses is refused: a compressed file has other ranges", async () => {
    server.misbehave = (_request, response) => {
      response.writeHead(206, { "content-encoding": "gzip", "content-range": "bytes 0-9/10" }).end();
      return true;
    };
    expect((await refusalOf(open())).message).toContain("compresses");
  });
});

describe("trouble that passes", () => {
  it.each([429, 500, 502, 503, 504, 408])(
    "as status %i is met by trying again, later and later",
    async (status) => {
      server.misbehave = (_request, response, count) => {
        if (count > 2) return false;
        response.writeHead(status).end();
        return true;
      };
      const source = await open();
      expect(source.byteLength).toBe(BYTES.length);
      expect(waits).toEqual([250, 500]);
    },
  );

  it("waits as long as the server asks, in seconds or until a date", async () => {
    server.misbehave = (_request, response, count) => {
      if (count > 2) return false;
      const date = new Date(Date.now() + 10_000).toUTCString();
      response.writeHead(429, { "retry-after": count === 1 ? "3" : date }).end();
      return true;
    };
    await open();
    expect(waits[0]).toBe(3000);
    expect(waits[1]).toBeGreaterThan(7_000);
    expect(waits[1]).toBeLessThan(11_000);
  });

  it("is not waited for longer than a minute in all, and that is said at once", async () => {
    server.misbehave = (_request, response, count) => {
      response.writeHead(429, { "retry-after": count === 1 ? "50" : "11" }).end();
      return true;
    };
    const refusal = await refusalOf(open());
    expect(refusal.message).toContain("in 2 attempts: the server answers 429 and asks to wait 11 s");
    expect(waits).toEqual([50_000]);
  });

  it("as all of a file's requests share what may be waited", async () => {
    const source = await open();
    let count = 0;
    server.misbehave = (_request, response) => {
      if (++count % 2 === 0) return false;
      response.writeHead(503, { "retry-after": "25" }).end();
      return true;
    };
    await source.read(100_000, 100_001);
    await source.read(100_000, 100_002);
    expect((await refusalOf(source.read(100_000, 100_003))).message).toContain("asks to wait 25 s");
    count = 0;
    expect((await refusalOf(source.openSibling("x"))).message).toContain("asks to wait 25 s");
  });

  it("as a server that sends a byte now and then is not waited for for ever", async () => {
    let sent = 0;
    server.misbehave = (_request, response) => {
      response.writeHead(206, { "content-range": "bytes 0-65535/65536", "content-length": 65_536 });
      const timer = setInterval(() => response.write("x", () => sent++), 5);
      response.on("close", () => clearInterval(timer));
      return true;
    };
    const opening = openSource(server.origin + PATH, { sleep: async () => {}, timeoutMs: 500 });
    expect((await refusalOf(opening)).message).toMatch(
      /the server is too slow: its answers took more than 2.0 s/,
    );
    expect(sent).toBeGreaterThan(20);
    expect(server.seen).toHaveLength(1);
  });

  it("as a connection that is reset is met by trying again", async () => {
    server.misbehave = (request, _response, count) => {
      if (count > 1) return false;
      request.socket.destroy();
      return true;
    };
    expect((await open()).byteLength).toBe(BYTES.length);
    expect(waits).toHaveLength(1);
  });

  it("as a body that is shorter than it claims is met by trying again, and never passed on", async () => {
    const source = await open();
    server.misbehave = (_request, response, count) => {
      if (count > 2) return false;
      response.writeHead(206, {
        etag: '"one"',
        "content-range": "bytes 100000-100009/200000",
        "content-length": 10,
      });
      response.write(BYTES.subarray(100_000, 100_004));
      setTimeout(() => response.destroy(), 10);
      return true;
    };
    expect(await source.read(100_000, 100_010)).toEqual(BYTES.slice(100_000, 100_010));
    expect(waits).toHaveLength(1);
  });

  it("as a short body whose length is not claimed is told from a whole one", async () => {
    const source = await open();
    server.misbehave = (_request, response, count) => {
      if (count > 2) return false;
      response.writeHead(206, { etag: '"one"', "content-range": "bytes 100000-100009/200000" });
      response.end(BYTES.subarray(100_000, 100_004));
      return true;
    };
    expect(await source.read(100_000, 100_010)).toEqual(BYTES.slice(100_000, 100_010));
    expect(waits).toHaveLength(1);
  });

  it.each<readonly [string, (response: ServerResponse) => void]>([
    ["never answers", () => {}],
    [
      "stops in the middle of a body",
      (response) => {
        response.writeHead(206, { "content-range": "bytes 0-99/100", "content-length": 100 });
        response.write("begins");
      },
    ],
  ])("as a server that %s is not waited for for ever", async (_what, answer) => {
    server.misbehave = (_request, response) => {
      answer(response);
      return true;
    };
    const opening = openSource(server.origin + PATH, { sleep: async () => {}, timeoutMs: 60 });
    expect((await refusalOf(opening)).message).toContain("4 attempts: nothing came for 0.06 s");
    expect(server.seen).toHaveLength(4);
  });

  it("that does not pass is given up after four attempts, saying what it was", async () => {
    server.misbehave = (_request, response) => {
      response.writeHead(503).end();
      return true;
    };
    const refusal = await refusalOf(open());
    expect(refusal.code).toBe("READ_FAILED");
    expect(refusal.message).toContain("4 attempts: the server answers 503");
    expect(server.seen).toHaveLength(4);
  });

  it("is told as such when nobody listens", async () => {
    const refusal = await refusalOf(open("/x", "http://127.0.0.1:9"));
    expect(refusal.message).toMatch(/connection failed|attempts/);
  });
});

describe("trouble that does not pass", () => {
  it.each([
    [404, "NOT_FOUND", "no such file"],
    [410, "NOT_FOUND", "no such file"],
    [401, "READ_FAILED", "may not be read"],
    [403, "READ_FAILED", "may not be read"],
    [400, "READ_FAILED", "answers 400"],
    [204, "READ_FAILED", "answers 204, without the file"],
    [205, "READ_FAILED", "answers 205, without the file"],
    [304, "READ_FAILED", "answers 304, without the file"],
    [416, "READ_FAILED", "does not have the bytes asked for (416)"],
  ])("as status %i is refused at once", async (status, code, message) => {
    server.misbehave = (_request, response) => {
      response.writeHead(status).end("\u001b[2J");
      return true;
    };
    const refusal = await refusalOf(open());
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(message);
    expect(server.seen).toHaveLength(1);
  });

  it.each<readonly [string, Record<string, string>]>([
    ["another entity tag", { etag: '"two"', "content-range": "bytes 100000-100009/200000" }],
    ["another length", { etag: '"one"', "content-range": "bytes 100000-100009/200001" }],
    ["no entity tag any more", { "content-range": "bytes 100000-100009/200000" }],
  ])("as a file that changed between requests is refused: %s", async (_what, headers) => {
    const source = await open();
    server.misbehave = (_request, response) => {
      response.writeHead(206, headers).end(BYTES.subarray(100_000, 100_010));
      return true;
    };
    const refusal = await refusalOf(source.read(100_000, 100_010));
    expect(refusal.code).toBe("READ_FAILED");
    expect(refusal.message).toContain("changed while it was read");
  });

  it.each([
    ["another range", "bytes 100001-100010/200000"],
    ["a shorter range", "bytes 100000-100004/200000"],
    ["no range", ""],
    ["a range of no known file", "bytes 100000-100009/*"],
    ["numbers beyond any file", "bytes 100000-99999999999999999999/200000"],
  ])("as an answer that is %s is refused, not believed", async (_what, contentRange) => {
    const source = await open();
    server.misbehave = (_request, response) => {
      response.writeHead(206, { etag: '"one"', "content-range": contentRange }).end(BYTES.subarray(0, 10));
      return true;
    };
    expect((await refusalOf(source.read(100_000, 100_010))).message).toContain(
      "another range than asked for",
    );
  });

  it("as a file that changed is told from ranges that are not served any more: it is asked for by its tag", async () => {
    const source = await open();
    server.misbehave = (request, response) => {
      expect(request.headers["if-range"]).toBe('"one"');
      response.writeHead(200, { etag: '"two"', "content-length": 10 ** 12 });
      response.write("x");
      return true;
    };
    expect((await refusalOf(source.read(100_000, 100_010))).message).toContain("changed while it was read");
  });

  it("as a weak tag is compared, but not asked for", async () => {
    server.etag = 'W/"one"';
    const source = await open();
    server.misbehave = (request) => {
      expect(request.headers["if-range"]).toBeUndefined();
      return false;
    };
    expect(await source.read(100_000, 100_010)).toEqual(BYTES.slice(100_000, 100_010));
    server.etag = 'W/"two"';
    expect((await refusalOf(source.read(100_000, 100_010))).message).toContain("changed while it was read");
  });

  it("as a server that stops serving ranges is refused, without reading all of the file", async () => {
    const source = await open();
    server.misbehave = (_request, response) => {
      response.writeHead(200, { "content-length": 10 ** 12 });
      response.write("x");
      return true;
    };
    expect((await refusalOf(source.read(100_000, 100_010))).message).toContain("stopped serving ranges");
  });

  it("as a first answer that claims a huge range is refused before anything is allocated", async () => {
    server.misbehave = (_request, response) => {
      response.writeHead(206, { "content-range": "bytes 0-899999999999/900000000000" });
      response.write("x");
      return true;
    };
    expect((await refusalOf(open())).message).toContain("another range than asked for");
  });
});

describe("redirects and secrets", () => {
  const redirect = () => {
    other.files.set("/cdn", served(BYTES));
    server.misbehave = (_request, response) => {
      response.writeHead(302, { location: `${other.origin}/cdn?signature=secret` }).end();
      return true;
    };
  };

  it("are followed, on every request", async () => {
    redirect();
    const source = await open();
    expect(await source.read(100_000, 100_010)).toEqual(BYTES.slice(100_000, 100_010));
    expect(other.seen.map(({ range }) => range)).toEqual(["bytes=0-65535", "bytes=100000-100009"]);
    expect(source.label).toBe(server.origin + PATH);
  });

  it("never carry credentials to another server, nor back", async () => {
    redirect();
    const url = `${server.origin.replace("://", "://user:p%40ss@")}${PATH}`;
    await openSource(url);
    expect(server.seen[0]?.authorization).toBe(`Basic ${Buffer.from("user:p@ss").toString("base64")}`);
    expect(other.seen).toHaveLength(1);
    expect(other.seen[0]?.authorization).toBeNull();

    server.reset();
    server.files.set("/final", served(BYTES));
    server.misbehave = (request, response) => {
      if (request.url === "/final") return false;
      response.writeHead(307, { location: `${other.origin}/back` }).end();
      return true;
    };
    other.misbehave = (_request, response) => {
      response.writeHead(302, { location: `${server.origin}/final` }).end();
      return true;
    };
    await openSource(url);
    expect(server.seen.map(({ authorization }) => authorization !== null)).toEqual([true, false]);
    expect(other.seen.every(({ authorization }) => authorization === null)).toBe(true);
  });

  it("keep credentials on the server that they are for", async () => {
    server.misbehave = (request, response) => {
      if (request.url !== "/moved") return false;
      response.writeHead(301, { location: PATH }).end();
      return true;
    };
    await openSource(`${server.origin.replace("://", "://user:pass@")}/moved`);
    expect(server.seen.map(({ authorization }) => authorization !== null)).toEqual([true, true]);
  });

  it.each(["file:///etc/passwd", "data:text/plain,x", "ftp://127.0.0.1/x", "http://[", "javascript:1"])(
    "to %j are not followed",
    async (location) => {
      server.misbehave = (_request, response) => {
        response.writeHead(302, { location }).end();
        return true;
      };
      const refusal = await refusalOf(open());
      expect([refusal.code, server.seen.length]).toEqual(["READ_FAILED", 1]);
      expect(refusal.message).toContain("the server redirects to what is");
    },
  );

  it("to a connection that is not encrypted are not followed", async () => {
    const opening = openSource("https://127.0.0.1/x", {
      fetch: async () =>
        new Response(null, { status: 302, headers: { location: `${server.origin}${PATH}` } }),
    });
    expect((await refusalOf(opening)).message).toContain("not encrypted");
    expect(server.seen).toEqual([]);
  });

  it("are not shown: neither credentials nor a query, in labels or in errors", async () => {
    const url = `${server.origin.replace("://", "://user:hunter2@")}/gone?signature=hunter3#hunter4`;
    const refusal = await refusalOf(openSource(url));
    expect(refusal.where).toBe(`${server.origin}/gone`);
    expect(JSON.stringify([refusal.message, refusal.fix])).not.toContain("hunter");
    const broken = await refusalOf(openSource("https://user:hunter2@[x/?hunter3"));
    expect(JSON.stringify([broken.message, broken.where, broken.fix])).not.toContain("hunter");
  });

  it("that never end are refused", async () => {
    server.misbehave = (_request, response) => {
      response.writeHead(302, { location: PATH }).end();
      return true;
    };
    expect((await refusalOf(open())).code).toBe("READ_FAILED");
  });
});
