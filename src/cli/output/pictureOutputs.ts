import { stringify } from "../../report/json/stringify.js";
import type { OutputKind, Run } from "./outputKind.js";
import type { Picture } from "./picture.js";

/** Every kind of file that holds pictures. */
export const PICTURE_OUTPUTS: readonly OutputKind<Run<unknown>>[] = [
  onePicture("svg", "the figure, vector", (picture) => picture.svg()),
  { ...onePicture("png", "the figure, pixels", (picture) => picture.png()), isBinary: true },
  {
    name: "pdf",
    ending: "pdf",
    holds: "vector, a page a figure",
    isBinary: true,
    pictures: "many",
    make: pdfOf,
  },
  onePicture("vl.json", "its Vega-Lite specification", async (picture) =>
    stringify(await picture.readable(), { rowsOnOneLine: true }),
  ),
  onePicture("vg.json", "its Vega specification", async (picture) => stringify(await picture.vega())),
];

function onePicture(
  name: string,
  holds: string,
  make: (picture: Picture) => Promise<string | Uint8Array>,
): OutputKind<Run<unknown>> {
  return {
    name,
    ending: name,
    holds,
    pictures: "one",
    make: ({ pictures }) => make(pictures[0] as Picture),
  };
}

async function pdfOf({ pictures, tool }: Run<unknown>): Promise<Uint8Array> {
  const { renderPdf } = await import("../../render/pdf.js");
  const svgs: string[] = [];
  for (const picture of pictures) svgs.push(...(await picture.pages()));
  const [first] = pictures;
  return renderPdf(svgs, {
    title: (await first?.title()) ?? tool.name,
    creator: `${tool.name} ${tool.version}`,
  });
}
