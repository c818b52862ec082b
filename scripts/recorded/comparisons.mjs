// Commands about two checkpoints.
import { BIN_RULES, CHECK_FORMATS, each, FIGURES, PAIR, PICTURES, SIZES, THEMES } from "./lines.mjs";

const FORMATS = ["text", ...PICTURES, "html", "json", "csv", "md"];

export function compare() {
  const outputs = [...PICTURES, "html", "json", "csv", "md"].map((ending) => `out.${ending}`);
  const all = [...outputs, "report.md", "report.pdf", "my-report.md", "x.report.pdf"];
  const only = `compare ${PAIR} --format json`;
  return {
    default: `compare ${PAIR}`,
    ...each(
      FORMATS,
      (format) => `compare ${PAIR} --format ${format}`,
      (format) => `format-${format}`,
    ),
    "format-markdown": `compare ${PAIR} --format markdown`,
    ...each(
      all,
      (file) => `compare ${PAIR} -o ${file}`,
      (file) => `to-${file}`,
    ),
    "to-all": `compare ${PAIR} --format csv ${all.map((file) => `-o ${file}`).join(" ")}`,
    "to-stdout": `compare ${PAIR} -o - --format json`,
    "to-file-and-stdout": `compare ${PAIR} -o out.csv -o - --format md`,
    "to-figures-of-pdf": `compare ${PAIR} --figure all -o out.pdf`,
    quiet: `compare ${PAIR} --quiet`,
    "quiet-to-file": `compare ${PAIR} -q -o out.csv`,
    "quiet-format": `compare ${PAIR} -q --format md`,
    ...each(
      BIN_RULES.concat("1", "7", "10000"),
      (bins) => `${only} --bins ${bins}`,
      (bins) => `bins-${bins}`,
    ),
    ...each(
      ["0", "all", "0,3,5-7", "11", " 3 - 4 ,1"],
      (blocks) => `${only} --blocks '${blocks}'`,
      (blocks) => `blocks-${blocks}`,
    ),
    ...each(
      ["ln_1", "ln_2", "ln_f", "ln_f,ln_1"],
      (norms) => `${only} --norms ${norms}`,
      (norms) => `norms-${norms}`,
    ),
    bias: `${only} --bias`,
    "bias-text": `compare ${PAIR} --bias --blocks all --format text`,
    "bias-figures": `compare ${PAIR} --bias --blocks 7-9 --norms ln_2 --figure all -o '{figure}.svg'`,
    answers: `compare ${PAIR} --answers --format text`,
    "answers-ascii": `compare ${PAIR} --answers --ascii --format text`,
    "answers-some": `compare ${PAIR} --answers --norms ln_1 --blocks 3 --format text`,
    "other-formats": "compare formats/st-bf16.safetensors formats/gguf-q8_0.gguf --format json",
    folder: "compare formats/hf-sharded formats/pt-bf16.pt --bias -o out.html",
    "without-some-biases": "compare run/checkpoint-100 weightless-pre.safetensors --bias --format json",
    itself: "compare pre.safetensors pre.safetensors -o out.html -o out.md",
  };
}

