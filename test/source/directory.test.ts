import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHECKPOINT_NAMES, chooseCheckpoint } from "../../src/source/directory.js";
import { folderOfPaths, localFolder } from "../../src/source/folder.js";
import { openSource } from "../../src/source/index.js";
import { refusalOf, thrownBy } from "../support/refusal.js";
import { useTempDir } from "../support/tempDir.js";

const temp = useTempDir();

/** A folder on the disk with these files; a path that ends in a slash is a folder. */
function folderWith(...paths: readonly string[]): string {
  const folder = mkdtempSync(join(temp.path, "folder-"));
  for (const path of paths) {
    const full = join(folder, path);
    mkdirSync(path.endsWith("/") ? full : dirname(full), { recursive: true });
    if (!path.endsWith("/")) writeFileSync(full, path);
  }
  return folder;
}

const choose = (...paths: readonly string[]) => chooseCheckpoint("DIR", folderOfPaths(paths));
const refusal = (...paths: readonly string[]) => thrownBy(() => choose(...paths));

describe("of the files that a folder holds, the checkpoint", () => {
  it.each<readonly [taken: string, others: readonly string[]]>([
    ["model.safetensors", ["model.safetensors.index.json", "pytorch_model.bin", "tf_model.h5", "checkpoint"]],
    ["model.safetensors.index.json", ["pytorch_model.bin", "a.safetensors"]],
    ["pytorch_model.bin", ["pytorch_model.bin.index.json", "flax_model.msgpack", "ckpt.pt", "gpt2.gguf"]],
    ["pytorch_model.bin.index.json", ["tf_model.h5", "pytorch_model-00001-of-00001.bin"]],
    ["tf_model.h5", ["tf_model.h5.index.json", "flax_model.msgpack"]],
    ["tf_model.h5.index.json", ["tf_model-00001-of-00001.h5", "flax_model.msgpack"]],
    ["flax_model.msgpack", ["flax_model.msgpack.index.json", "checkpoint"]],
    ["flax_model.msgpack.index.json", ["flax_model-00001-of-00001.msgpack", "ckpt.pt"]],
    ["checkpoint", ["ckpt.pt", "model.ckpt.index", "my.safetensors"]],
    ["ckpt.pt", ["my.safetensors"]],
  ])("is %s, as transformers has it, before %j", (taken, others) => {
    expect(choose(...others, taken, "config.json")).toBe(taken);
  });

  it.each(["ema.safetensors", "value_head.safetensors", "my.safetensors", "adapter_model.safetensors"])(
    "is never %s where there is one under a usual name",
    (other) => {
      expect(choose(other, "pytorch_model.bin")).toBe("pytorch_model.bin");
    },
  );

  it("has no leading dot: what macOS keeps beside a file is none", () => {
    expect(choose("._my-gpt2.safetensors", "my-gpt2.safetensors")).toBe("my-gpt2.safetensors");
    expect(choose("._model.pt", ".model.safetensors", "model.pt")).toBe("model.pt");
    expect(refusal("._model-00001-of-00002.safetensors").what).toContain("holds no checkpoint");
  });

  it.each<readonly [taken: string, files: readonly string[]]>([
    ["gpt2.pt", ["gpt2.pt", "optimizer.pt", "scheduler.pt", "rng_state_0.pth", "training_args.bin"]],
    ["gpt2.pt", ["gpt2.pt", "gpt2_ema.safetensors", "value_head.bin", "adapter_model.safetensors"]],
    ["ema.safetensors", ["ema.safetensors", "config.json"]],
    ["124M.bin", ["124M.bin", "gpt2_tokenizer.bin", "124M_debug_state.bin", "val.bin"]],
    ["gpt2.safetensors", ["gpt2.gguf", "gpt2.safetensors", "gpt2.pt"]],
    ["my.safetensors.index.json", ["my.safetensors.index.json", "my-00001-of-00001.safetensors"]],
    [
      "mp_rank_00_model_states.pt",
      ["mp_rank_00_model_states.pt", "zero_pp_rank_0_mp_rank_00_optim_states.pt"],
    ],
  ])("may be the only model under a name of its own: %s of %j", (taken, files) => {
    expect(choose(...files)).toBe(taken);
  });

  it("is not chosen among models of different names, whatever their formats", () => {
    const { code, what } = refusal("before.safetensors", "after.pt");
    expect(code).toBe("NOT_FOUND");
    expect(what).toContain('2 files that may be one: "after.pt", "before.safetensors"');
  });

  it("is a regular file, or a link to one: a folder called checkpoint is not TensorFlow's pointer", async () => {
    const folder = folderWith("checkpoint/", "gpt2-finetuned.pt");
    const source = await openSource(folder);
    expect(source.label).toBe(join(folder, "gpt2-finetuned.pt"));
    await source.close();
  });

  it("is not a link that leads nowhere: then the next is taken, or it is named", async () => {
    const folder = folderWith();
    symlinkSync("../gone", join(folder, "model.safetensors"));
    const { code, where, what } = await refusalOf(openSource(folder));
    expect([code, where]).toEqual(["NOT_A_FILE", join(folder, "model.safetensors")]);
    expect(what).toContain("neither a regular file nor a link to one");
    writeFileSync(join(folder, "pytorch_model.bin"), "");
    symlinkSync("pytorch_model.bin", join(folder, "linked.bin"));
    expect(chooseCheckpoint(folder, localFolder(folder))).toBe("pytorch_model.bin");
    expect(localFolder(folder)).toMatchObject({
      files: ["linked.bin", "pytorch_model.bin"],
      others: ["model.safetensors"],
    });
  });

  it.each(["safetensors", "bin", "h5", "msgpack"])("is not one part of several: %s", (ending) => {
    const { code, fix } = refusal(`m-00001-of-00002.${ending}`, "config.json");
    expect([code, fix]).toEqual(["NOT_FOUND", `copy or download "m.${ending}.index.json" too`]);
  });
});

