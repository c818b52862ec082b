import { describe, expect, it } from "vitest";
import { compare } from "../../src/index.js";
import { renderHtml } from "../../src/render/html.js";
import { SMALL_POST, SMALL_PRE, smallPair } from "../support/comparisons.js";
import { hostilePair, reportOf } from "../support/reportPages.js";

describe("a report page", () => {
  it("is the same, byte for byte, when made again, and less than 2 MB", async () => {
    const report = reportOf(await smallPair());
    const html = await renderHtml(report);
    expect((await renderHtml(report)) === html).toBe(true);
    expect(html.length).toBeLessThan(2_000_000);
  });

  it("is of ASCII alone, whatever its models are called, since browsers read that in half the time", async () => {
    const [html, hostile] = [await smallPair(), await hostilePair()].map((pair) =>
      renderHtml(reportOf(pair)),
    );
    expect(/[^\0-\x7f]/.exec(`${await html}${await hostile}`)?.[0]).toBeUndefined();
  });

  it("holds no markup that came from a file", async () => {
    const html = await renderHtml(reportOf(await hostilePair()));
    expect(html.includes("<img src=x")).toBe(false);
    expect(html.includes("<script>window.pwned")).toBe(false);
    expect(html.includes("\u202e")).toBe(false);
    // Its own data, its own two scripts, and no more.
    expect(html.match(/<script/g)).toHaveLength(3);
    expect(html.match(/<\/script/g)).toHaveLength(3);
  });

  it("says its headline once, and of the folders of this machine nothing", async () => {
    const comparison = await compare(SMALL_PRE, SMALL_POST);
    const html = await renderHtml(reportOf(comparison));
    const headline = /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? "";
    expect(html.split(`>${headline}<`).length - 1).toBe(1);
    const folder = SMALL_PRE.slice(0, SMALL_PRE.lastIndexOf("/"));
    expect(html.includes(folder)).toBe(false);
    expect(html.includes(">small-gpt2-pre.safetensors<")).toBe(true);
  });

  it("says which rows of a long figure its drawing has", async () => {
    const long = await smallPair({ blocks: "all", bias: true });
    const html = await renderHtml(reportOf(long));
    expect(html.match(/Of 50 tensors the 16 that changed most/g)).toHaveLength(2);
  });

  it("names nothing on any network, and allows no code but its own", async () => {
    const html = await renderHtml(reportOf(await smallPair({ blocks: [8] })));
    const [markup = ""] = html.split('<script type="application/json"');
    expect(/(?:src|href)="(?!#)/.exec(markup)?.[0]).toBeUndefined();
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    expect(policy).toMatch(/^default-src (?:'|&#39;)none(?:'|&#39;);/);
    expect(policy).not.toContain("unsafe");
  });
});
