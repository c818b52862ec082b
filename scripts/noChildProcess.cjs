// Replaces node:child_process in the program. Commander loads it for subcommands that are programs of their own, which
// takes a tenth of a start; this program has no such subcommands.
module.exports = {};