describe("of any files at all", () => {
  const names = fc.subarray([
    ...[
      "model.safetensors",
      "model.safetensors.index.json",
      "pytorch_model.bin",
      "tf_model.h5",
      "checkpoint",
    ],
    ...[
      "ckpt.pt",
      "my.safetensors",
      "my.gguf",
      "ema.safetensors",
      "value_head.bin",
      "adapter_model.safetensors",
    ],
    ...["optimizer.pt", "optimizer.bin", "scheduler.pt", "rng_state_0.pth", "training_args.bin", "scaler.pt"],
    ...["._model.safetensors", ".model.pt", "model-00001-of-00002.safetensors", "config.json", "README.md"],
    ...[
      "zero_pp_rank_0_mp_rank_00_model_states.pt",
      "zero_pp_rank_0_mp_rank_00_optim_states.pt",
      "tokenizer.json",
    ],
  ]);

  it("what is chosen is a model, the first by name, or else the only one", () => {
    fc.assert(
      fc.property(names, (files) => {
        let chosen: string;
        try {
          chosen = choose(...files);
        } catch (error) {
          expect(error).toMatchObject({ name: "WdistError" });
          return;
        }
        expect(files).toContain(chosen);
        expect(chosen).not.toMatch(
          /^\.|optim|scheduler|rng_state|training_args|scaler|-of-|config|tokenizer|README|zero_pp/,
        );
        const usual = CHECKPOINT_NAMES.usualNames.find((name) => files.includes(name));
        if (usual !== undefined) expect(chosen).toBe(usual);
        else if (files.some((name) => name.startsWith("my."))) expect(chosen).toMatch(/^my\./);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a folder that holds a model in another form is told for what it is", () => {
  it.each<readonly [is: string, fix: string, files: readonly string[]]>([
    ["PyTorch distributed checkpoint", "dcp_to_torch DIR model.pt", [".metadata", "__0_0.distcp"]],
    [
      "DeepSpeed checkpoint",
      "name DIR/global_step10/mp_rank_00_model_states.pt, or",
      [
        "latest",
        "zero_to_fp32.py",
        "global_step10/mp_rank_00_model_states.pt",
        "global_step10/zero_pp_rank_0_mp_rank_00_optim_states.pt",
      ],
    ],
    [
      "DeepSpeed checkpoint",
      "python zero_to_fp32.py DIR",
      ["latest", "global_step7/zero_pp_rank_0_mp_rank_00_model_states.pt"],
    ],
    ["DeepSpeed checkpoint", "zero_to_fp32", ["mp_rank_00_model_states.pt", "mp_rank_01_model_states.pt"]],
    ["Orbax checkpoint", "orbax", ["_METADATA", "manifest.ocdbt", "d/0123"]],
    ["Orbax checkpoint", "orbax", ["default/_METADATA", "_CHECKPOINT_METADATA"]],
    ["Zarr", "one file", ["params.wte/.zarray", "params.wte/0.0"]],
    ["SavedModel", "save_pretrained", ["saved_model.pb", "variables/variables.index"]],
    ["first format (V1)", "write_version=2", ["checkpoint", "model.ckpt", "model.ckpt.meta"]],
    [
      "first format (V1)",
      "model.ckpt-7-00000-of-00002",
      ["model.ckpt-7-00000-of-00002", "model.ckpt-7.meta"],
    ],
    [
      "Hugging Face cache",
      "DIR/snapshots/abc",
      ["snapshots/abc/model.safetensors", "refs/main", "blobs/123"],
    ],
    ["cache of several models", "hf://x/y", ["models--x--y/refs/main", "version.txt"]],
  ])("as %s (%s): %j", (is, fix, files) => {
    const error = refusal(...files);
    expect(error.code).toBe("UNSUPPORTED_FORMAT");
    expect(error.what).toContain(is);
    expect(error.fix).toContain(fix);
  });

  it.each<readonly [taken: string, files: readonly string[]]>([
    ["model.safetensors", ["model.safetensors", "latest", "zero_to_fp32.py", "global_step10/x.pt"]],
    ["model.pt", ["model.pt", ".metadata", "__0_0.distcp"]],
    ["model.safetensors", ["model.safetensors", "model.ckpt", "model.ckpt.meta"]],
    ["tf_model.h5", ["tf_model.h5", "saved_model.pb"]],
  ])("but %s is taken where it stands beside: %j", (taken, files) => {
    expect(choose(...files)).toBe(taken);
  });
});

describe("a folder without a model", () => {
  it("names the folders in it that have one, and the last of them in the mend", () => {
    const error = refusal(
      "checkpoint-500/model.safetensors",
      "checkpoint-1000/model.safetensors",
      "runs/events.out",
      ".git/model.safetensors",
    );
    expect(error.code).toBe("NOT_FOUND");
    expect(error.what).toContain('; its folders "checkpoint-500", "checkpoint-1000" do');
    expect(error.fix).toBe("name the folder: DIR/checkpoint-1000");
  });

  it("names them however deep trainers put them, but not what is deeper", () => {
    expect(refusal("lightning_logs/version_0/checkpoints/epoch=3.ckpt").what).toContain(
      'its folder "lightning_logs/version_0/checkpoints" does',
    );
    expect(refusal("a/b/c/d/e/model.safetensors").what).not.toContain("its folder");
  });

  it("names folders in it that hold a model in another form", () => {
    const error = refusal("config.json", "pytorch_model_fsdp_0/__0_0.distcp");
    expect(error.code).toBe("UNSUPPORTED_FORMAT");
    expect(error.what).toContain('its folder "pytorch_model_fsdp_0" is a PyTorch distributed checkpoint');
    expect(error.fix).toContain("dcp_to_torch DIR/pytorch_model_fsdp_0");
  });

  it("is not searched without end", () => {
    const error = refusal(
      ...Array.from({ length: 2000 }, (_, i) => `f${i}/x/README.md`),
      "z/model.safetensors",
    );
    expect(error.what).not.toContain("its folder");
  });

  it("names what it holds", () => {
    expect(refusal("config.json", "model.onnx", ".hidden").what).toContain(
      '; it holds "config.json", "model.onnx"',
    );
  });

  it("whose inner folder may not be read is refused as if that were empty", () => {
    const folder = folderWith("inner/");
    const { enter } = localFolder(folder);
    expect(enter("gone").files).toEqual([]);
  });
});
