const { Base, Spec } = require('mocha').reporters;

/** Mocha's spec reporter, with the totals in the last line. */
module.exports = class Reporter extends Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const skipped = pending > 0 ? `, ${pending} skipped` : '';
    Base.consoleLog(`${passes} passed, ${failures} failed${skipped}`);
  }
};
