import { Command } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { connectionFlags } from '../cli/options.ts';
import { CliError, UsageError } from '../errors.ts';
import { visible } from '../output/visible.ts';
import { version } from '../version.ts';

const description = `Print the client and server version information for the current context.

Examples:
  # Of both
  kubesvc version

  # Of kubesvc alone, without a cluster
  kubesvc version --client

  # For a script
  kubesvc version -o json`;

interface Versions {
  clientVersion: { gitVersion: string };
  /** What the server says of itself (version.Info). */
  serverVersion?: { gitVersion?: string };
}

export function versionCommand(context: Context) {
  return new Command('version')
    .description(description)
    .usage('[--client] [-o json|yaml]')
    .option('--client', 'If true, shows client version only (no server required).')
    .option('-o, --output <format>', "One of 'yaml' or 'json'.")
    .action(async (flags, command) => {
      const print = await printerOf(flags.output ?? '');
      const versions: Versions = { clientVersion: { gitVersion: `v${version}` } };
      let problem: CliError | undefined;
      try {
        if (!flags.client) {
          const kube = await context.connect(connectionFlags(command));
          versions.serverVersion = JSON.parse(await kube.get('/version')) as { gitVersion?: string };
        }
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        problem = error; // what is known is printed all the same, as kubectl does
      }
      context.stdout.write(print(versions));
      if (problem) throw problem;
    });
}

async function printerOf(format: string): Promise<(versions: Versions) => string> {
  switch (format) {
    case '':
      return ({ clientVersion, serverVersion }) =>
        `Client Version: ${clientVersion.gitVersion}\n${serverVersion ? `Server Version: ${visible(serverVersion.gitVersion ?? '')}\n` : ''}`;
    case 'json':
      return (versions) => `${JSON.stringify(versions, undefined, 2)}\n`;
    case 'yaml': {
      const { toYaml } = await import('../output/yaml.ts');
      return toYaml;
    }
    default:
      throw new UsageError("--output must be 'yaml' or 'json'");
  }
}
