/** The media type of JSON merge patches (RFC 7396). */
export const MERGE_PATCH = 'application/merge-patch+json';

/** The header with which a PUT creates a task, or fails with 412 if the task exists. */
export const CREATE_ONLY = { 'If-None-Match': '*' };

export const EVENT_STREAM = { Accept: 'text/event-stream' };
