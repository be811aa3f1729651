/** The name that the user called the program by, and the words that stand for it. */
export interface CalledAs {
  /** `kubesvc`, or `kubectl kubesvc` where kubectl ran it as its plugin: what usage lines and errors say. */
  program: string;
  /** Words that come before those of the line. */
  words: readonly string[];
}

/**
 * kubectl runs `kubectl foo-bar` from an executable named kubectl-foo_bar, and asks kubectl_complete-foo_bar for words at
 * Tab (kubectl pkg/cmd/plugin.go, pkg/util/completion): the file's name says which of these was meant.
 * @param path of the executable or of its link, as it was called
 */
export function calledAs(path: string): CalledAs {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  if (!name.startsWith('kubectl')) return { program: 'kubesvc', words: [] };
  const [, completes, plugin = ''] = /^kubectl(_complete)?-(.+)$/.exec(name.replace(/\.(exe|js|mjs)$/i, '')) ?? [];
  if (plugin === '') return { program: 'kubesvc', words: [] };
  const command = plugin.replaceAll('-', ' ').replaceAll('_', '-');
  return { program: `kubectl ${command}`, words: completes ? ['__complete'] : [] };
}
