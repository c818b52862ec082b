import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { openSource } from "../../src/source/index.js";
import { FakeHub } from "../support/fakeHub.js";
import { type SeenRequest, useServer } from "../support/httpServer.js";
import { refusalOf } from "../support/refusal.js";
import { useTempDir } from "../support/tempDir.js";

/** A hub that does what it can to get the user's token sent elsewhere, or to take memory and time. */

const server = useServer();
const cdn = useServer();
/** Whoever would like to have the token. */
const thief = useServer();
const dir = useTempDir();
const TOKEN = "hf_secretSECRETsecret";
let hub = new FakeHub(server, cdn);

beforeEach(() => {
  for (const one of [server, cdn, thief]) one.reset();
  hub = new FakeHub(server, cdn);
  hub.token = TOKEN;
  hub.add("owner/name", { "model.safetensors": "weights" });
});

function open(typed = "owner/name", timeoutMs = 2000, HF_ENDPOINT = server.origin) {
  const env = { HF_ENDPOINT, HF_HOME: join(dir.path, "empty"), HOME: dir.path, HF_TOKEN: TOKEN };
  return openSource(typed, { env, sleep: async () => {}, timeoutMs });
}

/** Not in its path, its query or any header, as it is or encoded. */
function expectNoToken(...logs: readonly (readonly SeenRequest[])[]): void {
  const text = logs.flat().map(({ path, all }) => `${path}\n${all}`);
  const forms = [TOKEN, Buffer.from(TOKEN).toString("base64").slice(0, 20), "authorization"];
  expect(text.filter((one) => forms.some((form) => one.includes(form)))).toEqual([]);
}

const thiefHost = () => thief.origin.replace("http://", "");

describe("what the hub says of a model is held to the rules of what a user types", () => {
  it.each<readonly [what: string, id: () => unknown]>([
    ["another host", () => `//${thiefHost()}/x`],
    ["a URL", () => `${thief.origin}/x`],
    ["another host, with back slashes", () => `\\\\${thiefHost()}\\x`],
    ["credentials and a host", () => `@${thiefHost()}/x`],
    ["a path upwards", () => "../../etc"],
    ["dots", () => "owner/.."],
    ["three parts", () => "a/b/c"],
    ["a line break", () => "owner/name\nx"],
    ["a query", () => "owner/name?x="],
    ["an encoded slash", () => "owner%2fname"],
    ["nothing", () => ""],
    ["a number", () => 7],
    ["an object", () => ({ toString: "owner/name" })],
    ["something endless", () => "x".repeat(100_000)],
  ])("an id that is %s", async (_what, id) => {
    hub.lies = { id: id() };
    const refusal = await refusalOf(open());
    expect(refusal.code).toBe("READ_FAILED");
    expect(refusal.message).toContain("which is not the name of a model");
    expect(refusal.message.length).toBeLessThan(400);
    expect(server.seen).toHaveLength(1);
    expectNoToken(cdn.seen, thief.seen);
    expect(thief.seen).toEqual([]);
  });

  it.each<readonly [what: string, sha: () => unknown]>([
    ["a path", () => "../../../x"],
    ["another host", () => `//${thiefHost()}/`],
    ["dots", () => ".."],
    ["a branch", () => "main"],
    ["too short", () => "11c5a3d"],
    ["in capitals", () => "A".repeat(40)],
    ["nothing", () => ""],
    ["null", () => null],
    ["an object", () => ({ toString: "x" })],
    ["a list", () => ["1".repeat(40)]],
  ])("a commit that is %s", async (_what, sha) => {
    hub.lies = { sha: sha() };
    const refusal = await refusalOf(open());
    expect(refusal.code).toBe("READ_FAILED");
    expect(refusal.message).toContain("which is none");
    expect(server.seen).toHaveLength(1);
    expect(thief.seen).toEqual([]);
  });

  it.each([
    "../model.safetensors",
    "/model.safetensors",
    "./model.safetensors",
    "x/../model.safetensors",
    "\\model.safetensors",
    "a\nb/model.safetensors",
  ])("a file %j is as if it were not there", async (rfilename) => {
    hub.lies = { siblings: [{ rfilename }, { rfilename: 7 }, {}] };
    const refusal = await refusalOf(open());
    expect(refusal.code).toBe("NOT_FOUND");
    expect(server.seen).toHaveLength(1);
  });

  it.each([{ siblings: 7 }, { siblings: [null] }, { siblings: "x" }, { lastModified: {} }])(
    "an answer of another shape is an error in words: %j",
    async (lies) => {
      hub.lies = lies;
      const outcome = await open().catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ name: "WdistError" });
      expect(thief.seen).toEqual([]);
    },
  );
});

