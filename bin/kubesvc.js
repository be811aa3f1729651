#!/usr/bin/env node
import module from 'node:module';

module.enableCompileCache?.(); // Node 22 and later: the second run skips parsing
const { main } = await import('../dist/main.js');
await main();
