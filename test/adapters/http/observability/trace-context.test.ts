import { expect } from 'chai';
import { parseTraceparent } from '../../../../src/adapters/http/observability/trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

// See https://www.w3.org/TR/trace-context/#traceparent-header.
describe('a traceparent header', () => {
  const valid = [
    `00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-00`,
    `00-${TRACE}-${SPAN}-ff`,
    `01-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`,
    `fe-${TRACE}-${SPAN}-01-`,
  ];
  for (const header of valid) {
    it(`is parsed when it is ${header}`, () => {
      expect(parseTraceparent(header)).to.deep.equal({ trace_id: TRACE, span_id: SPAN });
    });
  }

  const invalid: [why: string, header: string][] = [
    ['is empty', ''],
    ['is something else', 'yes'],
    ['has a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['has a span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['is in upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['has the forbidden version ff', `ff-${TRACE}-${SPAN}-01`],
    ['has a version that is not hexadecimal', `0x-${TRACE}-${SPAN}-01`],
    ['has version 00 and a field after the flags', `00-${TRACE}-${SPAN}-01-more`],
    ['has version 00 and a dash after the flags', `00-${TRACE}-${SPAN}-01-`],
    ['has a later version and more text without a dash', `01-${TRACE}-${SPAN}-01more`],
    ['lacks the flags', `00-${TRACE}-${SPAN}`],
    ['has flags of one digit', `00-${TRACE}-${SPAN}-1`],
    ['has flags that are not hexadecimal', `00-${TRACE}-${SPAN}-0g`],
    ['has a trace id that is too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['has a span id that is too long', `00-${TRACE}-${SPAN}0-01`],
    ['has spaces around it', ` 00-${TRACE}-${SPAN}-01 `],
    ['is given twice', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['lacks dashes', `00${TRACE}${SPAN}01`],
  ];
  for (const [why, header] of invalid) {
    it(`is ignored when it ${why}`, () => {
      expect(parseTraceparent(header)).to.equal(undefined);
    });
  }
});
