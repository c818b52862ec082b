// Pictures side by side on sheets, each under its label.
import { Resvg } from "@resvg/resvg-js";
import { FACES } from "../../dist/render/fonts.js";

/** Pixels. A sheet is no wider, and as high as its tiles need up to this. */
const SHEET = { width: 2040, height: 2000 };
const GAP = 16;
const LABEL = 20;

/** Each tile goes to the column that is least full; where none has room for it, another sheet begins. */
export function layOutSheets(tiles) {
  const widest = Math.max(...tiles.map(({ width }) => width));
  const count = Math.max(1, Math.floor((SHEET.width - GAP) / (widest + GAP)));
  const sheets = [];
  let ends = [];
  for (const tile of tiles) {
    const fits = ends.some((end) => end === GAP || end + LABEL + tile.height + GAP <= SHEET.height);
    if (!fits) {
      ends = Array.from({ length: count }, () => GAP);
      sheets.push({ width: count * (widest + GAP) + GAP, height: 0, places: [] });
    }
    const sheet = sheets.at(-1);
    const column = ends.indexOf(Math.min(...ends));
    sheet.places.push({ tile, x: GAP + column * (widest + GAP), y: ends[column] });
    ends[column] += LABEL + tile.height + GAP;
    sheet.height = Math.max(...ends);
  }
  return sheets;
}

export function sheetPng({ width, height, places }, { matrix }) {
  const filter = matrix === null ? "" : `<filter id="v"><feColorMatrix values="${matrix}"/></filter>`;
  const shown = places.map(({ tile, x, y }) => {
    const href = `data:image/png;base64,${Buffer.from(tile.png).toString("base64")}`;
    const image = `<image x="${x}" y="${y + LABEL}" width="${tile.width}" height="${tile.height}" href="${href}"`;
    const label = `<text x="${x}" y="${y + LABEL - 6}" font-size="13" fill="#222">${escaped(tile.label)}</text>`;
    return `${label}${image}${matrix === null ? "" : ' filter="url(#v)"'}/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${filter}<rect width="100%" height="100%" fill="#c8ccd2"/>${shown.join("")}</svg>`;
  const fontFiles = FACES.map(({ file }) => file);
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: "Inter" };
  return new Resvg(svg, { font }).render().asPng();
}

function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
