const { Base, Spec } = require('mocha').reporters;

/** Mocha's spec reporter, with the reasons of skipped tests and the totals in the last lines. */
module.exports = class Reporter extends Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    for (const reason of globalThis.skipReasons ?? []) Base.consoleLog(reason);
    const skipped = pending > 0 ? `, ${pending} skipped` : '';
    Base.consoleLog(`${passes} passed, ${failures} failed${skipped}`);
  }
};
