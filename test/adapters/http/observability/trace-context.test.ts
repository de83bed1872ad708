import { expect } from 'chai';
import { parseTraceparent } from '../../../../src/adapters/http/observability/trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

// https://www.w3.org/TR/trace-context/#traceparent-header
describe('a traceparent', () => {
  const valid = [
    `00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-00`,
    `00-${TRACE}-${SPAN}-ff`,
    `01-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`,
    `fe-${TRACE}-${SPAN}-01-`,
  ];
  for (const header of valid) {
    it(`${header} is understood`, () => {
      expect(parseTraceparent(header)).to.deep.equal({ trace_id: TRACE, span_id: SPAN });
    });
  }

  const invalid: [why: string, header: string][] = [
    ['that is empty', ''],
    ['that is something else', 'yes'],
    ['with an id of zeros for the trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['with an id of zeros for the span', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['in capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['of a version that there never will be', `ff-${TRACE}-${SPAN}-01`],
    ['of a version that is no number', `0x-${TRACE}-${SPAN}-01`],
    ['of version 00 with more after the flags', `00-${TRACE}-${SPAN}-01-more`],
    ['of version 00 with a dash after the flags', `00-${TRACE}-${SPAN}-01-`],
    ['of a later version with more, but no dash before it', `01-${TRACE}-${SPAN}-01more`],
    ['without flags', `00-${TRACE}-${SPAN}`],
    ['with half a flag', `00-${TRACE}-${SPAN}-1`],
    ['with flags that are no number', `00-${TRACE}-${SPAN}-0g`],
    ['with a trace id that is too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['with a span id that is too long', `00-${TRACE}-${SPAN}0-01`],
    ['with spaces around it', ` 00-${TRACE}-${SPAN}-01 `],
    ['given twice', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['without dashes', `00${TRACE}${SPAN}01`],
  ];
  for (const [why, header] of invalid) {
    it(`${why} is as if it were not there`, () => {
      expect(parseTraceparent(header)).to.equal(undefined);
    });
  }
});
