/**
 * The command that starts the program under test, to which tests append arguments. It runs the sources in `src`, unless
 * TASKPORT_PROGRAM names another command, such as Node with a packed program.
 */
export const PROGRAM: readonly [command: string, ...args: string[]] = commandLine(process.env.TASKPORT_PROGRAM);

function commandLine(text: string | undefined): [command: string, ...args: string[]] {
  const [command, ...args] = text?.split(' ') ?? [process.execPath, 'src/main.ts'];
  return [command ?? '', ...args];
}
