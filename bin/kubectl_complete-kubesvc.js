#!/usr/bin/env node
// kubectl asks this for words at Tab behind `kubectl kubesvc`; by the name of this file kubesvc knows that it is asked.
module.exports = require('./kubesvc.js');
