#!/usr/bin/env node
// kubectl runs this as `kubectl kubesvc`; by the name of this file kubesvc knows what to call itself.
module.exports = require('./kubesvc.js');
