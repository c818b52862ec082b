#!/usr/bin/env node
const { launch } = require("../dist/program/launch.cjs");

launch(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
