// The network of the recorded commands.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

/**
 * A server of files and of one model of a hub, owner/tiny: /ranges/NAME, /whole/NAME without ranges, /busy/, and 404.
 * @returns the server, listening on this machine
 */
export async function serveInputs(folder) {
  const server = createServer((request, response) => {
    const [, how, ...rest] = decodeURIComponent(request.url.split("?")[0]).split("/");
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const name = how === "owner" ? "pre.safetensors" : rest.join("/");
    const path = join(folder, name);
    if (how === "busy") return response.writeHead(503).end();
    if (how === "api" && rest.slice(1, 3).join("/") === "owner/tiny") {
      const siblings = [{ rfilename: "model.safetensors" }, { rfilename: "config.json" }];
      return response.end(
        JSON.stringify({ _id: "1", id: "owner/tiny", sha: "abc123", siblings, private: false }),
      );
    }
    if (!["ranges", "whole", "owner"].includes(how) || !existsSync(path))
      return response.writeHead(404).end();
    const bytes = readFileSync(path);
    if (how === "whole" || first === undefined) return response.end(bytes);
    const body = bytes.subarray(Number(first), Number(last) + 1);
    const range = `bytes ${first}-${Number(first) + body.length - 1}/${bytes.length}`;
    response.writeHead(206, { "content-range": range, "content-length": body.length, etag: '"1"' }).end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}
