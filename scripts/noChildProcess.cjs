// Stands in the program for node:child_process, which commander loads for subcommands that are programs of their own, at
// the cost of a tenth of a start. This program has none.
module.exports = {};
