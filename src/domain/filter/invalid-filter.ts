/** A filter, a sort order or a date of a query does not parse. The message names the place and what was expected. */
export class InvalidFilter extends Error {}
