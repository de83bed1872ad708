import type { Example } from '../examples/example.ts';

/** A short guide on the page `/docs`. */
export interface Guide {
  /** The fragment of the guide's URL, as in `/docs#filters`. */
  readonly id: string;
  readonly title: string;
  /** One sentence about the guide, shown beside its title. */
  readonly about: string;
  /** The content: paragraphs with code in backquotes, HTML, and examples. Each example relies on earlier examples. */
  readonly parts: readonly (string | Example | Html)[];
}

/** A part of a guide that is given as HTML and not escaped. */
interface Html {
  readonly html: string;
}
