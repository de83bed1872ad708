import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { EXIT_CODES } from '../../../src/process/exit-codes.ts';
import { COMMANDS } from '../../../src/process/program/commands.ts';
import { commandHelp } from '../../../src/process/program/help.ts';
import { runWith } from '../copy/commands.ts';

const MEMORY = { DATABASE_URL: 'memory:' };

describe('the program taskport', () => {
  it('prints its help with all commands and exit codes, without colours if NO_COLOR is set', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { status, out: help, errors } = await runWith({ NO_COLOR: '1' }, ...args);
      const out = help.replace(/\n {4,}/g, ' ');
      expect([status, errors]).to.deep.equal([0, '']);
      for (const { name, summary } of COMMANDS)
        expect(out)
          .to.match(new RegExp(`^  ${name} +`, 'm'))
          .and.include(summary);
      for (const { code, meaning } of Object.values(EXIT_CODES))
        expect(out).to.include(`${code} `).and.include(meaning);
      expect(out).not.to.include('\x1b');
    }
  });

  it('prints the headings of its help in bold if colours are on', async () => {
    expect((await runWith({ FORCE_COLOR: '1' }, '--help')).out).to.include('\x1b[1mUsage:');
  });

  it('prints the same help for "backup --help" and "help backup", even if the configuration is wrong', async () => {
    const one = await runWith({ PORT: 'x' }, 'backup', '--help');
    const other = await runWith({ PORT: 'x' }, 'help', 'backup');
    expect(one).to.deep.equal(other).and.to.include({ status: 0, errors: '' });
    expect(one.out).to.include('Usage: taskport backup FILE\n');
  });

  for (const command of COMMANDS) {
    it(`has a help text for the command "${command.name}" with each option and example, in lines of at most 120 characters`, () => {
      const help = commandHelp(command);
      for (const [name, { value }] of Object.entries(command.options))
        expect(help).to.include(`  --${name}${value ? ` ${value}` : ''}`);
      for (const [line] of command.examples) expect(help).to.include(`  taskport ${line}`);
      expect(command.usage).not.to.deep.equal([]);
      expect(command.examples).not.to.deep.equal([]);
      for (const line of help.split('\n')) expect(line.length, line).to.be.at.most(120);
      // The usage lines must name only options that the command has.
      for (const [, option = ''] of command.usage.join(' ').matchAll(/--([\w-]+)/g))
        expect(command.options).to.have.property(option);
    });
  }

  for (const [args, message] of [
    [['bakcup'], 'taskport has no command "bakcup". Did you mean backup? The commands are serve, '],
    [['x'.repeat(50)], 'The commands are serve, '],
    [['help', 'x'], 'taskport has no command "x".'],
    [
      ['export', '--usr', 'x'],
      'taskport export: Unknown option \'--usr\'. Did you mean --user? See "taskport export --help".',
    ],
    [['export', '--user'], "Option '--user <value>' argument missing"],
    [['migrate', 'now'], 'taskport migrate takes no "now". See "taskport migrate --help".'],
    [
      ['torture', '--seconds', '0', '--clients', 'x'],
      'taskport torture: --clients must be a whole number from 1 to 1000; --seconds must',
    ],
    [['healthcheck', '--timeout', 'x'], '--timeout must be a number of seconds'],
    [['backup'], 'name the file of the backup'],
  ] as const) {
    it(`exits with 64 and prints a one-line error for: taskport ${args.join(' ').slice(0, 40)}`, async () => {
      const { status, out, errors } = await runWith(MEMORY, ...args);
      expect([status, out], errors).to.deep.equal([64, '']);
      expect(errors)
        .to.match(/^[^\n]+\n$/)
        .and.to.include(message);
    });
  }

  it('is described in docs/commands.md with all its commands and exit codes', () => {
    const page = readFileSync('docs/commands.md', 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z].*)` \| (.*) \|$/gm)].map(([, form, text]) => [form, text]);
    expect(rows).to.deep.equal(
      COMMANDS.map(({ name, usage: [form, ...more], summary }) => [
        `${name} ${more.length > 0 ? '' : form}`.trim(),
        summary,
      ]),
    );
    const codes = [...page.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, meaning]) => [Number(code), meaning]);
    expect(codes).to.deep.equal(Object.values(EXIT_CODES).map(({ code, meaning }) => [code, meaning]));
  });

  it('prints its version and that of Node', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const args of [['version'], ['--version']])
      expect((await runWith({ PORT: 'x' }, ...args)).out).to.match(
        new RegExp(`^taskport ${version} \\(Node [\\d.]+\\)\n$`),
      );
  });
});
