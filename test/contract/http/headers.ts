/** The media type of RFC 7396. */
export const MERGE_PATCH = 'application/merge-patch+json';

/** Makes a PUT create a task, and fail if there is one. */
export const CREATE_ONLY = { 'If-None-Match': '*' };

export const EVENT_STREAM = { Accept: 'text/event-stream' };
