// What changed between two checkpoints, as sentences, a figure, numbers and a page: node compare.mjs PRE POST
import { writeFile } from "node:fs/promises";
import { compare, comparisonHtml, comparisonTable, figure, headline, render } from "gpt2-wdist";

const [pre, post] = process.argv.slice(2);
const comparison = await compare(pre, post, { blocks: "all", bias: true });
console.log(headline(comparison).join("\n"));

await writeFile("overlay.svg", await render(figure(comparison, "overlay", { theme: "dark" }), "svg"));
await writeFile("numbers.csv", comparisonTable(comparison, "csv"));
await writeFile("report.html", await comparisonHtml(comparison));
