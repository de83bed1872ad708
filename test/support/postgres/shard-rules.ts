import type pg from 'pg';
import { DISTRIBUTED } from '../../../src/adapters/postgres/sharded/distribution.ts';

// Checks, from PostgreSQL's plan of a statement, whether Citus can send the statement unchanged to the one machine that
// has the owner's rows. In a trial, Citus 13.2 agreed with these rules on every statement.

/** A node of a plan, as `explain (format json, verbose)` returns it. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly Operation?: string;
  readonly 'Relation Name'?: string;
  readonly Output?: readonly string[];
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Filter?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Matches the statements by which a purge reads a page of user ids. Only they may read from all machines. */
const OWNER_PAGE =
  /^select distinct user_id from (counters|audit_entries) (where user_id > \$1 )?order by user_id limit \d+$/;

/** Returns how a statement breaks the rules of a database sharded by user, or an empty array if it breaks none. */
export async function brokenRules(client: pg.Client, text: string): Promise<string[]> {
  if (OWNER_PAGE.test(text)) return [];
  const root = await planOf(client, text);
  const nodes = [...nodesOf(root)];
  if (!nodes.some(isDistributed)) return [];
  return [...nodes.flatMap((node) => brokenBy(node, node === root)), ...severalOwners(nodes)];
}

/** Returns the generic plan of a statement: the plan with `plan_cache_mode = force_generic_plan`. */
async function planOf(client: pg.Client, text: string): Promise<PlanNode> {
  const numbers = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
  const nulls = Array.from({ length: Math.max(0, ...numbers) }, () => 'null').join(', ');
  await client.query(`set plan_cache_mode = force_generic_plan; prepare checked as ${text}`);
  try {
    const { rows } = await client.query(
      `explain (format json, verbose) execute checked${nulls === '' ? '' : `(${nulls})`}`,
    );
    return rows[0]['QUERY PLAN'][0].Plan;
  } finally {
    await client.query('deallocate checked');
  }
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.Plans ?? []) yield* nodesOf(child);
}

function isDistributed({ 'Relation Name': name }: PlanNode): boolean {
  return DISTRIBUTED.some((table) => table === name);
}

function brokenBy(node: PlanNode, isRoot: boolean): string[] {
  const type = node['Node Type'];
  if (type === 'ModifyTable' && !isRoot) return [`${node.Operation} inside a CTE`];
  if (['Function Scan', 'ProjectSet', 'Values Scan', 'CTE Scan'].includes(type)) return [`${type} as input`];
  if (!isDistributed(node)) return [];
  const where = `${type} on ${node['Relation Name']}`;
  return ownersOf(node).length === 0 ? [`${where} without the condition user_id = $n`] : [];
}

function severalOwners(nodes: readonly PlanNode[]): string[] {
  const owners = new Set(nodes.filter(isDistributed).flatMap(ownersOf));
  return owners.size > 1 ? [`owners in ${[...owners].sort().join(' and ')}`] : [];
}

/** Returns the parameters (`$n`) to which a plan node restricts `user_id`, or which it inserts as `user_id`. */
function ownersOf(node: PlanNode): string[] {
  if (node['Node Type'] === 'ModifyTable') {
    // An update or delete gets its rows from the plan nodes below it. An insert's first input column is `user_id`.
    const [input] = node.Plans ?? [];
    if (node.Operation !== 'Insert') return ownersIn([...nodesOf(node)]);
    return input?.['Node Type'] === 'Result' ? (input.Output ?? []).slice(0, 1).filter(isParameter) : [];
  }
  const conditions = [node['Index Cond'], node['Recheck Cond'], node.Filter].flatMap(conjuncts);
  return conditions.flatMap((condition) => /^(?:\w+\.)?user_id = (\$\d+)$/.exec(condition)?.[1] ?? []);
}

function ownersIn([, ...below]: readonly PlanNode[]): string[] {
  return below.filter(isDistributed).flatMap(ownersOf);
}

function isParameter(expression: string): boolean {
  return /^\$\d+$/.test(expression);
}

/** Splits a condition as PostgreSQL prints it, `((a) AND (b))` or `(a)`, into its parts. */
function conjuncts(condition: string | undefined): string[] {
  if (condition === undefined) return [];
  const inner = condition.slice(1, -1);
  const parts: string[] = [];
  for (let depth = 0, start = 0, i = 0; i <= inner.length; i++) {
    if (inner[i] === '(') depth++;
    else if (inner[i] === ')') depth--;
    const isEnd = i === inner.length;
    if (!isEnd && !(depth === 0 && inner.startsWith(' AND ', i))) continue;
    parts.push(inner.slice(start, i));
    start = i + ' AND '.length;
  }
  return parts.length === 1 ? parts : parts.map((part) => part.replace(/^\((.*)\)$/s, '$1'));
}
