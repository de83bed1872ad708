import { expect } from 'chai';
import { completionsOf, sortCompletions } from '../../../src/web/views/search/completion.ts';

const NAMES = { tags: ['home', 'two words', 'none'], lists: ['Work', 'Work/Reports'] };

/** Returns the completions that are offered at the position of `|` in the text of a filter. */
function offered(text: string): readonly string[] {
  const caret = text.indexOf('|');
  return completionsOf(text.replace('|', ''), caret, NAMES).map((each) => each.text);
}

describe('the completion of a filter while the user types it', () => {
  it('offers fields at the beginning, after "and", "or", "not" and a parenthesis', () => {
    for (const text of ['|', 'completed and |', 'overdue or |', 'not |', '(|']) {
      expect(offered(text), text).to.include.members(['completed', 'due', 'tag', 'not', 'overdue']);
    }
  });

  it('offers the fields that begin with the typed letters', () => {
    expect(offered('not completed and pr|')).to.deep.equal(['priority']);
    expect(offered('comp|')).to.deep.equal(['completed', 'completed_at']);
  });

  it('offers after a field the operators that the field accepts', () => {
    expect(offered('tag |')).to.deep.equal(['=', '!=', 'in', 'is']);
    expect(offered('text |')).to.deep.equal([':']);
  });

  it('offers after an operator the values of the field before it', () => {
    expect(offered('priority >= |')).to.deep.equal(['none', 'low', 'medium', 'high', 'urgent']);
    expect(offered('due < to|')).to.deep.equal(['today', 'today+1d', 'today+7d', 'today-7d']);
    expect(offered('list is |')).to.deep.equal(['none', 'some']);
    expect(offered('title = |')).to.deep.equal([]);
  });

  it('offers names of tags and lists in quotes if they contain a blank or a sign, or are a keyword', () => {
    expect(offered('tag = |')).to.deep.equal(['home', '"two words"', '"none"']);
    expect(offered('tag = "tw|')).to.deep.equal(['"two words"']);
  });

  it('offers values of the field inside the parentheses after "in"', () => {
    expect(offered('list in (|')).to.deep.equal(['Work', 'Work/Reports']);
    expect(offered('list in (Work, work/|')).to.deep.equal(['Work/Reports']);
  });

  it('offers "and" and "or" after a complete condition', () => {
    expect(offered('overdue |')).to.deep.equal(['and', 'or']);
    expect(offered('tag = home a|')).to.deep.equal(['and']);
  });

  it('returns the range of characters that a completion replaces', () => {
    expect(completionsOf('not comp and overdue', 8, NAMES)[0]).to.deep.equal({ text: 'completed', from: 4, to: 8 });
  });

  it('offers fields while the user types a sort order, each with and without the minus for descending order', () => {
    expect(sortCompletions('due,-pri', 8)).to.deep.equal([{ text: '-priority', from: 4, to: 8 }]);
    expect(sortCompletions('', 0).map(({ text }) => text)).to.include.members(['due', '-due']);
  });
});
