#!/usr/bin/env node
const { enableCompileCache } = require('node:module');

enableCompileCache?.(); // Node 22 and later: the second run skips parsing
require('../dist/main.cjs').main();
