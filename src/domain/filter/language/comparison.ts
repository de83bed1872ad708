import type { Filter, OptionalField } from '../filter.ts';
import type { InvalidFilter } from '../invalid-filter.ts';
import type { Field, Operands } from './fields.ts';
import type { Token, Tokens } from './tokens.ts';

/** The tokens that are operators, by kind. */
const OPERATORS: Readonly<Record<Token['kind'], readonly string[]>> = {
  sign: ['=', '!=', '<', '<=', '>', '>=', ':'],
  word: ['in', 'is'],
  quoted: [],
  end: [],
};

/** Parses the operator and values after the name of a field. */
export function comparison(tokens: Tokens, name: string, field: Field): Filter {
  const operator = tokens.peek();
  const isOperator = OPERATORS[operator.kind].includes(operator.text);
  if (name === 'completed' && !isOperator) return { kind: 'completed' };
  if (!isOperator || !field.operators.includes(operator.text)) throw noOperator(tokens, name, field);
  tokens.take();
  const after = `${name} ${operator.text}`;
  if (operator.text === 'is') return presence(tokens, name as OptionalField, after);
  const values = operator.text === 'in' ? valuesInParentheses(tokens, after) : [value(tokens, after)];
  const error = (problem: string, token: Token) => tokens.error(problem, token);
  if (operator.text === '!=') return { kind: 'not', filter: field.term({ op: '=', values, after, error }) };
  const op = operator.text === 'in' ? '=' : (operator.text as Operands['op']);
  return field.term({ op, values, after, error });
}

/** Returns the error for the next token, which is not an operator of the field. */
function noOperator(tokens: Tokens, name: string, { operators, insteadOfIs }: Field): InvalidFilter {
  const token = tokens.peek();
  if (insteadOfIs !== undefined && tokens.takeIf('word', 'is')) {
    const advice = insteadOfIs.get(tokens.peek().text);
    if (advice !== undefined) return tokens.error(`say ${advice}`, token);
  }
  return tokens.error(`expected an operator after "${name}", which takes ${operators.join(' ')}`, token);
}

function presence(tokens: Tokens, field: OptionalField, after: string): Filter {
  const filter: Filter = { kind: 'some', field };
  if (tokens.takeIf('word', 'some')) return filter;
  if (tokens.takeIf('word', 'none')) return { kind: 'not', filter };
  throw tokens.error(`expected none or some after "${after}"`);
}

function valuesInParentheses(tokens: Tokens, after: string): Token[] {
  if (!tokens.takeIf('sign', '(')) throw tokens.error(`expected "(" after "${after}"`);
  const values = [value(tokens, `${after} (`)];
  while (tokens.takeIf('sign', ',')) values.push(value(tokens, `${after} (…,`));
  if (!tokens.takeIf('sign', ')')) throw tokens.error('expected "," or ")"');
  return values;
}

function value(tokens: Tokens, after: string): Token {
  const { kind } = tokens.peek();
  if (kind !== 'word' && kind !== 'quoted') throw tokens.error(`expected a value after "${after}"`);
  return tokens.take();
}
