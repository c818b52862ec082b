import { escapeControls } from "../../escape.js";
import { figuresOf } from "../../figure/index.js";
import type { FigureKind } from "../../figure/kind.js";
import type { Block, InputFile, Report, Text, ToolInfo } from "../../model/document.js";
import type { FigureOptions } from "../../model/figure.js";
import type { Probe, ProbedModel } from "../../model/probe.js";
import { fileName, labelOf } from "../../words/modelLabel.js";
import { probeTitle } from "../../words/probe/figures.js";
import { errorWords, originWords, textWords } from "../../words/probe/heading.js";
import { probeMethods } from "../../words/probe/methods.js";
import { probeNotices } from "../../words/probe/notices.js";
import { probeSentences } from "../../words/probe/sentences.js";
import { standardisesAnswer } from "../../words/probe/standardises.js";
import { normNoun } from "../../words/sites.js";
import { filesPart } from "./filesPart.js";
import { lossesBlock, probedNormsBlocks } from "./probe.js";

/** A whole report of a probe: what was found, every figure, the numbers, what they mean, and what was run. */
export function probeReport(
  given: Probe,
  files: readonly InputFile[] | Promise<readonly InputFile[]>,
  tool: ToolInfo,
): Report {
  const probe = withNamesAlone(given);
  const { architecture } = probe.pre.model;
  const { block: filesBlock, pending } = filesPart("The files that were run", files);
  const names = modelsOf(probe).map(({ model }) => escapeControls(labelOf(model)));
  const answer = standardisesAnswer(modelsOf(probe), architecture);
  return {
    title: `${names.join(" → ")}: ${normNoun(architecture)}s on text`,
    tool,
    script: "told",
    blocks: [
      ...summaryBlocks(probe),
      ...figureBlocks(probe),
      section("numbers", "Numbers"),
      ...probedNormsBlocks(probe),
      section("answers", "The study's question"),
      {
        kind: "definitions",
        entries: [
          { term: answer.title, text: [`${answer.verdict} `, { text: answer.caveat, is: "quiet" } as const] },
        ],
      },
      section("methods", "Methods"),
      {
        kind: "definitions",
        entries: probeMethods(probe).map(({ term, definition }) => ({ term, text: definition })),
      },
      section("files", "Files"),
      { kind: "paragraph", text: `${originWords(probe)}.` },
      filesBlock,
    ],
    ...pending,
    pageData: null,
  };
}

function modelsOf({ pre, post }: Probe): readonly ProbedModel[] {
  return post === null ? [pre] : [pre, post];
}

/** A report is passed on: nobody else needs to know in which folders of a machine text and models were. */
function withNamesAlone(probe: Probe): Probe {
  const { text } = probe;
  const nameAlone = (notice: string) =>
    modelsOf(probe).reduce((words, { model }) => words.replaceAll(model.path, labelOf(model)), notice);
  return { ...probe, text: { ...text, name: fileName(text.name) }, notices: probe.notices.map(nameAlone) };
}

function section(id: string, text: string): Block {
  return { kind: "heading", level: 2, id, text };
}

function summaryBlocks(probe: Probe): Block[] {
  const { pre, post, text } = probe;
  const notices = [...probeNotices(probe), ...probe.notices].map((notice) => `${notice}.`);
  const names: Text = [
    { text: labelOf(pre.model), is: "pre" },
    ...(post === null ? [] : [" → ", { text: labelOf(post.model), is: "post" } as const]),
    " · ",
    { text: text.name, is: "name" },
    `, ${textWords(text)}`,
  ];
  return [
    { kind: "heading", level: 1, text: probeTitle(probe) },
    { kind: "paragraph", text: names, is: "names" },
    lossesBlock(probe),
    { kind: "list", items: probeSentences(probe) },
    { kind: "paragraph", text: [...notices, errorWords(probe)].join(" "), is: "quiet" },
  ];
}

/** Those that have something to show. */
function figureBlocks(probe: Probe): Block[] {
  const kinds: readonly FigureKind<"probe">[] = figuresOf("probe");
  const has = {
    pair: probe.pair !== null,
    ablation: modelsOf(probe).some(({ ablation }) => ablation !== null),
  };
  return kinds.flatMap(({ name, shows, heading, needs, build }): Block[] => {
    if (heading === undefined || (needs !== undefined && has[needs as keyof typeof has] !== true)) return [];
    const text = typeof heading === "string" ? heading : heading(probe);
    const draw = (options: FigureOptions) => build(probe, options);
    return [section(name, text), { kind: "figure", figure: { name, shows, isTold: true, rows: null, draw } }];
  });
}
