// The commands that are recorded. A name says which behaviour is meant: it stays when a command or flag is renamed.
//
// A line is written as for a shell: words, 'quoted words', and NAME=value before the command for its environment. These
// names mean something else: IN, the folder to run in; WITH, an input that no word names; TERMINAL, the width of a
// terminal to run on; STDOUT, the file that stdout is. SERVER and HOST are the address of the recorder's server.
import { compare, figures, odd } from "./recorded/comparisons.mjs";
import { BIN_RULES, each, FIGURES, STATS_FORMATS } from "./recorded/lines.mjs";
import { errors, help, remote, texts } from "./recorded/messages.mjs";
import { check, config, extract, init, inspect, plot, stats } from "./recorded/models.mjs";
import { weights } from "./recorded/wholeModels.mjs";

/**
 * @param inputs names of the inputs that there are
 * @returns [{ name, line }]; commands about inputs that are missing are left out
 * @throws Error where two commands have one name
 */
export function recordedCommands(inputs) {
  const startsWith = (beginning) => [...inputs].filter((name) => name.startsWith(beginning));
  const groups = {
    help: help(),
    compare: compare(),
    figure: figures(),
    odd: odd(),
    check: check(),
    config: config(),
    stats: stats(),
    plot: plot(),
    inspect: inspect(),
    extract: extract(),
    init: init(),
    text: texts(),
    error: errors(),
    remote: remote(),
    weights: weights(),
    real: inputs.has("real/pre.safetensors") ? real() : {},
    format: formats([...startsWith("formats/"), ...startsWith("shared-formats/")]),
    hostile: hostile(startsWith("hostile/")),
  };
  const commands = Object.entries(groups).flatMap(([group, lines]) =>
    Object.entries(lines).map(([key, line]) => ({ name: fileName(`${group}-${key}`), line })),
  );
  const names = commands.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Error(`two commands are called ${twice}`);
  return commands;
}

/** What every file system takes. */
function fileName(text) {
  return text.replace(/[^A-Za-z0-9._]+/g, "-").slice(0, 100);
}

function real() {
  const pair = "real/pre.safetensors real/post.safetensors";
  const all = [
    "out.svg",
    "out.png",
    "out.pdf",
    "out.html",
    "report.md",
    "report.pdf",
    "out.json",
    "out.csv",
    "out.md",
  ];
  return {
    default: `compare ${pair}`,
    answers: `compare ${pair} --answers --blocks all --bias --format text`,
    "to-all": `compare ${pair} ${all.map((file) => `-o ${file}`).join(" ")}`,
    "every-block": `compare ${pair} --blocks all --bias -o out.html -o report.pdf -o out.json`,
    ...each(FIGURES, (figure) => `compare ${pair} --figure ${figure} --blocks all -o out.svg -o out.vl.json`),
    slides: `compare ${pair} --figure all --size slide --theme dark -o '{figure}.svg'`,
    columns: `compare ${pair} --figure all --size single -o '{figure}.svg'`,
    study: `compare ${pair} --preset study -o '{tensor}.png'`,
    ...each(
      BIN_RULES,
      (rule) => `compare ${pair} --bins ${rule} --format json`,
      (rule) => `bins-${rule}`,
    ),
    check: "check real/post.safetensors --baseline real/pre.safetensors",
    "check-json": "check real/post.safetensors --baseline real/pre.safetensors --strict --format json",
    "check-alone": "check real/pre.safetensors real/post.safetensors --format md",
    ...each(
      STATS_FORMATS,
      (format) => `stats ${pair} --bias --format ${format}`,
      (format) => `stats-${format}`,
    ),
    plot: "plot real/pre.safetensors",
    "plot-study": "plot real/pre.safetensors --preset study --blocks 0 -o '{tensor}.svg'",
    weights: `compare ${pair} --all-weights --group-by block --format text`,
    init: "init real/post.safetensors --baseline real/pre.safetensors",
  };
}

/** One model in many formats. */
function formats(files) {
  return {
    ...each(
      files,
      (file) => `inspect ${file} --all`,
      (file) => `${file}-inspect`,
    ),
    ...each(
      files,
      (file) => `stats ${file} --bias --format csv`,
      (file) => `${file}-stats`,
    ),
    ...each(
      files,
      (file) => `stats ${file} --all-weights --group-by kind --format csv`,
      (file) => `${file}-weights`,
    ),
    ...each(
      files,
      (file) => `extract ${file} -o ln.safetensors`,
      (file) => `${file}-extract`,
    ),
    ...each(
      files,
      (file) => `check ${file} --baseline formats/st-bf16.safetensors`,
      (file) => `${file}-check`,
    ),
  };
}

/** Files that lie about themselves. */
function hostile(files) {
  const key = (file) => file.replace(/^hostile\//, "");
  return {
    ...each(files, (file) => `compare '${file}' '${file}' --bias --format csv`, key),
    ...each(
      files,
      (file) => `inspect '${file}'`,
      (file) => `${key(file)}-inspect`,
    ),
  };
}
