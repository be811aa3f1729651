import { Command } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { connectionFlags } from '../cli/options.ts';
import { version } from '../version.ts';

const description = `Print the client and server version information for the current context.

Examples:
  # Of both
  kubesvc version

  # Of kubesvc alone, without a cluster
  kubesvc version --client`;

export function versionCommand(context: Context) {
  return new Command('version')
    .summary('Print the client and server version information')
    .description(description)
    .usage('[--client]')
    .option('--client', 'If true, shows client version only (no server required).')
    .action(async (flags, command) => {
      context.stdout.write(`Client Version: v${version}\n`);
      if (flags.client) return;
      const kube = await context.connect(connectionFlags(command));
      const { gitVersion } = JSON.parse(await kube.get('/version')) as { gitVersion: string };
      context.stdout.write(`Server Version: ${gitVersion}\n`);
    });
}