describe("the token", () => {
  it.each(["/", "/api/models/owner/name/revision/main"])(
    "does not follow the hub's redirect of a question to another server: %s",
    async (path) => {
      server.misbehave = (_request, response) => {
        response.writeHead(307, { location: thief.origin + path }).end();
        return true;
      };
      expect((await refusalOf(open())).code).not.toBe("USAGE");
      expect(thief.seen).toHaveLength(1);
      expect(server.seen[0]?.authorization).toBe(`Bearer ${TOKEN}`);
      expectNoToken(thief.seen, cdn.seen);
    },
  );

  it("does not follow the redirect of a file, nor that of its shards", async () => {
    hub.add("owner/shards", {
      "model.safetensors.index.json": "{}",
      "model-00001-of-00001.safetensors": "x",
    });
    const index = await open("owner/shards");
    await index.openSibling("model-00001-of-00001.safetensors");
    expect(server.seen.every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true);
    expect(cdn.seen).toHaveLength(2);
    expectNoToken(cdn.seen);
  });

  it("does not follow a file's name that is a URL or a host", async () => {
    const source = await open();
    for (const name of [
      `${thief.origin}/x`,
      `//${thiefHost()}/x`,
      `\\\\${thiefHost()}\\x`,
      "..",
      "x/../..",
    ]) {
      expect((await refusalOf(source.openSibling(name))).code).toBe("MALFORMED");
    }
    expect(thief.seen).toEqual([]);
  });

  it("stays with an endpoint in a folder of its server", async () => {
    server.misbehave = (request, response) => {
      expect(request.url).toMatch(/^\/hub\/api\/models\/owner\/name\/revision\/main/);
      response.writeHead(404).end();
      return true;
    };
    expect((await refusalOf(open("owner/name", 2000, `${server.origin}/hub/`))).code).toBe("NOT_FOUND");
    expect(server.seen[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  });
});

describe("an answer is limited", () => {
  const answering = (answer: (response: ServerResponse) => void) => {
    server.misbehave = (_request, response) => {
      answer(response);
      return true;
    };
  };

  it("in length: one without an end", async () => {
    let sent = 0;
    answering((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const chunk = Buffer.alloc(1 << 16, " ");
      const more = (): unknown => {
        while (!response.destroyed && sent < 10_000) {
          sent++;
          if (!response.write(chunk)) return response.once("drain", more);
        }
        return response.end();
      };
      more();
    });
    const refusal = await refusalOf(open());
    expect(refusal.message).toContain("is longer than 4194304 bytes");
    expect(sent).toBeLessThan(500);
  });

  it("in length when inflated: a bomb of gzip", async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, " "));
    answering((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
    });
    const before = process.memoryUsage().rss;
    expect((await refusalOf(open())).message).toContain("is longer than 4194304 bytes");
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it("in time: one that comes byte by byte", async () => {
    answering((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => response.write(" "), 5);
      response.on("close", () => clearInterval(timer));
    });
    expect((await refusalOf(open("owner/name", 400))).message).toContain("too slow");
  });

  it("in time: one that never comes", async () => {
    answering(() => {});
    expect((await refusalOf(open("owner/name", 60))).message).toContain("nothing came for 0.06 s");
    expect(server.seen).toHaveLength(1);
  });

  it("in redirects: a circle", async () => {
    answering((response) => response.writeHead(302, { location: "/round" }).end());
    expect((await refusalOf(open())).message).toContain("redirects more than 10 times");
    expect(server.seen.length).toBeLessThan(15);
  });
});
