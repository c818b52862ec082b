import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { escapeJson, escapeXml } from "../escape.js";
import { type PageContent, pageBody, pageTitle } from "../report/page/body.js";
import type { PackedTensor, PackedValues, PageData } from "../report/page/data.js";
import { fontFaces } from "./fonts.js";

/**
 * A report as one HTML file: it asks nothing of any network, reads without its script, and runs no other than that.
 * Figures stand in it as drawings; its script draws them anew from the values, to be explored.
 */
export function renderHtml(content: PageContent): string {
  const script = built("page.js");
  const style = `${fontFaces()}${built("page.css")}`;
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`,
    // The tooltips bring a style sheet of their own.
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeXml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(pageTitle(content.comparison))}</title>
<style>${style}</style>
</head>
<body>
${pageBody(content)}
<script type="application/json" id="data">${inertJson(dataOf(content))}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** What `npm run build` made of src/page; src/render and dist/program are equally deep in the package. */
function built(name: string): string {
  return readFileSync(new URL(`../../dist/page/${name}`, import.meta.url), "utf8");
}

/** Inside a script element nothing may look like markup. */
function inertJson(data: PageData): string {
  return escapeJson(JSON.stringify(data)).replace(/</g, "\\u003c");
}

function dataOf({ comparison }: PageContent): PageData {
  const { pre, post, findings, judged, lineage, options } = comparison;
  return {
    pre,
    post,
    options,
    findings,
    judged,
    lineage,
    tensors: comparison.tensors.map(
      ({ id, pre: before, post: after, change }): PackedTensor => ({
        id,
        pre: pack(before.values),
        post: change.identical ? null : pack(after.values),
      }),
    ),
  };
}

function pack(values: Float64Array): PackedValues {
  const bytes = values.every((value) => Object.is(Math.fround(value), value)) ? 4 : 8;
  const raw = Buffer.alloc(values.length * bytes);
  values.forEach((value, i) => {
    if (bytes === 4) raw.writeFloatLE(value, 4 * i);
    else raw.writeDoubleLE(value, 8 * i);
  });
  return { bytes, base64: raw.toString("base64") };
}
