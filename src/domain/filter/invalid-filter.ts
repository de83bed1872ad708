/**
 * The error that a filter, a sort order or a date in a query does not parse. The message names the position of the
 * mistake, and the text that was expected there.
 */
export class InvalidFilter extends Error {}
