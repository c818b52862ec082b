// Commands about one checkpoint, or many.
import { BIN_RULES, CHECK_FORMATS, each, PAIR, PICTURES, RUN, STATS_FORMATS } from "./lines.mjs";

export function check() {
  const against = "check post.safetensors --baseline pre.safetensors";
  const endings = ["json", "jsonl", "md", "sarif", "xml"];
  const rules = [
    "spread=error:max=0.01",
    "spread=warn:warn=0",
    "frozen=error:expect=frozen",
    "median-shift:max=0.01",
  ];
  const broken = [
    "all-nan",
    "ones",
    "zeros",
    "flipped",
    "no-ln_f",
    "no-block-3",
    "huge",
    "least",
    "infinite",
  ];
  return {
    alone: "check pre.safetensors",
    ...each(
      CHECK_FORMATS,
      (format) => `${against} --format ${format}`,
      (format) => `format-${format}`,
    ),
    ...each(
      CHECK_FORMATS,
      (format) => `check ${RUN} --baseline run/checkpoint-100 --format ${format}`,
      (format) => `many-${format}`,
    ),
    ...each(
      endings,
      (ending) => `${against} -o out.${ending}`,
      (ending) => `to-${ending}`,
    ),
    "to-all": `${against} ${endings.map((ending) => `-o out.${ending}`).join(" ")} -o - --format github`,
    quiet: `${against} -q -o out.sarif`,
    strict: `${against} --strict`,
    ...each(
      rules,
      (rule) => `${against} --rule ${rule}`,
      (rule) => `rule-${rule}`,
    ),
    "rule-several": `${against} --rule spread=off --rule sign-flips=off --rule spread=error:max=0`,
    "rule-off": `check odd/ones.safetensors ${["untrained", "constant"].map((rule) => `--rule ${rule}=off`).join(" ")}`,
    ...each(
      broken,
      (file) => `check odd/${file}.safetensors --format json`,
      (file) => `broken-${file}`,
    ),
    ...each(
      broken,
      (file) => `check odd/${file}.safetensors --baseline one-block-pre.safetensors`,
      (file) => `drifted-${file}`,
    ),
    "many-same": "check pre.safetensors pre.safetensors",
    "many-broken": `check ${RUN} odd/all-nan.safetensors odd/zeros.safetensors --format md`,
    "many-one-unreadable": `check ${RUN} odd/truncated.safetensors missing.safetensors -o out.json`,
    "baseline-unreadable": "check pre.safetensors --baseline odd/text.safetensors",
    "other-model": "check one-block-pre.safetensors --baseline pre.safetensors --format json",
    "step-summary": `GITHUB_STEP_SUMMARY=summary.md ${against} --format github`,
    "step-summary-unwritable": `GITHUB_STEP_SUMMARY=no/summary.md ${against}`,
  };
}

export function config() {
  const fit = ["comments", "baseline", "overrides", "frozen", "duplicate-keys"];
  const unfit = [
    "not-json",
    "empty",
    "not-an-object",
    "unknown-key",
    "unknown-rule",
    "unknown-level",
    "unknown-option",
  ];
  unfit.push(
    "three-parts",
    "negative-option",
    "strict-word",
    "baseline-number",
    "overrides-object",
    "override-pattern",
    "proto-key",
    "proto-rule",
  );
  const line = (file) => `WITH=pre.safetensors check post.safetensors --config ${file}.config.json`;
  return {
    ...each([...fit, ...unfit], line),
    missing: line("missing"),
    found: "IN=project check deep/post.safetensors",
    "found-above": "IN=project/deep check post.safetensors --format json",
    "found-rc": "IN=rc check ../pre.safetensors",
    "found-package": "IN=package check ../pre.safetensors",
    "flags-win": "IN=project check deep/post.safetensors --baseline ../post.safetensors --rule spread=off",
  };
}

