import type { Example } from '../examples/example.ts';

/** A short guide on the page. */
export interface Guide {
  /** The fragment of its address. */
  readonly id: string;
  readonly title: string;
  /** One sentence beside the title. */
  readonly about: string;
  /** Paragraphs, in which backquotes mark code, HTML and examples. The examples are one story. */
  readonly parts: readonly (string | Example | Html)[];
}

/** Text that is HTML already. */
interface Html {
  readonly html: string;
}
