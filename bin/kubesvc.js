#!/usr/bin/env node
const { join } = require('node:path');
const { load } = require('./compiled.js');

load(join(__dirname, '..', 'dist', 'main.cjs')).main();
