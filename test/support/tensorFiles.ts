import { roundTo } from "../../src/stats/rounding.js";
import type { Tensors } from "./knownPairs.js";
import { safetensorsBytes } from "./safetensorsFile.js";

/** Tensors as a safetensors file of one storage type. */
export function fileOf(tensors: Tensors, dtype: "F32" | "F16" | "BF16"): Uint8Array {
  return safetensorsBytes(
    [...tensors].map(([name, values]) => ({
      name,
      dtype,
      shape: [values.length],
      values: dtype === "F32" ? [...values] : halves(values, dtype),
    })),
  );
}

/** 16-bit codes: BF16 is the upper half of a float32; F16 has five bits of exponent and ten of mantissa. */
function halves(values: Float64Array, dtype: "F16" | "BF16"): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  const single = new DataView(new ArrayBuffer(4));
  values.forEach((value, i) => {
    const rounded = roundTo(value, dtype);
    single.setFloat32(0, rounded);
    view.setUint16(2 * i, dtype === "BF16" ? single.getUint16(0) : halfCode(rounded), true);
  });
  return new Uint8Array(view.buffer);
}

function halfCode(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude < 2 ** -14) return sign | Math.round(magnitude * 2 ** 24);
  const exponent = Math.floor(Math.log2(magnitude));
  return sign | ((exponent + 15) << 10) | Math.round((magnitude / 2 ** exponent - 1) * 1024);
}
