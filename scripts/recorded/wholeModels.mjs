// Commands about every weight of a model. A group of its own: these may become another command.
import { BIN_RULES, each, PICTURES, SIZES, STATS_FORMATS, THEMES, WHOLE } from "./lines.mjs";

const GROUPINGS = ["model", "block", "kind", "tensor"];

export function weights() {
  const compare = `compare ${WHOLE} --all-weights`;
  const stats = "stats whole-pre.safetensors --all-weights";
  const plot = "plot whole-pre.safetensors --all-weights";
  const looks = SIZES.flatMap((size) => THEMES.map((theme) => `--size ${size} --theme ${theme}`));
  const choices = [
    "--bins 1",
    "--bins 77",
    "--bins auto",
    "--xlim=-0.05,0.05",
    "--xlim=5,6",
    "--threads 1",
    "--threads 4",
  ];
  choices.push("--tensors '*.attn.*'", "--tensors wte.weight --tensors 'слой.*'", "--tensors h.0.*");
  const texts = ["text", "json", "csv", "md"];
  const byFlags = (line) => (flags) => `${line} ${flags}`;
  const odd = ["all-nan", "some-nan", "infinite", "ones", "zeros", "huge", "least"].map(
    (name) => `odd/${name}.safetensors`,
  );
  return {
    "compare-default": compare,
    "stats-default": stats,
    "plot-default": plot,
    ...each(
      [...texts, ...PICTURES],
      (format) => `${compare} --format ${format}`,
      (format) => `compare-format-${format}`,
    ),
    ...each(
      STATS_FORMATS,
      (format) => `${stats} whole-nan.safetensors --format ${format}`,
      (format) => `stats-format-${format}`,
    ),
    ...each(
      ["text", ...PICTURES],
      (format) => `${plot} --format ${format}`,
      (format) => `plot-format-${format}`,
    ),
    ...each(
      [...texts.slice(1), ...PICTURES],
      (ending) => `${compare} -o out.${ending}`,
      (ending) => `compare-to-${ending}`,
    ),
    ...each(
      STATS_FORMATS.slice(1),
      (ending) => `${stats} -o out.${ending}`,
      (ending) => `stats-to-${ending}`,
    ),
    ...each(
      PICTURES,
      (ending) => `${plot} -o out.${ending}`,
      (ending) => `plot-to-${ending}`,
    ),
    ...each(
      GROUPINGS,
      (what) => `${compare} --bins 200 --group-by ${what} -o o.svg -o o.json`,
      (what) => `compare-by-${what}`,
    ),
    ...each(
      GROUPINGS,
      (what) => `${compare} --group-by ${what} --format text`,
      (what) => `compare-text-by-${what}`,
    ),
    ...each(
      GROUPINGS,
      (what) => `${stats} --group-by ${what}`,
      (what) => `stats-by-${what}`,
    ),
    ...each(
      GROUPINGS,
      (what) => `${stats} --group-by ${what} --bins 50 --format json`,
      (what) => `stats-json-by-${what}`,
    ),
    ...each(
      GROUPINGS,
      (what) => `${plot} --group-by ${what} -o o.svg -o o.vl.json`,
      (what) => `plot-by-${what}`,
    ),
    ...each(choices, byFlags(`${compare} --format json`), (flags) => `compare ${flags}`),
    ...each(choices, byFlags(`${stats} --format csv`), (flags) => `stats ${flags}`),
    ...each(looks, byFlags(`${compare} --group-by kind -o o.svg -o o.pdf`), (flags) => `compare ${flags}`),
    ...each(looks, byFlags(`${plot} --group-by block -o o.svg -o o.png`), (flags) => `plot ${flags}`),
    "compare-width": `${compare} --width 3.5in --dpi 100 --title 'A & <b>' --outline-text -o o.svg -o o.png`,
    "plot-width": `${plot} --width 3.5in --scale 1 --title '模型' --outline-text -o o.svg -o o.png`,
    "compare-to-report.md": `${compare} -o report.md`,
    "compare-quiet": `${compare} -q -o o.csv`,
    "compare-ascii": `${compare} --group-by block --ascii --format text`,
    "compare-other-formats":
      "compare formats/st-bf16.safetensors formats/pt-bf16.pt --all-weights --group-by kind",
    "compare-itself":
      "compare whole-pre.safetensors whole-pre.safetensors --all-weights --group-by tensor -o o.svg -o o.md",
    "compare-nothing-alike":
      "compare whole-pre.safetensors one-block-pre.safetensors --all-weights --group-by tensor",
    ...each(
      odd,
      (file) => `stats ${file} --all-weights --format json --bins 20`,
      (file) => `stats-${file}`,
    ),
    ...each(
      odd,
      (file) => `plot ${file} --all-weights -o o.svg`,
      (file) => `plot-${file}`,
    ),
    ...each(
      odd,
      (file) => `compare odd/ones.safetensors ${file} --all-weights --bins 20 --group-by block`,
      (file) => `compare-${file}`,
    ),
    ...weightErrors({ compare, stats, plot }),
  };
}

/** Flags that go with all weights or with LayerNorms, but not with both, and values that are refused. */
function weightErrors({ compare, stats, plot }) {
  const foreign = [
    "--blocks 1",
    "--norms ln_1",
    "--bias",
    "--figure pairs",
    "--preset study",
    "--per-tensor",
    "--answers",
  ];
  foreign.push(
    "--group-by nothing",
    "--xlim=1,0",
    "--xlim=1",
    "--xlim=0,1e-320",
    "--threads 0",
    "--threads 65",
    "--tensors none",
  );
  foreign.push("-o o.html", "--format html", "-o whole-pre.safetensors", "-o '{tensor}.svg'");
  foreign.push(...BIN_RULES.slice(1, 4).map((rule) => `--bins ${rule}`));
  const lonely = ["--group-by kind", "--xlim=-1,1", "--threads 2", "--tensors '*'"];
  return {
    ...each(
      foreign,
      (flags) => `${compare} ${flags}`,
      (flags) => `error-compare ${flags}`,
    ),
    ...each(
      lonely,
      (flags) => `compare ${WHOLE} ${flags}`,
      (flags) => `error-compare ${flags}`,
    ),
    "error-stats": `${stats} --blocks 1`,
    "error-over-input": "compare input.json whole-pre.safetensors --all-weights -o input.json",
    "error-quantised": "stats formats/gguf-q8_0.gguf --all-weights",
    "error-plot": `${plot} --per-tensor`,
    "error-stats-missing": `${stats} missing.safetensors`,
    "error-truncated": "stats odd/truncated.safetensors --all-weights",
  };
}
