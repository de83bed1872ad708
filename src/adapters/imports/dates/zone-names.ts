import { InvalidValue } from '../../../domain/errors.ts';
import { requireZone } from '../../../domain/time/zone.ts';
import { windowsZone } from './windows-zones.ts';

const UTC = new Set(['z', 'utc', 'etc/utc']);
const MAX_LENGTH = 100;

/**
 * Returns the IANA zone for the name of a time zone, or null if Temporal does not know it. The name may be an IANA name
 * in any case, a Windows name, or a path with an IANA name at its end: `/mozilla.org/20070129_1/America/New_York`.
 */
export function zoneNamed(written: string): string | null {
  const name = written.trim();
  if (name.length > MAX_LENGTH) return null;
  if (UTC.has(name.toLowerCase())) return 'UTC';
  const windows = windowsZone(name);
  if (windows !== null) return windows === 'Etc/UTC' ? 'UTC' : windows;
  if (!name.startsWith('/')) return ianaZone(name);
  const parts = name.split('/');
  for (const count of [3, 2, 1]) {
    const zone = ianaZone(parts.slice(-count).join('/'));
    if (zone !== null) return zone;
  }
  return null;
}

function ianaZone(name: string): string | null {
  try {
    const zone = new Temporal.ZonedDateTime(0n, requireZone(name)).timeZoneId;
    return UTC.has(zone.toLowerCase()) ? 'UTC' : zone;
  } catch (error) {
    if (error instanceof InvalidValue) return null;
    throw error;
  }
}
