import { SAVED_FORMATS } from "./drawer/requests.js";
import { make, required } from "./elements.js";
import type { Surroundings } from "./surroundings.js";

/** A figure as a file, as the command line writes it: of what is shown, as wide as a double column. */

/** Pixels of a PNG to each CSS pixel. */
const PNG_SCALE = 2;

const WORDS = {
  svg: "SVG, with its fonts",
  png: `PNG, ${PNG_SCALE} pixels to one`,
  csv: "Values, CSV",
  "vl.json": "Vega-Lite specification",
} as const;

type Format = keyof typeof WORDS;

export function saveMenu(figure: string, around: Surroundings): HTMLElement {
  const status = required("#status");
  const buttons = (Object.keys(WORDS) as Format[]).map((format) => {
    const button = make("button", { type: "button", className: "choice", textContent: WORDS[format] });
    button.addEventListener("click", async () => {
      const name = `${figure}.${format}`;
      try {
        save(await fileOf(figure, format, around), name);
        status.textContent = `Saved ${name}.`;
      } catch {
        status.textContent = `${name} could not be made in this browser.`;
      }
    });
    return button;
  });
  const summary = make("summary", { textContent: "Save" });
  summary.setAttribute("aria-label", `Save the figure ${figure}`);
  return make("details", { className: "save" }, [summary, make("div", {}, buttons)]);
}

async function fileOf(figure: string, format: Format, { drawer, view }: Surroundings): Promise<Blob> {
  const { shown, theme } = view();
  const as = SAVED_FORMATS.find((name) => name === format) ?? "svg";
  const text = await drawer.ask({ asks: "save", figure, as, shown, theme, width: 0 });
  if (format === "svg") return new Blob([withFonts(text)], { type: "image/svg+xml" });
  if (format === "png") return pngOf(withFonts(text));
  return new Blob([text], { type: format === "csv" ? "text/csv" : "application/json" });
}

/** With the letters that the page itself is set in. */
function withFonts(svg: string): string {
  const fonts = required<HTMLElement>("#fonts").textContent ?? "";
  return svg.replace(/^<svg [^>]*>/, (root) => `${root}<style>${fonts}</style>`);
}

async function pngOf(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = make("img", { src: address });
    await image.decode();
    const canvas = make("canvas", {
      width: image.naturalWidth * PNG_SCALE,
      height: image.naturalHeight * PNG_SCALE,
    });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((png) => (png === null ? reject(new Error("no picture")) : resolve(png)), "image/png");
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  make("a", { href: address, download: name }).click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
