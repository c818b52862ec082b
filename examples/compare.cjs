// The same from CommonJS, and what is said of a mistake: node compare.cjs PRE POST
const { writeFileSync } = require("node:fs");
const { check, compare, comparisonJson, figure, render, WdistError } = require("gpt2-wdist");

async function main([pre, post]) {
  const comparison = await compare(pre, post);
  writeFileSync("numbers.json", comparisonJson(comparison));
  writeFileSync("overview.png", await render(figure(comparison), "png", 2));

  const verdict = await check(post, pre, { "median-shift": ["error", { max: 0.5 }] });
  console.log(`${verdict.findings.length} findings`);
}

main(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof WdistError)) throw error;
  console.error(`${error.code}: ${error.message}${error.fix === null ? "" : `; ${error.fix}`}`);
  process.exitCode = 1;
});
