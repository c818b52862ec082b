// Draws figures of many pairs and runs, ordinary and odd, and lays them out on sheets, to be looked at before a change of a
// figure is committed.
//
//   npm run contact-sheet -- --out=DIR [--figure=NAME] [--pair=PATTERN] [--run=PATTERN] [--look=NAME]
//                            [--greyscale] [--colour-blind]
//
// --figure, --pair, --run and --look may be given several times; without, all are drawn. A star in a pattern matches any run of
// characters. Looks are a size and a theme, as in "slide-light". --greyscale and --colour-blind show the pictures as they
// look without colours, and to people without green (deuteranopia) or red cones (protanopia). Pairs, runs and several
// runs together (`runs-*`) are the project's fixtures, odd ones made here and, where they exist, those of ../shared (--shared names another folder). It prints the
// size of every picture that is larger than a page, or than a column of one.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { LOOKS } from "./contact/looks.mjs";
import { pairsIn } from "./contact/pairs.mjs";
import { probesIn } from "./contact/probes.mjs";
import { runsIn } from "./contact/runs.mjs";
import { seedsIn } from "./contact/seeds.mjs";
import { layOutSheets, sheetPng } from "./contact/sheets.mjs";
import { drawnOf, subjectsOfCases } from "./contact/subjects.mjs";
import { VISIONS } from "./contact/visions.mjs";
import { ROOT } from "./paths.mjs";
import { matcherOf } from "./recorded/lines.mjs";

const ANY = { type: "string", multiple: true, default: ["*"] };
const OPTIONS = {
  out: { type: "string" },
  figure: ANY,
  pair: ANY,
  run: ANY,
  look: ANY,
  greyscale: { type: "boolean", default: false },
  "colour-blind": { type: "boolean", default: false },
  shared: { type: "string", default: join(ROOT, "../shared") },
  list: { type: "boolean", default: false },
};

try {
  const { values: flags } = parseArgs({ options: OPTIONS });
  const made = mkdtempSync(join(tmpdir(), "gpt2-wdist-contact-"));
  try {
    await run(flags, made);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
} catch (error) {
  console.error(`contact-sheet: ${error.message}`);
  process.exitCode = 2;
}

async function run({ out, figure, pair, run: runName, look, greyscale, shared, list, ...flags }, made) {
  if (!existsSync(join(ROOT, "dist/index.js"))) throw new Error("build the program first: npm run build");
  const { FIGURES } = await import("../dist/figure/kinds/index.js");
  const kinds = FIGURES.filter(({ name }) => matcherOf(figure)(name));
  const pairs = pairsIn({ made, shared }).filter(({ name }) => matcherOf(pair)(name));
  const runs = runsIn({ made, shared }).filter(({ name }) => matcherOf(runName)(name));
  const seeds = seedsIn({ made, shared }).filter(({ name }) => matcherOf(runName)(name));
  const looks = LOOKS.filter(({ name }) => matcherOf(look)(name));
  if (list) return printNames(kinds, pairs, [...runs, ...seeds], looks);
  if (out === undefined) throw new Error("name the folder for the sheets: --out=DIR");
  const visions = VISIONS.filter(
    ({ name }) => name === "all" || (name === "greyscale" ? greyscale : flags["colour-blind"]),
  );
  mkdirSync(out, { recursive: true });
  const probes = probesIn({ made, shared });
  const subjects = subjectsOfCases();
  for (const kind of kinds) {
    const tiles = await drawKind(kind, {
      cases: drawnOf(kind, { pairs, runs, seeds, probes }),
      looks,
      subjects,
    });
    for (const shown of looks) {
      const own = tiles.filter((tile) => tile.look === shown.name);
      for (const vision of visions) writeSheets(own, vision, join(out, `${nameOf(kind)}-${shown.name}`));
    }
  }
}

/** Figures of one run and of several may have one name. */
function nameOf({ name, of }) {
  return of === "runs" ? `runs-${name}` : name;
}

function printNames(...lists) {
  for (const list of lists) console.log(list.map(({ name }) => name).join("\n"), "\n");
}

/** A figure of every pair or run, in every look. */
async function drawKind(kind, { cases, looks, subjects }) {
  const { DEFAULT_FIGURE_OPTIONS } = await import("../dist/index.js");
  const { renderSvg } = await import("../dist/render/svg.js");
  const { renderPng } = await import("../dist/render/png.js");
  const tiles = [];
  for (const one of cases) {
    const subject = await subjects(one, kind.of);
    for (const { name: look, size, theme, page } of looks) {
      const svg = await renderSvg(kind.build(subject, { ...DEFAULT_FIGURE_OPTIONS, ...size, theme }));
      const png = renderPng(svg, 1);
      const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
      if (height > page) console.log(`${kind.name} ${look} ${one.name}: ${(height / 96).toFixed(1)} in high`);
      tiles.push({ look, label: one.name, png, width, height });
    }
  }
  return tiles;
}

function writeSheets(tiles, vision, stem) {
  const sheets = layOutSheets(tiles);
  sheets.forEach((sheet, i) => {
    const suffix = `${vision.name === "all" ? "" : `-${vision.name}`}${sheets.length > 1 ? `-${i + 1}` : ""}`;
    const path = `${stem}${suffix}.png`;
    writeFileSync(path, sheetPng(sheet, vision));
    console.log(path);
  });
}
