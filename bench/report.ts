import { writeFileSync } from 'node:fs';

const lines: string[] = [];

/** Prints a line of the report, and keeps it for the page. */
export function say(line: string): void {
  console.log(line);
  lines.push(line);
}

const head = `# How fast, beside kubectl

Written by \`npm run build:standalone && npm run bench -- --write\` from what it measured: kubectl and kubesvc by turns, on one API
server, each with the same command line. "Of kubectl" is the ratio of the medians, the one figure here that another machine
may repeat. "Node, one HTTPS request" is what lies under the npm package: a program that does no more than that.
What reads or makes one Service is measured before the thousands are made: among those, a server takes each program longer to give a
new one its address.

`;

export function writePage(path: string): void {
  writeFileSync(path, head + lines.join('\n') + '\n');
}
