import type { TensorInfo, Trouble } from "../../model/tensors.js";
import type { PickleCall, PickleValue } from "./pickleValues.js";
import { calleeOf, isCall, pathOf, tupleOf } from "./values.js";

/**
 * Tensors that are not views of a storage. They are listed, since files hold them beside plain ones: only a norm of such
 * a kind is refused.
 */

interface Kind {
  /** What the listing shows instead of a dtype. */
  readonly dtype: string;
  readonly trouble: Trouble;
}

const KINDS = {
  sparse: {
    what: "is a sparse tensor, whose values are not read",
    fix: "save it dense: tensor.to_dense()",
  },
  quantised: {
    what: "is a quantised tensor, whose values are not read",
    fix: "save it dequantised: tensor.dequantize()",
  },
  meta: {
    what: "is a meta tensor, which has a shape and no values",
    fix: "save the model after its weights were loaded",
  },
  DTensor: {
    what: "is a DTensor, one process's part of a distributed tensor",
    fix: "save whole tensors: tensor.full_tensor(), or get_model_state_dict with full_state_dict=True",
  },
  ShardedTensor: {
    what: "is a ShardedTensor, one process's part of a distributed tensor",
    fix: "save whole tensors: FSDP's StateDictType.FULL_STATE_DICT",
  },
} satisfies Record<string, Trouble>;

/** By the function that would rebuild it: the kind, and the number of the argument that is its size. */
const REBUILDERS: ReadonlyMap<string, readonly [dtype: keyof typeof KINDS, sizeAt: number]> = new Map([
  ["_rebuild_qtensor", ["quantised", 2]],
  ["_rebuild_meta_tensor_no_storage", ["meta", 1]],
]);
const SPARSE = /^_rebuild_sparse(?:_csr)?_tensor$/;
/** Its first argument is the class of the tensor, its third the size. */
const WRAPPER = "_rebuild_wrapper_subclass";
/** Of a name from the file. */
const MAX_NAME_CHARACTERS = 40;

/** A tensor by what would rebuild it: a function of PyTorch's that makes no view of a storage. */
export function unreadableFrom(
  name: string,
  callee: string,
  args: readonly PickleValue[],
): TensorInfo & { readonly trouble: Trouble } {
  const rebuilder = lastWord(callee);
  if (SPARSE.test(rebuilder)) {
    const sizes = tupleOf(args[1])
      ?.map(sizesOf)
      .find((shape) => shape !== null);
    return { name, ...kindOf("sparse"), shape: sizes ?? [] };
  }
  if (rebuilder === WRAPPER) {
    return { name, ...kindOf(lastWord(pathOf(args[0]) ?? "")), shape: sizesOf(args[2]) ?? [] };
  }
  const [dtype, sizeAt] = REBUILDERS.get(rebuilder) ?? [rebuilder.replace("_rebuild_", ""), -1];
  return { name, ...kindOf(dtype), shape: sizesOf(args[sizeAt]) ?? [] };
}

const PARTIAL_TENSOR = ".ShardedTensor";

/** An object that holds a part of a tensor without being one. */
export function isPartialTensor(value: PickleValue): value is PickleCall {
  return isCall(value) && calleeOf(value)?.endsWith(PARTIAL_TENSOR) === true;
}

export function partialTensorFrom(name: string): TensorInfo {
  return { name, ...kindOf("ShardedTensor"), shape: [] };
}

function kindOf(name: string): Kind {
  const known = Object.hasOwn(KINDS, name) ? KINDS[name as keyof typeof KINDS] : null;
  const dtype = name.slice(0, MAX_NAME_CHARACTERS);
  return {
    dtype,
    trouble: known ?? {
      what: `is a kind of tensor that is not read (${dtype})`,
      fix: "save plain, dense tensors: torch.save(model.state_dict(), path)",
    },
  };
}

function lastWord(path: string): string {
  return path.split(".").at(-1) ?? "";
}

/** A tuple of sizes, or what torch.Size would make of one. */
function sizesOf(value: PickleValue | undefined): number[] | null {
  const sizes = tupleOf(isCall(value) ? tupleOf(value.args)?.[0] : value);
  const isSize = (size: PickleValue): size is number =>
    typeof size === "number" && Number.isSafeInteger(size);
  return sizes?.every(isSize) === true ? [...sizes] : null;
}
