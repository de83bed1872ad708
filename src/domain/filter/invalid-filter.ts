/**
 * A filter, a sort order or a date of a query does not parse. The message names the position of the error, and what was
 * expected there.
 */
export class InvalidFilter extends Error {}
