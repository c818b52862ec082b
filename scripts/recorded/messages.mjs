// Commands for what is said: help, layout, errors.
import { COMMANDS, each, PAIR, WHOLE } from "./lines.mjs";

/** What each command prints that has text to print. */
const TEXTS = {
  compare: `compare ${PAIR} --answers --format text`,
  check: "check post.safetensors odd/some-nan.safetensors --baseline pre.safetensors",
  stats: `stats ${PAIR} --bias`,
  plot: "plot pre.safetensors --blocks 0-2 --format text",
  inspect: "inspect whole-pre.safetensors --all",
  weights: `compare ${WHOLE} --all-weights --group-by tensor --format text`,
  help: "compare --help",
  error: "stats missing.safetensors",
};

export function help() {
  return {
    none: "",
    root: "--help",
    version: "--version",
    short: "-h",
    "of-command": "help plot",
    ...each(COMMANDS, (command) => `${command} --help`),
    "unknown-command": "comprae a b",
    "unknown-flag": `compare ${PAIR} --bin 3`,
    "control-character": "'\u001b[31mred'",
    ...each(
      COMMANDS,
      (command) => command,
      (command) => `${command}-bare`,
    ),
    "one-argument": "compare pre.safetensors",
    "three-arguments": `compare ${PAIR} third`,
  };
}

/** Widths, colours and letters of everything that people read. */
export function texts() {
  const ways = [60, 80, 120, 160].map((columns) => `COLUMNS=${columns}`);
  ways.push(...[0, 20, 60, 80, 120, 160].map((columns) => `TERMINAL=${columns}`));
  ways.push(
    "NO_COLOR=1",
    "FORCE_COLOR=1",
    "FORCE_COLOR=3",
    "NO_COLOR=1 FORCE_COLOR=3",
    "TERM=dumb TERMINAL=80",
  );
  ways.push("NO_COLOR=1 TERMINAL=80", "COLORTERM=truecolor TERMINAL=120", "CI=1 GITHUB_ACTIONS=1");
  const lines = Object.entries(TEXTS).flatMap(([name, line]) =>
    ways.map((way) => [`${name}-${way}`, `${way} ${line}`]),
  );
  for (const [name, line] of Object.entries(TEXTS)) {
    if (["help", "error"].includes(name)) continue;
    lines.push([`${name}-ascii`, `${line} --ascii`], [`${name}-plain`, `FORCE_COLOR=3 ${line} --no-color`]);
    lines.push([`${name}-ascii-terminal`, `TERMINAL=80 ${line} --ascii`]);
  }
  lines.push(["png-terminal", `TERMINAL=80 compare ${PAIR} --format png`]);
  return Object.fromEntries(lines);
}

