/** Installed by those who want it: an optional peer. It has all that TensorFlow.js's core has. */
declare module "@tensorflow/tfjs-node" {
  export * from "@tensorflow/tfjs-core";
}
