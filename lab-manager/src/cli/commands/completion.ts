import type { Command } from 'commander';
import { Argument } from 'commander';
import { everyCommand, type AddCommand } from '../command.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** `labctl completion bash`: prints the script that a shell sources; made from the commands themselves. */
export const completion: AddCommand = (parent, run) => {
  const command = parent
    .command('completion')
    .addArgument(new Argument('<shell>').choices(shells))
    .description('print shell completion, e.g. source <(labctl completion bash)')
    .action((shell: Shell) => run(command, async ({ terminal }) => terminal.data(scripts[shell](parent))));
};

/** What may follow each chain of commands: sub-commands and options. */
function words(root: Command): Map<string, string[]> {
  return new Map(
    everyCommand(root).map((command) => [
      chain(root, command),
      [...names(command), ...options(command), ...(command === root ? [] : options(root)), '--help'],
    ]),
  );
}

function chain(root: Command, command: Command): string {
  return command === root || !command.parent ? '' : `${chain(root, command.parent)} ${command.name()}`.trim();
}

function names(command: Command): string[] {
  return command.commands.map((sub) => sub.name());
}

function options(command: Command): string[] {
  return command.options.map(({ long, short }) => long ?? short ?? '').filter((name) => name !== '');
}

const scripts: Readonly<Record<Shell, (root: Command) => string>> = {
  bash: (root) => `${casesFunction(root)}
_labctl() {
  local chain="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) _labctl_words "$chain \${word}" >/dev/null 2>&1 && chain="\${chain:+$chain }$word" ;; esac
  done
  COMPREPLY=($(compgen -W "$(_labctl_words "$chain")" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _labctl labctl`,
  zsh: (root) => `#compdef labctl
autoload -U +X bashcompinit && bashcompinit
${scripts.bash(root)}`,
  fish: (root) =>
    [...words(root)].flatMap(([path, all]) => all.map((word) => fishLine(path, word))).join('\n'),
};

function casesFunction(root: Command): string {
  const cases = [...words(root)].map(([path, all]) => `    '${path}') echo '${all.join(' ')}' ;;`);
  return `_labctl_words() {\n  case "\${1# }" in\n${cases.join('\n')}\n    *) return 1 ;;\n  esac\n}`;
}

function fishLine(path: string, word: string): string {
  const condition =
    path === ''
      ? '__fish_use_subcommand'
      : path
          .split(' ')
          .map((name) => `__fish_seen_subcommand_from ${name}`)
          .join('; and ');
  const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
  return `complete -c labctl -n '${condition}' ${what}`;
}