export function errors() {
  const compare = `compare ${PAIR}`;
  const flags = {
    format: "--format yaml",
    ending: "-o out.txt",
    "no-ending": "-o out",
    "empty-path": "-o ''",
    "stdout-without-format": "-o -",
    "missing-folder": "-o no/out.json",
    "taken-by-folder": "-o taken.json",
    "not-an-output": "-o pre.safetensors",
    "one-file-many-pictures": "--figure all -o out.svg",
    "one-format-many-pictures": "--figure all --format svg",
    "tensor-without-per-tensor": "-o '{tensor}.svg'",
    ...each(
      ["12", "5-40", "7-5", "x", "", "-1", "99999"],
      (list) => `--blocks='${list}'`,
      (list) => `blocks-${list}`,
    ),
    ...each(
      ["ln_3", "", "LN_1"],
      (list) => `--norms='${list}'`,
      (list) => `norms-${list}`,
    ),
    ...each(
      ["0", "-3", "1.5", "many", "10001", ""],
      (bins) => `--bins='${bins}'`,
      (bins) => `bins-${bins}`,
    ),
    ...each(
      ["7", "5000", "3 feet", "x", ""],
      (width) => `--width='${width}'`,
      (width) => `width-${width}`,
    ),
    ...each(
      ["47", "1201", "x"],
      (dpi) => `--dpi ${dpi}`,
      (dpi) => `dpi-${dpi}`,
    ),
    ...each(
      ["0.1", "9"],
      (scale) => `--scale ${scale}`,
      (scale) => `scale-${scale}`,
    ),
    figure: "--figure violin",
    size: "--size huge",
    theme: "--theme sepia",
    preset: "--preset mine",
    "width-and-size": "--width 7in --size single",
    "dpi-and-scale": "--dpi 96 --scale 1",
    "figure-and-preset": "--figure pairs --preset study",
    "stdout-full": "--format csv",
  };
  const line = (key) => `${key === "stdout-full" ? "STDOUT=/dev/full " : ""}${compare} ${flags[key]}`;
  const files = [
    "missing.safetensors",
    "no/folder/x.pt",
    "''",
    "bare",
    "two",
    "/dev/null",
    "odd/picture.png",
  ];
  files.push(
    ...["truncated", "cut-header", "empty", "text", "two-sets", "square", "not-gpt2"].map(
      (name) => `odd/${name}.safetensors`,
    ),
  );
  const mismatches = ["width-4-pre", "one-block-pre", "pre"];
  const rules = [
    "spred=off",
    "spread=fatal",
    "spread",
    "spread=warn:most=1",
    "spread:max=x",
    "=",
    "frozen=warn:expect=no",
    "median-shift=warn",
  ];
  return {
    ...each(Object.keys(flags), line),
    ...each(
      files,
      (file) => `compare ${file} post.safetensors`,
      (file) => `pre-${file}`,
    ),
    ...each(
      files,
      (file) => `compare pre.safetensors ${file} --format json`,
      (file) => `post-${file}`,
    ),
    ...each(
      files,
      (file) => `check ${file}`,
      (file) => `check-${file}`,
    ),
    ...each(
      files,
      (file) => `inspect ${file}`,
      (file) => `inspect-${file}`,
    ),
    ...each(
      files.slice(0, 4),
      (file) => `extract ${file} -o x.safetensors`,
      (file) => `extract-${file}`,
    ),
    ...each(
      mismatches,
      (name) => `compare run/checkpoint-100 ${name}.safetensors --bias`,
      (name) => `mismatch-${name}`,
    ),
    ...each(
      rules,
      (rule) => `check pre.safetensors --rule ${rule}`,
      (rule) => `rule-${rule}-${rules.indexOf(rule)}`,
    ),
    "over-input": "compare input.json post.safetensors -o ./input.json",
    "over-input-beside": "compare report-pairs.svg post.safetensors -o report.md",
    "over-input-by-pattern": "compare report-pairs.svg post.safetensors -o 'report-{figure}.svg'",
    "check-over-baseline": "check post.safetensors --baseline input.json -o ./taken.json/../input.json",
    "stats-over-input": "stats post.safetensors input.json -o input.json",
    "plot-over-input": "plot report-pairs.svg -o report-pairs.svg",
    "inspect-over-input": "inspect input.json -o ./input.json",
    "check-ending": "check pre.safetensors -o out.html",
    "check-format": "check pre.safetensors --format csv",
    "stats-format": "stats pre.safetensors --format svg",
    "stats-blocks": "stats pre.safetensors --blocks 40",
    "stats-broken-of-many": `stats ${PAIR} odd/truncated.safetensors missing.safetensors`,
    "plot-ending": "plot pre.safetensors -o out.html",
    "plot-two": `plot ${PAIR}`,
    "inspect-ending": "inspect pre.safetensors -o out.csv",
    "init-missing": "init missing.safetensors --baseline pre.safetensors",
    "init-folder": "init pre.safetensors -o no/x.json",
  };
}

export function remote() {
  const hub = "HF_ENDPOINT=SERVER";
  const cached = "HF_HUB_CACHE=hub HF_HUB_OFFLINE=1";
  return {
    ranges: "WITH=pre.safetensors stats SERVER/ranges/pre.safetensors --format csv",
    whole: "stats SERVER/whole/pre.safetensors --format csv",
    "not-found": "stats SERVER/ranges/nothing.safetensors",
    busy: "stats SERVER/busy/pre.safetensors",
    refused: "stats http://127.0.0.1:9/x.safetensors",
    "not-a-url": "stats https://[",
    "with-password": "inspect http://user:secret@HOST/ranges/pre.safetensors?token=secret",
    compare: "compare SERVER/ranges/pre.safetensors post.safetensors -o out.html -o out.json",
    extract: "extract SERVER/ranges/pre.safetensors -o ln.safetensors",
    hub: `${hub} stats owner/tiny --format csv`,
    "hub-scheme": `${hub} inspect hf://owner/tiny@main/model.safetensors`,
    "hub-unknown": `${hub} stats owner/nothing`,
    "hub-bad-name": `${hub} stats hf://owner`,
    "hub-endpoint": "HF_ENDPOINT=ftp://x stats owner/tiny",
    "hub-offline": "HF_HUB_OFFLINE=1 stats gpt2",
    "hub-cache": `${cached} stats gpt2 --format csv`,
    "hub-cache-owner": `${cached} compare openai-community/gpt2 post.safetensors --format md`,
    "hub-cache-revision": `${cached} stats hf://gpt2@v2`,
  };
}
