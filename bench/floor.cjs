// What is under every `get svc` on Node: its start, one TLS context and one request, with nothing of kubesvc in it.
const { readFileSync } = require('node:fs');
const { get } = require('node:https');

const { url, ...tls } = JSON.parse(readFileSync(process.env.KUBESVC_BENCH_CONNECTION, 'utf8'));
get(url, tls, (answer) => answer.pipe(process.stdout));
