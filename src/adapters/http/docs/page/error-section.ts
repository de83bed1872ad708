import { PROBLEMS } from '../../problem/problem.ts';
import { ERROR_GROUPS, ERROR_HELP } from '../error-help/error-help.ts';
import { code, escaped, folded, prose, termList } from './page-text.ts';

/** Renders the help for all error codes, in groups, as HTML. */
export function errorSections(): string {
  return ERROR_GROUPS.map(({ title, codes }) => {
    const errors = codes.map((name) => {
      const { status, detail } = PROBLEMS[name];
      const { when, remedy } = ERROR_HELP[name];
      const rows = [
        ['When', prose(when)],
        ['What to do', prose(remedy)],
        [code('detail'), prose(detail)],
      ] as const;
      return folded(
        'error',
        name,
        `<b>${status}</b> <h4>${code(name)}</h4><span class="about">${prose(detail)}</span>`,
        termList(rows, 'help'),
      );
    });
    return `<h3>${escaped(title)}</h3>\n<div class="list">${errors.join('\n')}</div>`;
  }).join('\n');
}
