/** The argument of a worker that joins others who serve already. */
export const JOIN = 'join';

/** What a worker says when it answers requests: where. */
export interface ReadyMessage {
  readonly ready: string;
}

/** What the supervisor says to a worker whose place another has taken: that it may stop without delay. */
export interface RetireMessage {
  readonly retire: true;
}

/** Who wants a report, and the number that this has there. */
interface Errand {
  readonly asker: number;
  readonly question: number;
}

/** A worker wants a report of every worker. */
export interface GatherMessage {
  readonly gather: number;
}

/** The supervisor tells it how many it has asked … */
export interface AskedMessage {
  readonly question: number;
  readonly asked: number;
}

/** … having asked each of them … */
export interface ReportMessage {
  readonly reportFor: Errand;
}

/** … who answers … */
export interface ReportedMessage {
  readonly errand: Errand;
  readonly report: unknown;
}

/** … and that is handed on. */
export interface DeliveryMessage {
  readonly question: number;
  readonly worker: number;
  readonly report: unknown;
}
