import { median, pairwiseRatios, quartiles } from "./statistics.mjs";

/** What was aimed at, and whether the measurements reach it. The medians decide; the quartiles are shown. */

const times = (ratio) => `${ratio.toFixed(2)} x`;
const middle = (spread, show) => `${show(spread.median)} (${show(spread.first)} to ${show(spread.third)})`;

const msOf = ({ runs }) => runs.map(({ ms }) => ms);
const peakMbOf = ({ runs }) => Math.max(...runs.map(({ peakMb }) => peakMb));

/** Where several Pythons have the peer, the fastest is the one to beat. */
function fastest(rows) {
  const [first, ...others] = rows.toSorted((a, b) => median(msOf(a)) - median(msOf(b)));
  return first === undefined ? null : { row: first, amongSeveral: others.length > 0 };
}

/** `ours` at least so many times as fast as the rival; `stretch`: what would be better still. */
function asFastAs(part, ours, rival, what, least, stretch = null) {
  return {
    part,
    aim: `${what}: ${least} x the speed of ${rival.called}${stretch === null ? "" : ` (stretch: ${stretch} x)`}`,
    judge: (rowsOf) => {
      const peer = fastest(rowsOf(rival.role));
      const [own] = rowsOf(ours);
      if (peer === null || own === undefined) return null;
      const ratio = quartiles(pairwiseRatios(msOf(peer.row), msOf(own)));
      const which = peer.amongSeveral ? `; the fastest: ${peer.row.name}` : "";
      const stretched = stretch === null ? "" : `; stretch ${ratio.median >= stretch ? "met" : "not met"}`;
      return { reached: `${middle(ratio, times)}${which}${stretched}`, met: ratio.median >= least };
    },
  };
}

function under(part, ours, base, what, most) {
  return {
    part,
    aim: `${what}: under ${most} x ${base.called}`,
    judge: (rowsOf) => {
      const [[own], [other]] = [rowsOf(ours), rowsOf(base.role)];
      if (own === undefined || other === undefined) return null;
      const ratio = quartiles(pairwiseRatios(msOf(own), msOf(other)));
      return { reached: middle(ratio, times), met: ratio.median < most };
    },
  };
}

function readsPerSecond(part, ours, what, gigabytes) {
  return {
    part,
    aim: `${what}: ${gigabytes} GB/s of file`,
    judge: (rowsOf) => {
      const [own] = rowsOf(ours);
      if (own === undefined) return null;
      const speed = quartiles(msOf(own).map((ms) => own.bytes / ms / 1e6));
      return {
        reached: `${middle(speed, (value) => value.toFixed(2))} GB/s`,
        met: speed.median >= gigabytes,
      };
    },
  };
}

/** Met only where every size was measured. */
function residentUnder(part, sizes, what, megabytes) {
  return {
    part,
    aim: `${what}: under ${megabytes} MB resident`,
    judge: (rowsOf) => {
      const peaks = sizes.flatMap(rowsOf).map(peakMbOf);
      const peak = Math.max(...peaks);
      if (peaks.length < sizes.length || Number.isNaN(peak)) return null;
      return { reached: `at most ${peak.toFixed(0)} MB`, met: peak < megabytes };
    },
  };
}

function within(part, ours, what, mostMs) {
  return {
    part,
    aim: `${what}: under ${mostMs} ms`,
    judge: (rowsOf) => {
      const [own] = rowsOf(ours);
      if (own === undefined) return null;
      const ms = quartiles(msOf(own));
      return { reached: `${middle(ms, (value) => value.toFixed(0))} ms`, met: ms.median < mostMs };
    },
  };
}

const TOLERANCE = 0.2;

function sameTime(part, large, small, what) {
  return {
    part,
    aim: `${what}: the same time within ${100 * TOLERANCE} %`,
    judge: (rowsOf) => {
      const [[own], [other]] = [rowsOf(large), rowsOf(small)];
      const ratio = quartiles(pairwiseRatios(msOf(own), msOf(other)));
      return { reached: middle(ratio, times), met: ratio.median <= 1 + TOLERANCE };
    },
  };
}