export function stats() {
  return {
    ...each(
      STATS_FORMATS,
      (format) => `stats ${PAIR} --format ${format}`,
      (format) => `format-${format}`,
    ),
    ...each(
      STATS_FORMATS,
      (format) => `stats post.safetensors --bias --format ${format}`,
      (format) => `one-${format}`,
    ),
    ...each(
      STATS_FORMATS.slice(1),
      (ending) => `stats ${PAIR} -o out.${ending}`,
      (ending) => `to-${ending}`,
    ),
    "to-all": `stats ${RUN} -o out.json -o out.jsonl -o - --format csv`,
    ...each(
      BIN_RULES.concat("3"),
      (bins) => `stats pre.safetensors --bins ${bins} --blocks 5 --format json`,
      (bins) => `bins-${bins}`,
    ),
    some: "stats pre.safetensors --blocks 1,3-4 --norms ln_2",
    quiet: "stats pre.safetensors -q",
    ...each(
      ["all-nan", "some-nan", "zeros", "huge", "least"],
      (file) => `stats odd/${file}.safetensors --format json`,
    ),
  };
}

export function plot() {
  const flags = [
    "--size single",
    "--size slide",
    "--width 178mm",
    "--theme dark",
    "--bias",
    "--bins study",
    "--outline-text",
  ];
  return {
    default: "plot pre.safetensors",
    ...each(
      ["text", ...PICTURES],
      (format) => `plot pre.safetensors --format ${format}`,
      (format) => `format-${format}`,
    ),
    ...each(
      PICTURES,
      (ending) => `plot post.safetensors --blocks 5-7 -o out.${ending}`,
      (ending) => `to-${ending}`,
    ),
    ...each(flags, (flag) => `plot pre.safetensors --blocks 0-3 ${flag} -o out.svg -o out.vl.json`),
    dpi: "plot pre.safetensors --dpi 100 --title 'A & B' -o out.png",
    "per-tensor": "plot pre.safetensors --per-tensor --blocks 3 --bias -o 'figs/{tensor}.svg'",
    study: "plot pre.safetensors --preset study --blocks 5 -o '{tensor}.png'",
    quiet: "plot pre.safetensors -q -o out.pdf",
    ...each(
      ["all-nan", "some-nan", "ones", "huge", "least"],
      (file) => `plot odd/${file}.safetensors --bias -o out.svg`,
    ),
    ...each(["one-block", "width-4", "width-1", "blocks-48"], (name) => `plot ${name}-pre.safetensors`),
  };
}

export function inspect() {
  const files = [
    "pre.safetensors",
    "whole-pre.safetensors",
    "run/checkpoint-100",
    "odd/two-sets.safetensors",
  ];
  return {
    ...each(files, (file) => `inspect ${file}`),
    all: "inspect whole-pre.safetensors --all",
    json: "inspect whole-pre.safetensors --format json",
    "to-json": "inspect formats/hf-sharded -o out.json",
    "to-stdout": "inspect pre.safetensors -o - --format json --all",
    quiet: "inspect pre.safetensors -q",
  };
}

export function extract() {
  const files = ["post.safetensors", "whole-pre.safetensors", "formats/hf-sharded", "formats/gguf-q8_0.gguf"];
  files.push("odd/huge.safetensors", "odd/some-nan.safetensors");
  return {
    ...each(files, (file) => `extract ${file} -o ln.safetensors`),
    quiet: "extract pre.safetensors -q -o ln.safetensors",
    "over-input": "extract pre.safetensors -o ./pre.safetensors",
    "other-ending": "extract pre.safetensors -o ln.txt",
    "over-folder": "extract pre.safetensors -o taken.json",
  };
}

export function init() {
  return {
    alone: "init pre.safetensors",
    baseline: "init post.safetensors --baseline pre.safetensors",
    "baseline-beside": "init post.safetensors --baseline pre.safetensors -o bare/x.json",
    there: "init pre.safetensors -o comments.config.json",
    force: "init pre.safetensors -o comments.config.json --force",
    unhealthy: "init odd/zeros.safetensors",
    "unhealthy-forced": "init odd/zeros.safetensors --baseline odd/ones.safetensors --force",
    "over-input": "init pre.safetensors -o pre.safetensors --force",
  };
}
