import type { ImportLog } from '../draft/import-log.ts';
import { MAX_COMPONENT_DEPTH, MAX_COMPONENTS, MAX_PROPERTIES } from '../limits.ts';
import { decodeUtf8 } from '../text/decode.ts';
import { unfoldedLines } from '../text/lines.ts';
import { UnreadableExport } from '../unreadable-export.ts';
import { type Property, readProperty } from './content-line.ts';

/** A component of iCalendar, such as VTODO, with the components inside it. The name is in upper case. */
export interface Component {
  readonly name: string;
  readonly line: number;
  readonly properties: Property[];
  readonly children: Component[];
  /** The numbers of the component's lines that could not be read as properties. */
  readonly broken: number[];
  /** The numbers of the component's lines that are not valid UTF-8, and so were read as Windows-1252. */
  readonly guessed: number[];
}

const ADVICE = 'Export the calendar again.';

/**
 * Reads the components of an iCalendar file. An END line closes the innermost open component of its name, with all
 * components that are still open inside it.
 *
 * @throws UnreadableExport if the file ends inside a component, or if a component is outside of a VCALENDAR
 */
export function readComponents(bytes: Uint8Array, log: ImportLog): readonly Component[] {
  const calendars: Component[] = [];
  const open: Component[] = [];
  const counts = { components: 0, properties: 0 };
  for (const { number, bytes: line } of unfoldedLines(bytes)) {
    const { text, isGuess } = decodeUtf8(line);
    if (text.trim() === '') continue;
    const property = readProperty(text, number);
    const top = open.at(-1);
    checkCounts(counts, property, number);
    if (property?.name === 'BEGIN') begin(property, open, calendars);
    else if (property?.name === 'END') end(property, open, log);
    else if (top === undefined) log.skip(`line ${number}`, 'a property outside of a calendar');
    else if (property === null) top.broken.push(number);
    else top.properties.push(property);
    if (isGuess) top?.guessed.push(number);
  }
  const unclosed = open.at(-1);
  if (unclosed === undefined) return calendars;
  throw new UnreadableExport(`The file ends inside a ${unclosed.name}`, `line ${unclosed.line}`, ADVICE);
}

/** @throws UnreadableExport if a file has more than MAX_COMPONENTS components or MAX_PROPERTIES properties */
function checkCounts(
  counts: { components: number; properties: number },
  property: Property | null,
  line: number,
): void {
  if (property?.name === 'BEGIN') counts.components++;
  else counts.properties++;
  if (counts.components <= MAX_COMPONENTS && counts.properties <= MAX_PROPERTIES) return;
  const [components, properties] = [MAX_COMPONENTS, MAX_PROPERTIES];
  const problem = `The file has more than ${components} components or ${properties} properties`;
  throw new UnreadableExport(problem, `line ${line}`, 'Split the export.');
}

function begin(property: Property, open: Component[], calendars: Component[]): void {
  const name = property.value.trim().toUpperCase();
  const place = `line ${property.line}`;
  const component = { name, line: property.line, properties: [], children: [], broken: [], guessed: [] };
  const parent = open.at(-1);
  if (open.length >= MAX_COMPONENT_DEPTH) {
    throw new UnreadableExport(`Components are nested deeper than ${MAX_COMPONENT_DEPTH} levels`, place, ADVICE);
  }
  if (parent !== undefined) parent.children.push(component);
  else if (name === 'VCALENDAR') calendars.push(component);
  else throw new UnreadableExport(`A ${name.slice(0, 40)} stands outside of a VCALENDAR`, place, ADVICE);
  open.push(component);
}

function end(property: Property, open: Component[], log: ImportLog): void {
  const name = property.value.trim().toUpperCase();
  const index = open.findLastIndex((component) => component.name === name);
  const place = `line ${property.line}`;
  if (index === -1) log.skip(place, `END:${name.slice(0, 40)} closes nothing`);
  else {
    for (const crossed of open.slice(index + 1)) log.skip(place, `${crossed.name.slice(0, 40)} was not closed before`);
    open.length = index;
  }
}

/** Returns a component's first property with this name, or null. */
export function first(component: Component, name: string): Property | null {
  return component.properties.find((property) => property.name === name) ?? null;
}

/** Returns all properties of a component that have this name. */
export function every(component: Component, name: string): readonly Property[] {
  return component.properties.filter((property) => property.name === name);
}
