import { readFileSync } from "node:fs";
import { describeFuzz } from "../../support/fuzz.js";

const HOSTILE = new URL("../../../fixtures/hostile/", import.meta.url);

describeFuzz({
  format: "safetensors",
  files: { "model.safetensors": readFileSync(new URL("st/ok-control.safetensors", HOSTILE)) },
  open: "model.safetensors",
  checksummed: false,
});

describeFuzz({
  format: "safetensors (sharded), its index",
  files: Object.fromEntries(
    [
      "model.safetensors.index.json",
      "model-00001-of-00002.safetensors",
      "model-00002-of-00002.safetensors",
    ].map((name) => [name, readFileSync(new URL(`index/ok-control/${name}`, HOSTILE))]),
  ),
  open: "model.safetensors.index.json",
  checksummed: false,
});