export function figures() {
  const drawn = (figure, flags) => `compare ${PAIR} --figure ${figure} ${flags}`;
  const looks = SIZES.flatMap((size) => THEMES.map((theme) => `--size ${size} --theme ${theme}`));
  const widths = ["3.5in", "178mm", "20cm", "400pt", "300px", "4000"];
  const resolutions = ["--dpi 48", "--dpi 300", "--scale 0.5", "--scale 3"];
  const key = (flags) => flags.replace(/--/g, "");
  return {
    ...each(FIGURES, (figure) => drawn(figure, "-o out.svg")),
    ...each(
      FIGURES,
      (figure) => drawn(figure, "--blocks all --dpi 96 -o out.png"),
      (figure) => `${figure}-png`,
    ),
    ...each(
      FIGURES,
      (figure) => drawn(figure, "--format vl.json"),
      (figure) => `${figure}-vl`,
    ),
    ...each(
      looks,
      (look) => drawn("all", `${look} -o 'figs/{figure}.svg'`),
      (look) => `all-${key(look)}`,
    ),
    ...each(
      looks,
      (look) => drawn("all", `${look} -o out.pdf`),
      (look) => `pages-${key(look)}`,
    ),
    ...each(
      widths,
      (width) => drawn("all", `--width ${width} -o '{figure}.svg'`),
      (width) => `width-${width}`,
    ),
    ...each(resolutions, (flags) => drawn("moved", `${flags} -o out.png`), key),
    all: drawn("all", ""),
    several: drawn("moved", "--figure spread -o '{figure}.vl.json'"),
    title: drawn("pairs", "--title 'Before & <after>' -o out.svg -o out.png"),
    "title-long": drawn("spread", `--size single --title '${"a long title ".repeat(20)}' -o out.svg`),
    "title-unknown-letters": drawn("moved", "--title '模型 слой קובץ 🙂' -o out.svg -o out.png"),
    "title-empty": drawn("moved", "--title '' -o out.svg"),
    "per-tensor": drawn("pairs", "--per-tensor --blocks 6-7 -o 'figs/{tensor}.svg'"),
    "per-tensor-figures": drawn("all", "--per-tensor --norms ln_f --bias -o '{figure}-{tensor}.svg'"),
    "per-tensor-pdf": drawn("overlay", "--per-tensor --blocks 6 -o out.pdf"),
    "per-tensor-default": `compare ${PAIR} --per-tensor --blocks 6 --norms ln_1,ln_2`,
    study: `compare ${PAIR} --preset study -o 'figs/{tensor}.png'`,
    "study-svg": `compare ${PAIR} --preset study --blocks 6 --theme dark --size single -o '{tensor}.svg'`,
    "study-bins": `compare ${PAIR} --preset study --bins 20 --norms ln_f -o '{tensor}.vl.json' --format json`,
    "study-default": `compare ${PAIR} --preset study --blocks 6 --norms ln_1`,
    "outline-text": drawn("all", "--outline-text -o '{figure}.svg'"),
  };
}

export function odd() {
  const names = ["one-block", "width-4", "width-1", "blocks-48", "weightless", "模型", "'модель слой'"];
  const pairs = names.map((name) => [name, ...["pre", "post"].map((side) => `${name}-${side}.safetensors`)]);
  const named = (file) => `odd/${file}.safetensors`;
  const files = [
    "all-nan",
    "some-nan",
    "infinite",
    "ones",
    "zeros",
    "negative-zeros",
    "least",
    "flipped",
    "no-ln_f",
    "no-block-3",
  ];
  for (const file of files)
    pairs.push([file, named("ones"), named(file)], [`${file}-pre`, named(file), named("flipped")]);
  pairs.push(["huge", named("huge"), named("huge-flipped")], ["huge-ones", named("ones"), named("huge")]);
  const strange = [
    "'evil\u001b[31m\nred.safetensors'",
    "קובץ.safetensors",
    `${"long-".repeat(40)}name.safetensors`,
  ];
  const keyed = pairs.map(([name, pre, post], i) => [`${i}-${name}`, `${pre} ${post}`]);
  return {
    ...each(
      keyed,
      ([, files]) => `compare ${files} --bias --blocks all --answers --format text`,
      ([key]) => `${key}-text`,
    ),
    ...each(
      keyed,
      ([, files]) => `compare ${files} --bias --blocks all --figure all -o '{figure}.svg' -o o.json`,
      ([key]) => `${key}-figures`,
    ),
    ...each(
      keyed,
      ([, files]) => `compare ${files} -o out.html -o report.md -o report.pdf -o o.md`,
      ([key]) => `${key}-report`,
    ),
    ...each(
      strange,
      (file) => `compare ${file} 模型-post.safetensors -o out.html -o o.png`,
      (file) => `name-${strange.indexOf(file)}`,
    ),
    ...each(
      strange,
      (file) => `stats ${file} --format md`,
      (file) => `name-${strange.indexOf(file)}-stats`,
    ),
    ...each(
      strange,
      (file) => `plot ${file} --blocks 0`,
      (file) => `name-${strange.indexOf(file)}-plot`,
    ),
    ...each(
      strange,
      (file) => `check ${file} --format github`,
      (file) => `name-${strange.indexOf(file)}-check`,
    ),
    ...each(
      CHECK_FORMATS,
      (format) => `check ${strange[0]} ${named("all-nan")} --format ${format}`,
      (format) => `names-${format}`,
    ),
    "one-block-report":
      "compare one-block-pre.safetensors one-block-post.safetensors --blocks all -o o.html -o report.md -o report.pdf",
    dash: "stats -- -dash.safetensors",
  };
}
