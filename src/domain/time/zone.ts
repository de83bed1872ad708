import { InvalidValue } from '../errors.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_+/-]*$/;
/** The maximum length of a zone's name. The longest name in the time zone database has 32 characters. */
const MAX_LENGTH = 64;
/** A cache of the names that were looked up: true if the name is a time zone. */
const known = new Map<string, boolean>();
const MAX_KNOWN = 1_000;

/**
 * Checks the name of a time zone, such as `Europe/Berlin` (https://www.iana.org/time-zones).
 *
 * @throws InvalidValue `zone_required` for an offset such as `+02:00`, or `unknown_zone`
 */
export function requireZone(name: string): string {
  if (/^[+-]\d/.test(name)) throw new InvalidValue('zone_required');
  if (name.length > MAX_LENGTH || !NAME.test(name) || !isZone(name)) throw new InvalidValue('unknown_zone');
  return name;
}

function isZone(name: string): boolean {
  let isKnown = known.get(name);
  if (isKnown === undefined) {
    isKnown = isKnownToTemporal(name);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(name, isKnown);
  }
  return isKnown;
}

function isKnownToTemporal(name: string): boolean {
  try {
    new Temporal.ZonedDateTime(0n, name);
    return true;
  } catch {
    return false;
  }
}
