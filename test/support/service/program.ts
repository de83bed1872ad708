/**
 * The command line of the program under test, without arguments. TASKPORT_PROGRAM may name another command than the
 * sources in `src`, such as a Node with a packed program.
 */
export const PROGRAM: readonly [command: string, ...args: string[]] = commandLine(process.env.TASKPORT_PROGRAM);

function commandLine(text: string | undefined): [command: string, ...args: string[]] {
  const [command, ...args] = text?.split(' ') ?? [process.execPath, 'src/main.ts'];
  return [command ?? '', ...args];
}