function sameMemory(part, large, small, what) {
  return {
    part,
    aim: `${what}: the same memory within ${100 * TOLERANCE} %`,
    judge: (rowsOf) => {
      const ratio = peakMbOf(rowsOf(large)[0]) / peakMbOf(rowsOf(small)[0]);
      return Number.isNaN(ratio) ? null : { reached: times(ratio), met: ratio <= 1 + TOLERANCE };
    },
  };
}

const NUMPY_HISTOGRAMS = { role: "numpy histograms", called: "numpy doing only the histograms" };
const NODE = { role: "node", called: "`node -e 0`" };
const MATPLOTLIB_SVG = { role: "matplotlib svg", called: "tuned matplotlib" };
const MATPLOTLIB_PNG = { role: "matplotlib png", called: "tuned matplotlib" };
const NOTEBOOK = { role: "notebook", called: "the notebook" };
const NUMPY = { role: "numpy", called: "numpy streamed" };
const TORCH = { role: "torch", called: "`torch.histc`" };
const NUMPY_LOOP = { role: "numpy loop", called: "a loop of numpy" };
const FAST_HISTOGRAM = { role: "fast-histogram", called: "fast-histogram" };
const TWO_THREADS = "ours, 2 threads";
const FROM_6_GB = "`compare` from files of 6 GB as of 0.5 GB";

export const AIMS = [
  asFastAs("compare", "compare json", NUMPY_HISTOGRAMS, "`compare --format json`", 2),
  under("compare", "compare json", NODE, "`compare --format json`", 1.8),
  asFastAs("compare", "compare svg", MATPLOTLIB_SVG, "`compare` to SVG", 4, 8),
  asFastAs("compare", "compare svg", NOTEBOOK, "`compare` to SVG", 25),
  asFastAs("compare", "compare png", MATPLOTLIB_PNG, "`compare` to PNG at 2x", 3),
  within("page", "paint, 12 blocks", "first paint of a report page, 12 blocks", 500),
  within("page", "task, 12 blocks", "longest task of a report page after load, 12 blocks", 200),
  within("page", "filter, 12 blocks", "a filter of a report page, 12 blocks", 300),
  within("page", "filter, 48 x 1600", "a filter of a report page, 48 x 1600", 1000),
  asFastAs("track", "100 whole", NUMPY_LOOP, "`track` of 100 checkpoints", 3),
  residentUnder("track", ["1000 of norms"], "`track` of 1,000 steps", 150),
  within("hub", "48, cold", "`track` of 48 of 609 branches of the hub, 20 ms a request", 60_000),
  within("hub", "48, warm", "the same again", 1000),
  asFastAs("weights-f32", TWO_THREADS, NUMPY, "all weights, F32", 5.5),
  asFastAs("weights-f32", TWO_THREADS, TORCH, "all weights, F32", 7),
  asFastAs("weights-f32", TWO_THREADS, FAST_HISTOGRAM, "all weights, F32", 3),
  readsPerSecond("weights-f32", TWO_THREADS, "all weights, F32, 0.5 GB", 3),
  readsPerSecond("weights-size", "ours, 6 GB", "all weights, F32, 6.2 GB", 3),
  residentUnder(
    "weights-size",
    ["ours, 0.1 GB", "ours, 0.5 GB", "ours, 6 GB"],
    "all weights, 0.1 to 6.2 GB",
    90,
  ),
  asFastAs("weights-f16", TWO_THREADS, NUMPY, "all weights, F16", 10),
  asFastAs("weights-bf16", TWO_THREADS, NUMPY, "all weights, BF16", 10),
  sameTime("file-size", "6 GB", "0.5 GB", FROM_6_GB),
  sameMemory("file-size", "6 GB", "0.5 GB", FROM_6_GB),
];

/** `{ aim, reached, met }` of the aims whose part was measured; `met` is null where the peer or the size was not there. */
export function judgeAims(aims, parts) {
  return aims.flatMap(({ part: name, aim, judge }) => {
    const part = parts.find((measured) => measured.name === name);
    if (part === undefined) return [];
    const rowsOf = (role) => part.rows.filter((row) => row.role === role);
    return { aim, ...(judge(rowsOf) ?? { reached: "not measured", met: null }) };
  });
}
