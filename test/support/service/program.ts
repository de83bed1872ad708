/** The command line of the program under test, without arguments: the sources, or a packed program. */
export const PROGRAM: readonly [command: string, ...args: string[]] =
  process.env.TASKPORT_PROGRAM === undefined ? [process.execPath, 'src/main.ts'] : [process.env.TASKPORT_PROGRAM];
